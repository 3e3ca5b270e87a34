package memagent.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import memagent.agent.PromptStyle;
import memagent.agent.Trajectory;
import memagent.bench.AgentContestant;
import memagent.bench.BenchRun;
import memagent.bench.Contestant;
import memagent.bench.HtmlReport;
import memagent.bench.Judge;
import memagent.bench.Judgement;
import memagent.bench.Judging;
import memagent.bench.PromptContestant;
import memagent.bench.Report;
import memagent.bench.TaskResult;
import memagent.bench.TaskSet;
import memagent.model.Cancellation;
import memagent.model.ChatModel;
import memagent.sandbox.Sandbox;

/** Runs a set of tasks with a model and its baselines, asks a judge, and writes the report. */
final class BenchSession {
  /** The word for {@code --model} that runs each task's own solution. */
  static final String ORACLE = "oracle";

  private final Surroundings surroundings;
  private final BenchFlags flags;
  private final Settings settings;
  private final Path folder;
  private final Cancellation cancellation = new Cancellation();
  private final boolean oracle;

  BenchSession(Surroundings surroundings, BenchFlags flags) {
    this.surroundings = surroundings;
    this.flags = flags;
    this.oracle = ORACLE.equals(flags.model.model);
    this.settings = flags.settings(surroundings, !oracle);
    this.folder = surroundings.folder().resolve(flags.out);
  }

  /** Runs the set; returns the exit status. */
  int run(TaskSet set) {
    Map<String, List<TaskResult>> runs = new LinkedHashMap<>();
    try (Sandbox sandbox = Parts.sandbox(settings);
        ExitWatch _ = ExitWatch.over(cancellation)) {
      if (oracle) {
        Contestant contestant =
            AgentContestant.oracle(sandbox, folder.resolve("trajectories"), surroundings.clock());
        runs.put(ORACLE, tried(ORACLE, set, contestant, folder));
      } else {
        try (ChatModel chat = Parts.model(settings, surroundings)) {
          contest(set, chat, sandbox, runs);
        }
      }
      report(set, runs, judged(set, runs.values().iterator().next()));
    }
    return cancellation.isCancelled() ? ExitCode.INTERRUPTED.code() : ExitCode.DONE.code();
  }

  private void contest(
      TaskSet set, ChatModel chat, Sandbox sandbox, Map<String, List<TaskResult>> runs) {
    Contestant agent =
        AgentContestant.of(
            chat,
            info -> EnginePart.without(Parts.agentSettings(settings, info), flags.without),
            sandbox,
            folder.resolve("trajectories"),
            surroundings.clock());
    String prompt =
        settings.prompt() == PromptStyle.AUTO
            ? ""
            : ", prompt " + settings.prompt().name().toLowerCase(Locale.ROOT);
    String without =
        flags.without.isEmpty()
            ? ""
            : flags.without.stream()
                .map(EnginePart::toString)
                .collect(Collectors.joining(", ", ", without ", ""));
    String name = "agent, " + chat.info().name() + prompt + without;
    runs.put(name, tried(name, set, agent, folder));
    if (flags.noBaselines) {
      return;
    }
    for (PromptContestant.Notes notes : PromptContestant.Notes.values()) {
      Path own = folder.resolve(notes.name().toLowerCase(Locale.ROOT));
      String label = notes.label();
      Contestant prompted = new PromptContestant(chat, notes);
      runs.put(label, tried(label + ", " + chat.info().name(), set, prompted, own));
    }
  }

  private List<TaskResult> tried(String name, TaskSet set, Contestant contestant, Path own) {
    checkName(name, own);
    int before = flags.resume ? BenchRun.read(own).size() : 0;
    return new BenchRun(own, surroundings.clock())
        .run(
            set,
            contestant,
            flags.jobs,
            flags.resume,
            cancellation,
            BenchProgress.of(surroundings, name, before));
  }

  /* A run that goes on with another model would mix two models' results. */
  private void checkName(String name, Path own) {
    Path file = own.resolve("contestant.txt");
    try {
      String earlier = Files.exists(file) ? Files.readString(file).strip() : name;
      if (flags.resume && !earlier.equals(name)) {
        throw new UserException(
            ExitCode.USAGE,
            "The run in "
                + own
                + " was made with \""
                + earlier
                + "\"; --resume cannot go on with \""
                + name
                + "\": name another folder with --out.");
      }
      Files.createDirectories(own);
      Files.writeString(file, name + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + own + " cannot be written.", e);
    }
  }

  /** What the judge said of the first run; without a judge nothing. */
  private Optional<Judged> judged(TaskSet set, List<TaskResult> results) {
    return settings
        .judge()
        .map(choice -> {
          try (ChatModel model = Parts.endpoint(choice)) {
            Judge judge = new Judge(model);
            Map<String, Judgement> judgements =
                new Judging(folder)
                    .run(
                        set,
                        results,
                        judge,
                        flags.jobs,
                        flags.resume,
                        cancellation,
                        BenchProgress.of(surroundings, "judgements", 0));
            return new Judged(judge.name(), judgements);
          }
        });
  }

  private record Judged(String judge, Map<String, Judgement> judgements) {}

  private void report(TaskSet set, Map<String, List<TaskResult>> runs, Optional<Judged> judged) {
    List<TaskResult> first = runs.values().iterator().next();
    String title = "mem-bench: " + set.name();
    if (first.size() < set.tasks().size()) {
      title += ", " + first.size() + " of " + set.tasks().size() + " tasks (the run was stopped)";
    } else if (flags.sample == 0) {
      title += ", " + first.size() + " tasks";
    }
    Report report =
        new Report(
            title,
            runs,
            judged.map(Judged::judge).orElse(""),
            judged.map(Judged::judgements).orElse(Map.of()));
    Map<String, String> trajectories = new LinkedHashMap<>();
    for (TaskResult result : first) {
      Path file = folder.resolve("trajectories").resolve(result.id() + "-0001.jsonl");
      if (!result.verdict().equals(TaskResult.Verdict.RIGHT) && Files.exists(file)) {
        trajectories.put(result.id(), Trajectory.read(file).text());
      }
    }
    try {
      Files.writeString(folder.resolve("report.json"), report.json());
      Files.writeString(folder.resolve("report.html"), HtmlReport.of(report, trajectories));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    surroundings.output().print(report.text());
    runs.forEach((name, results) -> {
      long errors = results.stream().filter(TaskResult::isError).count();
      if (errors > 0) {
        surroundings
            .output()
            .printf(
                "%s: %d of %d tasks ended in an error and count in no share; --resume tries them"
                    + " again.%n",
                name, errors, results.size());
      }
    });
    surroundings.output().println("Report: " + flags.out.resolve("report.html"));
  }
}
