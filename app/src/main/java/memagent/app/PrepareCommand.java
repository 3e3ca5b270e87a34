package memagent.app;

import java.util.Map;
import java.util.concurrent.Callable;
import memagent.sandbox.GraalPySandbox;
import picocli.CommandLine.Command;

/** Does once what would make every start slow. */
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    description = "Makes later starts faster; ./mem runs it once after each build.",
    footer = {
      "",
      "Records the sandbox's caches in the cache folder and tries every part once, so that Java can",
      "record its own start-up meanwhile. It may be run at any time, and never has to be."
    })
final class PrepareCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  PrepareCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Settings settings = SettingsReader.read(surroundings, Map.of());
    boolean recorded =
        GraalPySandbox.prepare(Parts.sandboxLimits(settings), Parts.sandboxFolder(settings));
    surroundings
        .output()
        .println(
            recorded
                ? "ok   sandbox      its caches are recorded"
                : "warn sandbox      its caches could not be recorded; it starts more slowly");
    new Checkup(settings, surroundings)
        .run(check ->
            surroundings
                .output()
                .printf(
                    "%-4s %-12s %s%n",
                    check.state().word(), check.name(), Paint.harmless(check.detail())));
    return (recorded ? ExitCode.DONE : ExitCode.FOUND).code();
  }
}
