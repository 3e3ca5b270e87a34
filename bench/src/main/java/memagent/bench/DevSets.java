package memagent.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tasks to develop with: none of them is of mem-bench. What is chosen by their scores may so be
 * measured on mem-bench without having seen it.
 */
public final class DevSets {
  private DevSets() {}

  /** Worlds as models train on them; with a seed of its own a set is new to the model. */
  public static TaskSet worlds(int worldCount, long seed) {
    if (worldCount < 1) {
      throw new BenchException(worldCount + " worlds cannot be made; name 1 or more.");
    }
    WorldGenerator generator =
        new WorldGenerator(
            Vocabulary.training(),
            WorldSettings.TRAINING.withRecoveryShare(0),
            CategoryShares.REFERENCE,
            TraceStyle.SMALL,
            seed);
    return BenchSets.taken("training-worlds-" + seed, generator, worldCount);
  }

  /**
   * Hand-written lessons as tasks. Their replies are judged coarsely, by the dates, numbers and
   * names of the reply that the lesson has; their changes line by line, where a right one in other
   * words is wrong.
   */
  public static TaskSet lessons() {
    Map<String, Memory> memories = new LinkedHashMap<>();
    List<Task> tasks = new ArrayList<>();
    for (Lesson lesson : LessonReader.heldOut()) {
      memories.put(lesson.memory().id(), lesson.memory());
      for (int i = 0; i < lesson.messages().size(); i++) {
        tasks.add(task(lesson, i));
      }
    }
    return new TaskSet("lessons", memories, tasks);
  }

  private static Task task(Lesson lesson, int number) {
    Lesson.Message message = lesson.messages().get(number);
    String id = lesson.memory().id() + "-" + number;
    String kind = message.kind().replace('/', '-');
    return task(id, kind, lesson.language(), lesson.memory(), message);
  }

  /** A message as a task: right are the lesson's changes, or what its reply says. */
  static Task task(String id, String kind, String language, Memory memory, Lesson.Message message) {
    Expectation expectation =
        message.category() == Category.UPDATE
            ? change(memory, message)
            : new Expectation.Reference(List.of(), message.reply(), "");
    return new Task(
        id,
        memory.id(),
        message.category(),
        kind,
        language,
        message.question(),
        message.filters(),
        Tier.PART,
        expectation,
        new Solution(List.of(), message.reply()));
  }

  /** A memory after what the lesson says is right to do. */
  static Memory after(Memory before, Lesson.Message message) {
    SortedMap<String, String> notes = new TreeMap<>(before.notes());
    for (Lesson.Change change : message.changes()) {
      switch (change) {
        case Lesson.Change.Replaced(String path, String old, String now) ->
            notes.computeIfPresent(path, (p, text) -> text.replace(old, now));
        case Lesson.Change.Added(String path, String anchor, String line) ->
            notes.computeIfPresent(path, (p, text) -> text.replace(anchor, anchor + "\n" + line));
        case Lesson.Change.Removed(String path, String line) ->
            notes.computeIfPresent(path, (p, text) -> text.replace(line + "\n", ""));
        case Lesson.Change.Created(String path, String text) -> notes.put(path, text);
        case Lesson.Change.Deleted(String path) -> notes.remove(path);
      }
    }
    return new Memory(before.id(), notes);
  }

  private static Expectation.Change change(Memory before, Lesson.Message message) {
    Memory after = after(before, message);
    List<String> deleted =
        before.notes().keySet().stream().filter(p -> !after.notes().containsKey(p)).toList();
    boolean creates = !before.notes().keySet().containsAll(after.notes().keySet());
    List<Expectation.Placed> text = new ArrayList<>();
    List<Expectation.Placed> absent = new ArrayList<>();
    MemoryDiff.between(before, after)
        .files()
        .forEach((path, diff) -> {
          if (diff.kind() == MemoryDiff.Kind.CHANGED) {
            diff.added().forEach(line -> place(path, line, text));
            diff.removed().forEach(line -> place(path, line, absent));
          }
        });
    absent.removeIf(gone ->
        text.stream().anyMatch(there -> Words.of(words(there)).contains(Words.of(words(gone)))));
    return new Expectation.Change(
        List.of(),
        text,
        absent,
        List.of(),
        creates ? List.of("**") : List.of(), // a new note may be called otherwise
        deleted,
        List.of(),
        message.changes().isEmpty(),
        List.of());
  }

  private static void place(String path, NoteLine line, List<Expectation.Placed> places) {
    Words words = Words.of(ChangeGrader.withoutListNumbers(line.raw()));
    if (!words.isEmpty()) {
      places.add(new Expectation.Placed(path, new Form.Phrase(words.text())));
    }
  }

  private static String words(Expectation.Placed placed) {
    return placed.form() instanceof Form.Phrase(String text) ? text : "";
  }
}
