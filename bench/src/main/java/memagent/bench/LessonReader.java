package memagent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hand-written lessons. A file holds memories one after another: {@code @@ memory ID
 * LANGUAGE}, {@code @@ names: A; B}, {@code @@ note PATH} and its text, {@code @@ task KIND} and
 * its lines, each with a letter: {@code q} what the person says, {@code f} a filter, {@code e} a
 * line of evidence, {@code t} a thought, {@code u} a replaced text, {@code +} an added line, {@code
 * -} a removed one, {@code n} a new note, {@code x} a deleted one, {@code a} the reply. Their parts
 * are set apart by {@code ::: }.
 */
final class LessonReader {
  private static final String SEPARATOR = " ::: ";
  private static final List<String> FILES =
      List.of(
          "en-a",
          "en-b",
          "en-c",
          "en-d",
          "en-e",
          "en-f",
          "en-g",
          "en-h",
          "en-i",
          "en-j",
          "en-k",
          "en-l",
          "de-es",
          "fr-ru",
          "ja-mixed",
          "mixed-m",
          "mixed-n");
  private static final List<String> HELD_OUT = List.of("held-out");

  private final String file;
  private final List<Lesson> lessons = new ArrayList<>();
  private int number;
  private @Nullable OpenLesson lesson;

  /** A memory of which not all lines are read. */
  private static final class OpenLesson {
    final String id;
    final String language;
    final List<String> names = new ArrayList<>();
    final SortedMap<String, StringBuilder> notes = new TreeMap<>();
    final List<Lesson.Message> messages = new ArrayList<>();
    @Nullable StringBuilder note;
    @Nullable OpenMessage message;

    OpenLesson(String id, String language) {
      this.id = id;
      this.language = language;
    }
  }

  /** A message of which not all lines are read. */
  private static final class OpenMessage {
    final String kind;
    final StringBuilder question = new StringBuilder();
    final List<String> filters = new ArrayList<>();
    final List<Lesson.Line> evidence = new ArrayList<>();
    final StringBuilder thought = new StringBuilder();
    final List<Lesson.Change> changes = new ArrayList<>();
    final StringBuilder reply = new StringBuilder();

    OpenMessage(String kind) {
      this.kind = kind;
    }
  }

  private LessonReader(String file) {
    this.file = file;
  }

  /** All lessons that the program brings to train with. */
  static List<Lesson> training() {
    return own(FILES);
  }

  /** Lessons that no model of ours was trained with, to develop with. */
  static List<Lesson> heldOut() {
    return own(HELD_OUT);
  }

  private static List<Lesson> own(List<String> names) {
    List<Lesson> all = new ArrayList<>();
    for (String name : names) {
      String path = "lessons/" + name + ".txt";
      all.addAll(read(path, OwnFile.text(path)));
    }
    return List.copyOf(all);
  }

  /** The lessons of somebody's own files. */
  static List<Lesson> read(List<Path> files) {
    List<Lesson> all = new ArrayList<>();
    for (Path file : files) {
      try {
        all.addAll(read(file.toString(), Files.readString(file)));
      } catch (IOException e) {
        throw new BenchException(
            "The lessons " + file + " cannot be read; name a text file in UTF-8.", e);
      }
    }
    return List.copyOf(all);
  }

  /**
   * @param file what errors call the text
   */
  static List<Lesson> read(String file, String text) {
    LessonReader reader = new LessonReader(file);
    text.lines().forEach(reader::line);
    reader.endLesson();
    return List.copyOf(reader.lessons);
  }

  private void line(String line) {
    number++;
    if (line.startsWith("@@ memory ")) {
      endLesson();
      String[] words = line.substring(10).strip().split(" +", 2);
      lesson = new OpenLesson(words[0], words.length > 1 ? words[1] : "en");
      return;
    }
    OpenLesson now = lesson;
    if (now == null) {
      if (!line.isBlank()) {
        throw fault("stands before the first memory", line);
      }
    } else if (line.startsWith("@@ names:")) {
      now.names.addAll(Vocabulary.entries(line.substring(9)));
    } else if (line.startsWith("@@ note ")) {
      endMessage(now);
      now.note = new StringBuilder();
      now.notes.put(line.substring(8).strip(), now.note);
    } else if (line.startsWith("@@ task ")) {
      endMessage(now);
      now.note = null;
      now.message = new OpenMessage(line.substring(8).strip());
    } else if (now.message != null) {
      if (!line.isBlank()) {
        part(now.message, line);
      }
    } else if (now.note != null) {
      now.note.append(line).append('\n');
    } else if (!line.isBlank()) {
      throw fault("belongs to no note and no task", line);
    }
  }

  private void part(OpenMessage message, String line) {
    if (line.length() < 2 || line.charAt(1) != ':') {
      throw fault("is no line of a task", line);
    }
    String rest = line.substring(2).strip();
    String all = rest.endsWith(SEPARATOR.strip()) ? rest + " " : rest; // an empty last part
    List<String> parts =
        Arrays.stream(all.split(SEPARATOR, -1)).map(p -> p.strip().replace("\\n", "\n")).toList();
    int expected =
        switch (line.charAt(0)) {
          case 'u', '+' -> 3;
          case 'e', '-', 'n' -> 2;
          default -> 1;
        };
    if (parts.size() < expected) {
      throw fault("has " + parts.size() + " parts instead of " + expected, line);
    }
    switch (line.charAt(0)) {
      case 'q' -> append(message.question, rest);
      case 'f' -> message.filters.add(rest);
      case 't' -> append(message.thought, rest);
      case 'a' -> append(message.reply, rest);
      case 'e' -> {
        String text = rest.substring(rest.indexOf(SEPARATOR) + SEPARATOR.length());
        message.evidence.add(new Lesson.Line(parts.getFirst(), text.strip()));
      }
      case 'u' ->
          message.changes.add(new Lesson.Change.Replaced(parts.get(0), parts.get(1), parts.get(2)));
      case '+' ->
          message.changes.add(new Lesson.Change.Added(parts.get(0), parts.get(1), parts.get(2)));
      case '-' -> message.changes.add(new Lesson.Change.Removed(parts.get(0), parts.get(1)));
      case 'n' ->
          message.changes.add(
              new Lesson.Change.Created(parts.get(0), parts.get(1).stripTrailing() + "\n"));
      case 'x' -> message.changes.add(new Lesson.Change.Deleted(parts.getFirst()));
      default -> throw fault("is no line of a task", line);
    }
  }

  private static void append(StringBuilder text, String line) {
    text.append(text.isEmpty() ? "" : "\n").append(line);
  }

  private void endMessage(OpenLesson now) {
    OpenMessage message = now.message;
    if (message != null) {
      if (message.question.isEmpty() || message.reply.isEmpty()) {
        throw fault("ends a task without q or a", now.id);
      }
      if (message.changes.size() > LessonTraces.CHANGE_COUNT_MAX) {
        throw fault(
            "ends a task with more than " + LessonTraces.CHANGE_COUNT_MAX + " changes", now.id);
      }
      now.messages.add(
          new Lesson.Message(
              message.kind,
              message.question.toString(),
              message.filters,
              message.evidence,
              message.thought.toString(),
              message.changes,
              message.reply.toString()));
      now.message = null;
    }
  }

  private void endLesson() {
    OpenLesson now = lesson;
    if (now != null) {
      endMessage(now);
      SortedMap<String, String> notes = new TreeMap<>();
      now.notes.forEach((path, text) -> notes.put(path, text.toString().strip() + "\n"));
      lessons.add(new Lesson(new Memory(now.id, notes), now.language, now.names, now.messages));
    }
  }

  private BenchException fault(String what, String line) {
    return new BenchException(file + ":" + number + " " + what + ": \"" + line + "\".");
  }
}
