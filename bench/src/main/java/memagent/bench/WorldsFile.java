package memagent.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import memagent.model.ChatMessage;
import memagent.sandbox.SandboxException;
import org.jspecify.annotations.Nullable;

/**
 * Writes training tasks with their traces, a JSON object a line: {@code messages} in the
 * chat-completions form, each with {@code train} (whether its tokens are trained on), the {@code
 * task} and the {@code memory} (notes by path), so that a rollout over it can be graded.
 */
public final class WorldsFile {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int TASKS_PER_WORLD = 8;
  private static final int LINES_PER_WORLD_MAX = 9; // tasks and what is said next to them
  private static final int AHEAD_PER_JOB = 4;

  /** Worlds in other languages than English, where nobody says how many. */
  public static final double LANGUAGES_DEFAULT = 0.2;

  private final WorldGenerator generator;
  private final TraceRunner runner;
  private final Optional<TraceRunner> checker;
  private final int checkEvery;
  private final TraceStyle style;
  private final double followUpShare;
  private final Optional<LessonTraces> lessons;
  private final int lessonRounds;
  private final Thoughts thoughts;

  /**
   * @param followUpShare tasks that follow another of the same world in one conversation, 0 to 1
   * @param checker runs every {@code checkEvery}th world once more, in another sandbox, and the
   *     messages must be the same
   */
  public WorldsFile(
      WorldGenerator generator,
      TraceRunner runner,
      Optional<TraceRunner> checker,
      int checkEvery,
      TraceStyle style,
      double followUpShare) {
    this(
        generator,
        runner,
        checker,
        checkEvery,
        style,
        followUpShare,
        Optional.empty(),
        0,
        Thoughts.LINE);
  }

  private WorldsFile(
      WorldGenerator generator,
      TraceRunner runner,
      Optional<TraceRunner> checker,
      int checkEvery,
      TraceStyle style,
      double followUpShare,
      Optional<LessonTraces> lessons,
      int lessonRounds,
      Thoughts thoughts) {
    if (!(followUpShare >= 0 && followUpShare <= 1)) {
      throw new BenchException("The share of follow-ups " + followUpShare + " must be 0 to 1.");
    }
    this.generator = generator;
    this.runner = runner;
    this.checker = checker;
    this.checkEvery = checkEvery;
    this.style = style;
    this.followUpShare = followUpShare;
    this.lessons = lessons;
    this.lessonRounds = lessonRounds;
    this.thoughts = thoughts;
  }

  /**
   * The same with hand-written lessons spread evenly among the tasks, beyond their count.
   *
   * @param files with lessons; empty for those that the program brings
   * @param rounds how often each comes, in other names and among other notes
   */
  public WorldsFile withLessons(List<Path> files, int rounds, long seed) {
    if (style != TraceStyle.SMALL) {
      throw new BenchException(
          "Lessons are written for the style small; leave them out or take it.");
    }
    List<Lesson> told = files.isEmpty() ? LessonReader.training() : LessonReader.read(files);
    var traces = new LessonTraces(told, Vocabulary.training(), seed);
    return new WorldsFile(
        generator,
        runner,
        checker,
        checkEvery,
        style,
        followUpShare,
        Optional.of(traces),
        rounds,
        thoughts);
  }

  /** The same with thoughts of another length. */
  public WorldsFile withThoughts(Thoughts other) {
    return new WorldsFile(
        generator, runner, checker, checkEvery, style, followUpShare, lessons, lessonRounds, other);
  }

  /**
   * What was written.
   *
   * @param lessonCount lines of hand-written lessons, beyond the tasks
   * @param failures a line for each task that the oracle did not solve; they are left out
   * @param masked a line for each task that is left out since the agent's privacy filter masked
   *     more of the oracle's reply than the task's filters deny
   * @param unchecked a line for each task that was to run in the other sandbox too, which did not
   *     start; they are written
   */
  public record Written(
      int taskCount,
      int worldCount,
      int lessonCount,
      List<String> failures,
      List<String> masked,
      List<String> unchecked) {
    public Written {
      failures = List.copyOf(failures);
      masked = List.copyOf(masked);
      unchecked = List.copyOf(unchecked);
    }
  }

  private record Lines(
      List<String> lines,
      List<String> taught,
      List<String> failures,
      List<String> masked,
      List<Future<Checked>> checks) {}

  /** What came of running a task in the other sandbox too; both empty where it did the same. */
  private record Checked(Optional<String> failure, Optional<String> unchecked) {}

  /**
   * Writes {@code taskCount} tasks; the same settings give the same bytes.
   *
   * @param jobs worlds that are worked on at a time
   * @param taskCount 0 for the lessons alone
   * @param progress told how many tasks are written
   */
  public Written write(Path file, int taskCount, int jobs, IntConsumer progress) {
    List<String> failures = new ArrayList<>();
    int written = 0;
    int worlds = 0;
    int taught = 0;
    List<String> masked = new ArrayList<>();
    List<String> unchecked = new ArrayList<>();
    List<Future<Checked>> checks = new ArrayList<>();
    Deque<Future<Lines>> ahead = new ArrayDeque<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(jobs);
        ExecutorService checking = Executors.newSingleThreadExecutor();
        BufferedWriter out = Files.newBufferedWriter(file)) {
      long next = 0;
      while (written < taskCount || (taskCount == 0 && worlds < worldsOfLessons())) {
        while (ahead.size() < jobs * AHEAD_PER_JOB) {
          long index = next++;
          ahead.add(pool.submit(() -> world(index, taskCount, checking)));
        }
        Lines done = ahead.removeFirst().get();
        worlds++;
        failures.addAll(done.failures());
        masked.addAll(done.masked());
        checks.addAll(done.checks());
        for (String line : done.lines()) {
          if (written < taskCount) {
            out.write(line);
            out.write('\n');
            written++;
          }
        }
        for (String line : done.taught()) {
          out.write(line);
          out.write('\n');
          taught++;
        }
        progress.accept(written);
      }
      ahead.forEach(f -> f.cancel(false));
      for (Future<Checked> check : checks) {
        check.get().failure().ifPresent(failures::add);
        check.get().unchecked().ifPresent(unchecked::add);
      }
      checking.shutdownNow(); // what is left is of worlds that were not written
    } catch (IOException e) {
      throw new UncheckedIOException("The tasks cannot be written to " + file, e);
    } catch (ExecutionException e) {
      throw new BenchException("A world cannot be made: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("The making of worlds was interrupted.", e);
    }
    return new Written(written, worlds, taught, failures, masked, unchecked);
  }

  /* The other sandbox is slow to start: nobody waits for it until all is written. */
  private Lines world(long index, int taskCount, ExecutorService checking) {
    Lines lines =
        new Lines(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    if (taskCount > 0) {
      try (TraceRunner.Sitting sitting = runner.sitting()) {
        tasks(index, sitting, checking, lines);
      }
    }
    lines.taught().addAll(lessons(index, taskCount));
    return lines;
  }

  private void tasks(long index, TraceRunner.Sitting sitting, ExecutorService checking, Lines all) {
    List<String> lines = all.lines();
    List<String> failures = all.failures();
    Dice dice = new Dice(~index);
    @Nullable WorldTask before = null;
    for (WorldTask made : generator.world(index, TASKS_PER_WORLD)) {
      WorldTask task = made.withThoughts(thoughts);
      TraceRunner.Run run = sitting.run(task.task(), task.memory(), task.trace(), style);
      if (checker.isPresent() && index % checkEvery == 0) {
        TraceRunner other = checker.get();
        all.checks().add(checking.submit(() -> check(task, run, other)));
      }
      if (style == TraceStyle.SEARCH && !run.saw(task.trace(), style)) {
        failures.add(task.task().id() + " saw other hits than its trace was made for");
      } else if (run.grade().isRight()) {
        TraceRunner.Run told = run;
        if (before != null && dice.chance(followUpShare)) {
          told =
              sitting
                  .followUp(before, task, style)
                  .filter(both -> both.grade().isRight())
                  .orElse(run);
        }
        lines.add(line(task, told).toString());
        task.next()
            .flatMap(next ->
                sitting
                    .followUp(task, next, style)
                    .filter(both -> both.grade().isRight())
                    .map(both -> line(next, both).toString()))
            .ifPresent(lines::add);
        before = task.task().filters().isEmpty() ? task : before;
      } else if (!run.reply().equals(task.trace().reply())) {
        all.masked()
            .add(
                task.task().id()
                    + " "
                    + task.task().filters()
                    + " | "
                    + task.task().question()
                    + " | "
                    + task.trace().reply()
                    + " | "
                    + run.reply());
      } else {
        failures.add(
            task.task().id()
                + " "
                + task.task().kind()
                + ": "
                + run.grade().faults()
                + " | "
                + task.task().question()
                + " | "
                + task.trace().messages());
      }
    }
  }

  private long lessonTotal() {
    return (long) lessonRounds * lessons.map(LessonTraces::messageCount).orElse(0);
  }

  /* Where no task is asked for, as many worlds without tasks as all lessons take. */
  private long worldsOfLessons() {
    return (lessonTotal() + LINES_PER_WORLD_MAX - 1) / LINES_PER_WORLD_MAX;
  }

  /* The lessons that go with a world: all are written when all tasks are. */
  private List<String> lessons(long world, int taskCount) {
    List<String> lines = new ArrayList<>();
    long total = lessonTotal();
    long each =
        taskCount == 0
            ? LINES_PER_WORLD_MAX
            : (total * LINES_PER_WORLD_MAX + taskCount - 1) / taskCount;
    for (long i = world * each; i < Math.min(total, (world + 1) * each); i++) {
      Optional<WorldTask> lesson = lessons.orElseThrow().task(i);
      if (lesson.isPresent()) {
        WorldTask task = lesson.get().withThoughts(thoughts);
        TraceRunner.Run run = runner.run(task.task(), task.memory(), task.trace(), style);
        if (LessonTraces.isSound(task, run)) {
          lines.add(line(task, run).toString());
        }
      }
    }
    return lines;
  }

  /* A machine with too much to do starts no worker: that says nothing about the task. */
  private Checked check(WorldTask task, TraceRunner.Run run, TraceRunner other) {
    String id = task.task().id();
    try {
      TraceRunner.Run again = other.run(task.task(), task.memory(), task.trace(), style);
      boolean same = again.messages().equals(run.messages()) && again.after().equals(run.after());
      return new Checked(
          same
              ? Optional.empty()
              : Optional.of(
                  id
                      + " differs between the sandboxes: "
                      + run.messages()
                      + " and "
                      + again.messages()),
          Optional.empty());
    } catch (SandboxException e) {
      return new Checked(Optional.empty(), Optional.of(id + ": " + e.getMessage()));
    }
  }

  private ObjectNode line(WorldTask task, TraceRunner.Run run) {
    ObjectNode object = NODES.objectNode();
    object.put("id", task.task().id());
    object.put("style", style.name().toLowerCase(Locale.ROOT));
    object.put("hops", task.hops());
    ArrayNode messages = object.putArray("messages");
    for (int i = 0; i < run.messages().size(); i++) {
      ChatMessage message = run.messages().get(i);
      String role =
          switch (message) {
            case ChatMessage.System s -> "system";
            case ChatMessage.User u -> "user";
            case ChatMessage.Assistant a -> "assistant";
          };
      messages
          .addObject()
          .put("role", role)
          .put("content", message.text())
          .put("train", run.mask().get(i));
    }
    object.set("task", TaskWriter.write(task.task()));
    ObjectNode memory = object.putObject("memory");
    task.memory().notes().forEach(memory::put);
    return object;
  }
}
