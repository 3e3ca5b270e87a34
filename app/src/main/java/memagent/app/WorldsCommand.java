package memagent.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import memagent.bench.BenchException;
import memagent.bench.CategoryShares;
import memagent.bench.EvidenceLines;
import memagent.bench.OracleSandbox;
import memagent.bench.ScratchFolder;
import memagent.bench.Thoughts;
import memagent.bench.TraceRunner;
import memagent.bench.TraceStyle;
import memagent.bench.Vocabulary;
import memagent.bench.WorldGenerator;
import memagent.bench.WorldSettings;
import memagent.bench.WorldsFile;
import memagent.sandbox.Sandbox;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the worlds that models train on. */
@Command(
    name = "worlds",
    mixinStandardHelpOptions = true,
    description = "Makes training worlds: memories, tasks, and how the oracle solves them.")
final class WorldsCommand implements Runnable {
  private static final int FAILURES_SHOWN_MAX = 10;

  private final Surroundings surroundings;
  @Spec private CommandSpec spec;

  WorldsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.spec = CommandSpec.create();
  }

  /** Without a subcommand there is nothing to make. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: worlds make or worlds lines.");
  }

  @Command(
      name = "make",
      mixinStandardHelpOptions = true,
      description =
          "Writes tasks with traces to a JSON Lines file; the same seed gives the same bytes.",
      footer = {
        "",
        "Each line has messages (role, content, train: whether its tokens are trained on), the task",
        "with what a right outcome holds, and the memory. The oracle solves each task through the",
        "agent's loop; every N-th world also in the real sandbox, where both must agree."
      })
  int make(
      @Option(names = "--tasks", paramLabel = "N", required = true, description = "How many tasks.")
          int tasks,
      @Option(
              names = "--seed",
              paramLabel = "S",
              defaultValue = "1",
              description = "Seed (default: 1).")
          long seed,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              required = true,
              description = "Where to write.")
          Path out,
      @Option(
              names = "--style",
              paramLabel = "STYLE",
              defaultValue = "small",
              description =
                  "small (thoughts of a line, short prompt), large (full prompt), or search (full prompt with search_memory, which comes first).")
          TraceStyle style,
      @Option(
              names = "--jobs",
              paramLabel = "N",
              defaultValue = "2",
              description = "Worlds at a time (default: 2).")
          int jobs,
      @Option(
              names = "--check-every",
              paramLabel = "N",
              defaultValue = "500",
              description =
                  "Also runs every N-th world in the real sandbox; 0 for none (default: 500).")
          int checkEvery,
      @Option(
              names = "--recovery",
              paramLabel = "SHARE",
              defaultValue = "0.05",
              description =
                  "Steps that go wrong first and are then mended, 0 to 1 (default: 0.05).")
          double recovery,
      @Option(
              names = "--follow-up",
              paramLabel = "SHARE",
              defaultValue = "0.12",
              description =
                  "Tasks that follow another one in the same conversation, 0 to 1 (default: 0.12).")
          double followUp,
      @Option(
              names = "--languages",
              paramLabel = "SHARE",
              defaultValue = "0.2",
              description = {
                "Worlds in German, French, Spanish, Russian or Japanese, 0 to 1 (default: 0.2)."
              })
          double languages,
      @Option(
              names = "--lessons",
              paramLabel = "N",
              defaultValue = "0",
              description = {
                "Beyond the tasks: each hand-written lesson N times, in other names (default: 0)."
              })
          int lessons,
      @Option(
              names = "--lesson-file",
              paramLabel = "FILE",
              description = {
                "Lessons of your own in place of the program's; may be given several times."
              })
          @Nullable List<Path> lessonFiles,
      @Option(
              names = "--thoughts",
              paramLabel = "LENGTH",
              defaultValue = "line",
              description =
                  "What the oracle thinks before it acts: none, line, or lines, three of them (default: line).")
          Thoughts thoughts) {
    if (lessonFiles != null && lessons < 1) {
      throw new UserException(
          ExitCode.USAGE, "Say how often each lesson of --lesson-file comes, --lessons 1 or more.");
    }
    Settings settings = SettingsReader.read(surroundings, FlagGroups.none());
    WorldGenerator generator = generator(worldSettings(recovery), style, seed, languages);
    try (ScratchFolder scratch = ScratchFolder.make("mem-worlds");
        Sandbox oracle = new OracleSandbox();
        Sandbox real = Parts.sandbox(settings)) {
      TraceRunner runner = new TraceRunner(oracle, scratch.path(), surroundings.clock());
      Optional<TraceRunner> checker =
          checkEvery > 0
              ? Optional.of(
                  new TraceRunner(
                      real,
                      Files.createDirectory(scratch.path().resolve("real")),
                      surroundings.clock()))
              : Optional.empty();
      WorldsFile worlds =
          new WorldsFile(generator, runner, checker, Math.max(1, checkEvery), style, followUp)
              .withThoughts(thoughts);
      List<Path> own =
          lessonFiles == null
              ? List.of()
              : lessonFiles.stream().map(surroundings.folder()::resolve).toList();
      WorldsFile file = lessons > 0 ? worlds.withLessons(own, lessons, seed) : worlds;
      long start = surroundings.clock().millis();
      WorldsFile.Written written =
          file.write(surroundings.folder().resolve(out), tasks, jobs, this::progress);
      return report(written, surroundings.clock().millis() - start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BenchException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  @Command(
      name = "lines",
      mixinStandardHelpOptions = true,
      description = "Writes questions with all lines of their memory and which are evidence.",
      footer = {
        "",
        "JSON Lines of the hand-written lessons and of training worlds: what the order of the first",
        "look is learned from (runs/line_fit.py)."
      })
  int lines(
      @Option(
              names = "--tasks",
              paramLabel = "N",
              defaultValue = "9000",
              description = "Tasks of worlds beside the lessons (default: 9000).")
          int tasks,
      @Option(
              names = "--seed",
              paramLabel = "S",
              defaultValue = "1",
              description = "Seed of the worlds (default: 1).")
          long seed,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              required = true,
              description = "Where to write.")
          Path out) {
    int count = EvidenceLines.write(surroundings.folder().resolve(out), tasks, seed);
    surroundings.output().printf("%d questions are written to %s.%n", count, out);
    return ExitCode.DONE.code();
  }

  private static WorldGenerator generator(
      WorldSettings settings, TraceStyle style, long seed, double languages) {
    try {
      return new WorldGenerator(
              Vocabulary.training(), settings, CategoryShares.REFERENCE, style, seed)
          .withLanguages(languages);
    } catch (BenchException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private static WorldSettings worldSettings(double recovery) {
    try {
      return WorldSettings.TRAINING.withRecoveryShare(recovery);
    } catch (BenchException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private void progress(int count) {
    if (surroundings.isTerminal()) {
      surroundings.errors().print("\r" + count + " tasks");
    }
  }

  private int report(WorldsFile.Written written, long millis) {
    written.failures().stream().limit(FAILURES_SHOWN_MAX).forEach(surroundings.errors()::println);
    written.masked().stream()
        .limit(FAILURES_SHOWN_MAX)
        .forEach(task -> surroundings.errors().println("masked: " + task));
    written.unchecked().stream()
        .limit(FAILURES_SHOWN_MAX)
        .forEach(task -> surroundings.errors().println("not checked: " + task));
    if (!written.unchecked().isEmpty()) {
      surroundings
          .errors()
          .println(
              written.unchecked().size()
                  + " tasks did not run in the real sandbox too, since it did not start.");
    }
    surroundings
        .output()
        .printf(
            "%d tasks of %d worlds and %d lessons in %.1f s, %d failures, %d masked by the privacy filter%n",
            written.taskCount(),
            written.worldCount(),
            written.lessonCount(),
            millis / 1000.0,
            written.failures().size(),
            written.masked().size());
    return written.failures().isEmpty() ? ExitCode.DONE.code() : ExitCode.BROKEN.code();
  }
}
