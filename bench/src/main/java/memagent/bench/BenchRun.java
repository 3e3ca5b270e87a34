package memagent.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import memagent.model.Cancellation;
import memagent.model.ModelException;
import memagent.sandbox.SandboxException;
import memagent.vault.VaultException;

/**
 * Runs tasks, each over its own copy of its memory, and keeps a journal of results: a stopped run
 * goes on where it was, and no task counts twice.
 */
public final class BenchRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JOURNAL = "results.jsonl";

  private final Path folder;
  private final InstantSource clock;

  /**
   * @param folder for the journal; also the memories while they are in use
   */
  public BenchRun(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Results of an earlier run in a folder, by task; none where there was none. */
  public static Map<String, TaskResult> read(Path folder) {
    return journal(folder).read();
  }

  private static Journal<TaskResult> journal(Path folder) {
    return new Journal<>(folder.resolve(JOURNAL), JSON, TaskResult.class, TaskResult::id);
  }

  /**
   * Runs what is still to do; tasks that ended in an error are tried again.
   *
   * @param resume whether results that are there already count; otherwise their journal is kept
   *     aside, as {@code results.jsonl.before}
   * @param progress told how many are done of how many, after each task
   * @return the results of all tasks in the set's order
   */
  public List<TaskResult> run(
      TaskSet set,
      Contestant contestant,
      int jobs,
      boolean resume,
      Cancellation cancellation,
      BiConsumer<Integer, Integer> progress) {
    if (!resume) {
      journal(folder).keepAside();
    }
    Map<String, TaskResult> done = resume ? read(folder) : new LinkedHashMap<>();
    done.values().removeIf(TaskResult::isError);
    journal(folder).rewrite(done.values());
    int total = set.tasks().size();
    List<CompletableFuture<Void>> started = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(jobs)) {
      for (Task task : set.tasks()) {
        if (!done.containsKey(task.id())) {
          Runnable one =
              () -> {
                if (!cancellation.isCancelled()) {
                  TaskResult result = result(task, set.memoryOf(task), contestant, cancellation);
                  if (!cancellation.isCancelled()) {
                    record(done, result);
                    progress.accept(done.size(), total);
                  }
                }
              };
          started.add(CompletableFuture.runAsync(one, pool));
        }
      }
      CompletableFuture.allOf(started.toArray(CompletableFuture[]::new)).join();
    }
    List<TaskResult> results = new ArrayList<>();
    for (Task task : set.tasks()) {
      TaskResult result = done.get(task.id());
      if (result != null) {
        results.add(result);
      }
    }
    return results;
  }

  private TaskResult result(
      Task task, Memory memory, Contestant contestant, Cancellation cancellation) {
    Path copy = folder.resolve("memories").resolve(task.id());
    long start = clock.millis();
    try {
      ScratchFolder.delete(copy);
      memory.write(copy);
      Contestant.Attempt attempt = contestant.attempt(task, copy, cancellation);
      Memory after = Memory.read(memory.id(), copy);
      Grade grade = Grader.grade(task, memory, after, attempt.reply());
      TaskResult.Verdict verdict =
          grade.isRight() ? TaskResult.Verdict.RIGHT : TaskResult.Verdict.WRONG;
      String changes = MemoryDiff.between(memory, after).text();
      return of(task, memory, verdict, grade.faults(), changes, attempt, clock.millis() - start);
    } catch (ModelException
        | SandboxException
        | VaultException
        | UncheckedIOException
        | IllegalStateException e) {
      return of(
          task,
          memory,
          TaskResult.Verdict.ERROR,
          List.of(String.valueOf(e.getMessage())),
          "",
          new Contestant.Attempt("", 0, 0, 0, 0),
          clock.millis() - start);
    } finally {
      ScratchFolder.delete(copy);
    }
  }

  private static TaskResult of(
      Task task,
      Memory memory,
      TaskResult.Verdict verdict,
      List<String> faults,
      String changes,
      Contestant.Attempt attempt,
      long millis) {
    return new TaskResult(
        task.id(),
        task.category(),
        task.kind(),
        memory.notes().size(),
        task.distractors().map(Distractors::total).orElse(null),
        verdict,
        faults,
        task.query(),
        attempt.reply(),
        changes,
        attempt.turns(),
        attempt.malformed(),
        attempt.promptTokens(),
        attempt.completionTokens(),
        millis);
  }

  private void record(Map<String, TaskResult> done, TaskResult result) {
    synchronized (done) {
      done.put(result.id(), result);
      journal(folder).append(result);
    }
  }
}
