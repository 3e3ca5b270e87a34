package memagent.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import memagent.agent.Trajectory;
import memagent.bench.AgentContestant;
import memagent.bench.BenchException;
import memagent.bench.BenchRun;
import memagent.bench.BenchSets;
import memagent.bench.Category;
import memagent.bench.Comparison;
import memagent.bench.Contestant;
import memagent.bench.HtmlReport;
import memagent.bench.PromptContestant;
import memagent.bench.Report;
import memagent.bench.Task;
import memagent.bench.TaskResult;
import memagent.bench.TaskSet;
import memagent.bench.TaskWriter;
import memagent.bench.WorldSettings;
import memagent.model.Cancellation;
import memagent.model.ChatModel;
import memagent.sandbox.Sandbox;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a model on mem-bench. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures a model on mem-bench: retrieval, update, clarification, filter.",
    footer = {
      "",
      "The results, a trajectory for each task, report.json and report.html go to the folder that",
      "--out names. --model oracle runs each task's own solution."
    })
final class BenchCommand implements Callable<Integer> {
  private static final String ORACLE = "oracle";

  private final Surroundings surroundings;
  @Mixin private final FlagGroups.Model model = new FlagGroups.Model();

  @Option(names = "--list", description = "Lists the tasks instead of running them.")
  private boolean list;

  @Option(names = "--json", description = "With --list: a JSON object a line.")
  private boolean json;

  @Option(
      names = "--category",
      paramLabel = "NAME",
      description = "Only: ${COMPLETION-CANDIDATES}.")
  private @Nullable Category category;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Tasks at a time (default: 1).")
  private int jobs = 1;

  @Option(names = "--resume", description = "Goes on with the run in the folder.")
  private boolean resume;

  @Option(
      names = "--worlds",
      paramLabel = "N",
      defaultValue = "40",
      description = "Generated worlds beside the core (default: 40).")
  private int worlds = 40;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of the worlds (default: 1).")
  private long seed = 1;

  @Option(
      names = "--notes-max",
      paramLabel = "M",
      description = "Notes of a world; draws the curve by size.")
  private int notesMax;

  @Option(names = "--no-baselines", description = "Leaves out the two baselines.")
  private boolean noBaselines;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".runs/bench",
      description = "Where results go (default: .runs/bench).")
  private Path out = Path.of(".runs/bench");

  BenchCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try {
      TaskSet set = tasks();
      return list ? list(set) : run(set);
    } catch (BenchException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  @Command(
      name = "compare",
      mixinStandardHelpOptions = true,
      description = "Tests two runs task by task (McNemar) and says whether they differ.")
  int compare(
      @Parameters(paramLabel = "A", description = "Folder of the first run.") Path first,
      @Parameters(paramLabel = "B", description = "Folder of the second run.") Path second) {
    Map<String, TaskResult> a = BenchRun.read(surroundings.folder().resolve(first));
    Map<String, TaskResult> b = BenchRun.read(surroundings.folder().resolve(second));
    if (a.isEmpty() || b.isEmpty()) {
      throw new UserException(
          ExitCode.USAGE,
          "The folder "
              + (a.isEmpty() ? first : second)
              + " holds no results.jsonl: name a run's folder.");
    }
    Comparison comparison = Comparison.of(a, b);
    surroundings.output().println(comparison.text());
    comparison.onlyFirst().forEach(id -> surroundings.output().println("only the first:  " + id));
    comparison.onlySecond().forEach(id -> surroundings.output().println("only the second: " + id));
    return ExitCode.DONE.code();
  }

  private TaskSet tasks() {
    WorldSettings size = WorldSettings.BENCHMARK;
    TaskSet all = BenchSets.all(worlds, seed, notesMax > 0 ? size.withNotes(notesMax) : size);
    return category == null ? all : BenchSets.only(all, category);
  }

  private int list(TaskSet set) {
    for (Task task : set.tasks()) {
      surroundings
          .output()
          .println(
              json
                  ? TaskWriter.write(task).toString()
                  : "%-32s %-14s %-22s %s"
                      .formatted(task.id(), task.category().label(), task.kind(), task.question()));
    }
    return ExitCode.DONE.code();
  }

  private int run(TaskSet set) {
    boolean oracle = ORACLE.equals(model.model);
    Map<Setting, String> flags = FlagGroups.none();
    if (!oracle) {
      model.into(flags);
    }
    Settings settings = SettingsReader.read(surroundings, flags);
    Path folder = surroundings.folder().resolve(out);
    Cancellation cancellation = new Cancellation();
    Map<String, List<TaskResult>> runs = new LinkedHashMap<>();
    try (Sandbox sandbox = Parts.sandbox(settings);
        ExitWatch _ = ExitWatch.over(cancellation)) {
      Path trajectories = folder.resolve("trajectories");
      if (oracle) {
        Contestant contestant = AgentContestant.oracle(sandbox, trajectories, surroundings.clock());
        runs.put(ORACLE, tried(set, contestant, folder, cancellation));
      } else {
        try (ChatModel chat = Parts.model(settings, surroundings.clock())) {
          Contestant agent =
              AgentContestant.of(
                  chat,
                  info -> Parts.agentSettings(settings, info),
                  sandbox,
                  trajectories,
                  surroundings.clock());
          runs.put("agent, " + chat.info().name(), tried(set, agent, folder, cancellation));
          if (!noBaselines) {
            for (PromptContestant.Notes notes : PromptContestant.Notes.values()) {
              String name =
                  notes == PromptContestant.Notes.GREP
                      ? "grep and the model"
                      : "whole memory in the prompt";
              Path own = folder.resolve(notes.name().toLowerCase(java.util.Locale.ROOT));
              runs.put(name, tried(set, new PromptContestant(chat, notes), own, cancellation));
            }
          }
        }
      }
    }
    report(set, runs, folder);
    return cancellation.isCancelled() ? ExitCode.INTERRUPTED.code() : ExitCode.DONE.code();
  }

  private List<TaskResult> tried(
      TaskSet set, Contestant contestant, Path folder, Cancellation cancellation) {
    long start = surroundings.clock().millis();
    int before = resume ? BenchRun.read(folder).size() : 0;
    return new BenchRun(folder, surroundings.clock())
        .run(
            set,
            contestant,
            jobs,
            resume,
            cancellation,
            (done, of) -> progress(done, before, of, start));
  }

  private void progress(int done, int before, int of, long start) {
    double each = (surroundings.clock().millis() - start) / (double) Math.max(1, done - before);
    long left = Math.round(each * (of - done) / 1000);
    String line = "%d of %d tasks, %d:%02d left".formatted(done, of, left / 60, left % 60);
    if (surroundings.isTerminal()) {
      surroundings.errors().print("\r" + line + "  ");
    } else if (done % 50 == 0 || done == of) {
      surroundings.errors().println(line);
    }
  }

  private void report(TaskSet set, Map<String, List<TaskResult>> runs, Path folder) {
    Report report = new Report("mem-bench: " + set.tasks().size() + " tasks, " + set.name(), runs);
    Map<String, String> trajectories = new LinkedHashMap<>();
    for (TaskResult result : runs.values().iterator().next()) {
      Path file = folder.resolve("trajectories").resolve(result.id() + "-0001.jsonl");
      if (result.verdict() != TaskResult.Verdict.RIGHT && Files.exists(file)) {
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
    surroundings.output().println("Report: " + out.resolve("report.html"));
  }
}
