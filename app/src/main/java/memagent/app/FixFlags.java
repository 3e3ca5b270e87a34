package memagent.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How {@code mem memory check} puts right what it finds. */
final class FixFlags {
  @Option(names = "--fix", description = "Offers repairs, each with a diff and a question first.")
  private boolean fix;

  @Option(names = "--yes", description = "With --fix: does all that is safe, without a question.")
  private boolean yes;

  @Option(names = "--dry-run", description = "With --fix: shows the repairs and does none.")
  private boolean dryRun;

  @Option(
      names = "--merge",
      paramLabel = "PATH",
      description = "With --yes: merges this duplicate note too; may be given several times.")
  private List<String> merge = new ArrayList<>();

  boolean isAsked() {
    return fix;
  }

  boolean isYes() {
    return yes;
  }

  boolean isDryRun() {
    return dryRun;
  }

  List<String> merges() {
    return List.copyOf(merge);
  }

  /** Flags that mean nothing by themselves, or nothing together. */
  void refuseHalves() {
    if (!fix && (yes || dryRun || !merge.isEmpty())) {
      throw new UserException(
          ExitCode.USAGE, "--yes, --dry-run and --merge say how to repair: say --fix as well.");
    }
    if (yes && dryRun) {
      throw new UserException(
          ExitCode.USAGE, "--yes does the repairs and --dry-run does none: say one of them.");
    }
    if (!merge.isEmpty() && !yes) {
      throw new UserException(
          ExitCode.USAGE, "--merge names what --yes may merge: say --yes as well.");
    }
  }
}
