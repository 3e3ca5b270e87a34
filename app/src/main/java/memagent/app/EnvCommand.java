package memagent.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import memagent.bench.ScratchFolder;
import memagent.model.Cancellation;
import memagent.sandbox.Sandbox;
import memagent.train.EnvironmentLimits;
import memagent.train.EnvironmentPrompt;
import memagent.train.EnvironmentServer;
import memagent.train.Reward;
import memagent.train.TrainException;
import memagent.train.WorldSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The environment for trainers in other languages. */
@Command(
    name = "env",
    mixinStandardHelpOptions = true,
    description = "Lends the training environment to other trainers.")
final class EnvCommand implements Runnable {
  private final Surroundings surroundings;
  @Spec private CommandSpec spec;

  EnvCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.spec = CommandSpec.create();
  }

  /** Without a subcommand there is nothing to serve. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: env serve.");
  }

  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      description = "Serves tasks over HTTP on this machine, as NeMo Gym has it, until Ctrl-C.",
      footer = {
        "",
        "POST /reset {\"index\": N} gives observation (messages) and info (session_id); POST /step",
        "{\"session_id\": ID, \"action\": TEXT} gives observation, reward, terminated, truncated and",
        "info; POST /close ends an episode early; GET /health. A cookie names the session too.",
        "runs/openrlhf_agent.py and runs/trl_rollout.py plug it into OpenRLHF and TRL."
      })
  int serve(
      @Option(
              names = "--port",
              paramLabel = "N",
              defaultValue = "8765",
              description = "Port; 0 for any free one (default: 8765).")
          int port,
      @Option(
              names = "--tasks",
              paramLabel = "FILE",
              description = "Tasks of ./mem worlds make; without it new worlds are made.")
          @Nullable Path tasks,
      @Option(
              names = "--worlds",
              paramLabel = "N",
              defaultValue = "100000",
              description = "How many new worlds, one task each (default: 100000).")
          long worlds,
      @Option(
              names = "--seed",
              paramLabel = "S",
              defaultValue = "1",
              description = "Seed of the new worlds (default: 1).")
          long seed,
      @Option(
              names = "--prompt",
              paramLabel = "STYLE",
              defaultValue = "large",
              description =
                  "The agent's prompt and turns: small, large, or search for large models that"
                      + " search first (default: large).")
          EnvironmentPrompt prompt,
      @Option(
              names = "--sessions-max",
              paramLabel = "N",
              defaultValue = "4096",
              description = "Episodes at a time (default: 4096).")
          int sessions,
      @Option(
              names = "--idle-minutes",
              paramLabel = "N",
              defaultValue = "30",
              description = "An episode that nobody steps ends after this long (default: 30).")
          int idleMinutes) {
    Settings settings = SettingsReader.read(surroundings, FlagGroups.none());
    WorldSource source =
        tasks == null
            ? WorldSource.Generated.of(seed, worlds)
            : WorldSource.OfFile.of(surroundings.folder().resolve(tasks));
    Cancellation cancellation = new Cancellation();
    CountDownLatch ended = new CountDownLatch(1);
    try (ScratchFolder scratch = ScratchFolder.make("mem-env");
        Sandbox sandbox = Parts.sandbox(settings);
        ExitWatch _ = ExitWatch.over(cancellation);
        EnvironmentServer server =
            new EnvironmentServer(
                port,
                source,
                sandbox,
                prompt,
                Reward.DEFAULT,
                new EnvironmentLimits(
                    sessions,
                    Duration.ofMinutes(idleMinutes),
                    EnvironmentLimits.DEFAULT.stepTimeMax(),
                    EnvironmentLimits.DEFAULT.bodyBytesMax(),
                    EnvironmentLimits.DEFAULT.actionCharsMax()),
                scratch.path(),
                surroundings.ids(),
                surroundings.clock());
        Cancellation.Registration _ = cancellation.onCancel(ended::countDown)) {
      surroundings
          .output()
          .printf(
              "The environment listens on port %d with %d tasks.%n", server.port(), source.count());
      ended.await();
      return ExitCode.INTERRUPTED.code();
    } catch (TrainException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED.code();
    }
  }
}
