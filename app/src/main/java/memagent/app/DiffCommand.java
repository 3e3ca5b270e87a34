package memagent.app;

import java.util.List;
import java.util.concurrent.Callable;
import memagent.app.Paint.Look;
import memagent.vault.History;
import memagent.vault.HistoryEntry;
import memagent.vault.VaultChange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what changes of a memory did. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Shows what a change of the memory did, or several together, as a unified diff.")
final class DiffCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private final PastFlags past = new PastFlags();

  @Parameters(
      paramLabel = "ID|ID..ID",
      arity = "0..1",
      description = "Which, as `mem log` shows them; two with all between (default: the latest).")
  private @Nullable String range;

  DiffCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (OpenMemory memory = past.open(surroundings)) {
      History history = OpenMemory.history(memory.now());
      List<HistoryEntry> entries =
          range == null ? history.entries(1) : PastFlags.named(history, range);
      Paint paint = past.paint(surroundings);
      for (VaultChange change : history.diff(entries)) {
        change
            .diff()
            .lines()
            .forEach(line -> surroundings.output().println(painted(Paint.harmless(line), paint)));
      }
      return ExitCode.DONE.code();
    }
  }

  private static String painted(String line, Paint paint) {
    if (line.startsWith("---") || line.startsWith("+++")) {
      return paint.of(Look.BOLD, line);
    }
    if (line.startsWith("+")) {
      return paint.of(Look.GREEN, line);
    }
    return line.startsWith("-") ? paint.of(Look.RED, line) : line;
  }
}
