package memagent.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import memagent.agent.AgentSettings;
import memagent.bench.AgentContestant;
import memagent.bench.BenchRun;
import memagent.bench.BenchSets;
import memagent.bench.DevSets;
import memagent.bench.TaskResult;
import memagent.bench.TaskSet;
import memagent.infer.LlamaChatModel;
import memagent.infer.LlamaSettings;
import memagent.model.Cancellation;
import memagent.model.ChatModel;
import memagent.model.SamplingParameters;
import memagent.sandbox.Sandbox;

/**
 * One set of tasks of the training worlds, asked of several forms of one model, greedy, through the
 * agent's loop: what rounding costs. Each form's results lie in a folder of its own, as {@code mem
 * bench} writes them, and a comparison that was stopped goes on from them.
 */
final class FormComparison {
  private static final long SEED = 99;

  private final Surroundings surroundings;
  private final Path folder;
  private final TaskSet set;
  private final int jobs;
  private final boolean resume;
  private final Map<String, String> first = new HashMap<>(); // reply of the first form, by task
  private final Cancellation cancellation = new Cancellation();

  /**
   * A comparison.
   *
   * @param folder of the results, in which each form has one
   * @param jobs tasks at a time
   * @param resume whether results that are there already count
   */
  FormComparison(Surroundings surroundings, Path folder, int taskCount, int jobs, boolean resume) {
    this.surroundings = surroundings;
    this.folder = folder;
    this.set = BenchSets.sample(DevSets.worlds(taskCount, SEED), taskCount, SEED);
    this.jobs = jobs;
    this.resume = resume;
  }

  /** Asks one form; the others are compared with the first. */
  void add(String name, LlamaSettings form, Path file, Sandbox sandbox) {
    List<TaskResult> results = results(name, form, sandbox);
    if (results.size() < set.tasks().size()) {
      return; // it was stopped
    }
    boolean isFirst = first.isEmpty();
    long right = 0;
    long same = 0;
    for (TaskResult result : results) {
      right += result.verdict() == TaskResult.Verdict.RIGHT ? 1 : 0;
      same += result.reply().equals(first.get(result.id())) ? 1 : 0;
      if (isFirst) {
        first.put(result.id(), result.reply());
      }
    }
    surroundings
        .output()
        .println(
            "%-20s %6.1f MB  %d of %d right, %s%.1f s a task at the median"
                .formatted(
                    name,
                    megabytes(file),
                    right,
                    results.size(),
                    isFirst ? "" : same + " replies the same, ",
                    median(results)));
  }

  /** Whether it was stopped before all forms had all tasks. */
  boolean isStopped() {
    return cancellation.isCancelled();
  }

  private List<TaskResult> results(String name, LlamaSettings form, Sandbox sandbox) {
    Path own = folder.resolve(name);
    int before = resume ? BenchRun.read(own).size() : 0;
    try (ExitWatch _ = ExitWatch.over(cancellation);
        ChatModel model = LlamaChatModel.load(form)) {
      AgentContestant agent =
          AgentContestant.of(
              model,
              info -> AgentSettings.forModel(info).withSampling(SamplingParameters.GREEDY),
              sandbox,
              own.resolve("trajectories"),
              surroundings.clock());
      return new BenchRun(own, surroundings.clock())
          .run(
              set, agent, jobs, resume, cancellation, BenchProgress.of(surroundings, name, before));
    }
  }

  private static double median(List<TaskResult> results) {
    List<Long> sorted = results.stream().map(TaskResult::millis).sorted().toList();
    return sorted.get(sorted.size() / 2) / 1000.0;
  }

  /** The size of a file, in units of 1,000,000 bytes. */
  static double megabytes(Path file) {
    try {
      return Files.size(file) / 1e6;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
