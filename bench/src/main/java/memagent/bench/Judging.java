package memagent.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import memagent.model.Cancellation;

/** Lets a judge look at a run's results, and keeps a journal beside the run's. */
public final class Judging {
  private static final String JOURNAL = "judgements.jsonl";

  private final Journal<Judgement> journal;

  /**
   * @param folder of the run
   */
  public Judging(Path folder) {
    this.journal =
        new Journal<>(folder.resolve(JOURNAL), new ObjectMapper(), Judgement.class, Judgement::id);
  }

  /**
   * Judges what was not judged before; a judge's errors are tried again, tasks that ended in an
   * error are left out.
   *
   * @param resume whether earlier judgements of the folder count
   * @return judgements by task
   */
  public Map<String, Judgement> run(
      TaskSet set,
      List<TaskResult> results,
      Judge judge,
      int jobs,
      boolean resume,
      Cancellation cancellation,
      BiConsumer<Integer, Integer> progress) {
    Map<String, Task> tasks =
        set.tasks().stream().collect(Collectors.toMap(Task::id, task -> task));
    List<TaskResult> all =
        results.stream().filter(r -> !r.isError() && tasks.containsKey(r.id())).toList();
    Map<String, Judgement> done = resume ? journal.read() : new LinkedHashMap<>();
    done.values().removeIf(judgement -> judgement.verdict() == TaskResult.Verdict.ERROR);
    journal.rewrite(done.values());
    List<CompletableFuture<Void>> started = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(jobs)) {
      for (TaskResult result : all) {
        Task task = tasks.get(result.id());
        if (task != null && !done.containsKey(result.id())) {
          Runnable one =
              () -> {
                if (!cancellation.isCancelled()) {
                  Judgement judgement = judge.judge(task, result, cancellation);
                  if (!cancellation.isCancelled()) {
                    synchronized (done) {
                      done.put(judgement.id(), judgement);
                      journal.append(judgement);
                      progress.accept(done.size(), all.size());
                    }
                  }
                }
              };
          started.add(CompletableFuture.runAsync(one, pool));
        }
      }
      CompletableFuture.allOf(started.toArray(CompletableFuture[]::new)).join();
    }
    return done;
  }
}
