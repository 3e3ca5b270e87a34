package memagent.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memagent.agent.Excerpt;
import memagent.agent.Recall;
import memagent.agent.TurnLimits;
import memagent.model.ChatMessage;

/**
 * Hand-written lessons as traces for small models, in rounds: the first time as they are written,
 * then with other names and numbers, other notes beside them, and shorter first looks.
 */
final class LessonTraces {
  /** The kind of a task that is made of a lesson. */
  static final String KIND = "lesson";

  private static final double OTHER_NAMES_SHARE = 0.7;
  private static final double OTHER_NUMBERS_SHARE = 0.5;
  private static final double OTHER_NOTES_SHARE = 0.35;
  private static final int OTHER_NOTE_COUNT_MAX = 3;
  private static final int QUOTE_CHARS_MAX = 160;
  private static final List<String> VARIABLES =
      List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth");
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.;!?。！？])\\s*");
  private static final Pattern TELLING =
      Pattern.compile("[\\p{N}]+|\\p{L}{4,}|[\\p{IsHan}\\p{IsKatakana}]{2,}");

  /** Changes that one message may ask for. */
  static final int CHANGE_COUNT_MAX = VARIABLES.size();

  private final List<Lesson> lessons;
  private final Vocabulary vocabulary;
  private final long seed;
  private final List<Place> places = new ArrayList<>();
  private final Map<Integer, List<Place>> orders = new HashMap<>();

  private record Place(int lesson, int message) {}

  LessonTraces(List<Lesson> lessons, Vocabulary vocabulary, long seed) {
    this.lessons = List.copyOf(lessons);
    this.vocabulary = vocabulary;
    this.seed = seed;
    for (int i = 0; i < lessons.size(); i++) {
      for (int j = 0; j < lessons.get(i).messages().size(); j++) {
        places.add(new Place(i, j));
      }
    }
  }

  /** How often the lessons have a message. */
  int messageCount() {
    return places.size();
  }

  /**
   * A message of one round; empty where the look does not show where its evidence stands.
   *
   * @param number from 0; each round has {@link #messageCount()} of them
   */
  Optional<WorldTask> task(long number) {
    int round = Math.toIntExact(number / messageCount());
    Place place = order(round).get(Math.toIntExact(number % messageCount()));
    Lesson written = lessons.get(place.lesson());
    Dice names = new Dice(seed * 1_000_003 + round * 10_007L + place.lesson());
    Dice dice = new Dice(names.nextLong() + place.message());
    Lesson named =
        round > 0
                && names.chance(OTHER_NAMES_SHARE)
                && !LessonNames.tellsSex(written.messages().get(place.message()))
            ? LessonNames.swapped(written, vocabulary, names)
            : written;
    boolean numbers =
        round > 0
            && LessonNumbers.mayChange(written.messages().get(place.message()))
            && dice.chance(OTHER_NUMBERS_SHARE);
    Lesson lesson = numbers ? LessonNumbers.swapped(named, dice) : named;
    Lesson.Message message = lesson.messages().get(place.message());
    boolean others =
        round > 0 && message.category() != Category.CLARIFICATION && dice.chance(OTHER_NOTES_SHARE);
    Memory memory = others ? withOthers(lesson, dice) : lesson.memory();
    int chars = round == 0 ? TurnLimits.SMALL.recallCharsMax() : TraceBuilder.recallChars(dice);
    String id = lesson.memory().id() + "-" + place.message() + "-" + round;
    return task(id, lesson.language(), memory, message, chars);
  }

  private synchronized List<Place> order(int round) {
    return orders.computeIfAbsent(round, r -> new Dice(seed * 1_000 + r).shuffled(places));
  }

  /* Notes of another memory in the same language; nothing links to them. */
  private Memory withOthers(Lesson lesson, Dice dice) {
    List<Lesson> like =
        lessons.stream()
            .filter(other ->
                other.language().equals(lesson.language())
                    && !other.memory().id().equals(lesson.memory().id()))
            .toList();
    if (like.isEmpty()) {
      return lesson.memory();
    }
    SortedMap<String, String> notes = new TreeMap<>(lesson.memory().notes());
    List<Map.Entry<String, String>> others =
        dice.pick(like).memory().notes().entrySet().stream()
            .filter(note -> !note.getKey().equals("user.md"))
            .toList();
    dice.some(others, dice.between(1, OTHER_NOTE_COUNT_MAX))
        .forEach(note -> notes.putIfAbsent(note.getKey(), note.getValue()));
    return new Memory(lesson.memory().id(), notes);
  }

  private static Optional<WorldTask> task(
      String id, String language, Memory memory, Lesson.Message message, int chars) {
    Excerpt look = Recall.of(message.question(), "", memory.notes(), chars);
    List<Lesson.Line> seen = new ArrayList<>(message.evidence());
    message.changes().forEach(change -> old(change).ifPresent(seen::add));
    List<String> cut =
        seen.stream()
            .filter(line -> !look.shows(line.path(), line.text()) && !look.isWhole(line.path()))
            .map(Lesson.Line::path)
            .distinct()
            .toList();
    if (!TraceBuilder.canRead(cut, look)) {
      return Optional.empty();
    }
    List<Trace.Turn> turns = new ArrayList<>();
    if (!cut.isEmpty()) {
      turns.add(TraceBuilder.reading(cut));
    }
    String last = thought(message, seen);
    List<Reckoning> sums = Reckoning.of(message.thought());
    if (message.changes().isEmpty() && !sums.isEmpty() && sums.size() <= CHANGE_COUNT_MAX) {
      String quotes = quotes(message, seen);
      turns.add(
          new Trace.Turn(
              (quotes + " Reckon.").strip(), code(sums, "total", Reckoning::expression), true));
      last = message.thought().replace('\n', ' ');
    }
    if (!message.changes().isEmpty()) {
      turns.add(new Trace.Turn(last, code(message.changes(), "done", LessonTraces::code), true));
      last = done(message.changes());
    }
    Task task = DevSets.task(id, KIND, language, memory, message);
    Trace trace =
        new Trace(
            turns,
            last,
            message.reply(),
            cut.isEmpty() ? seen.stream().map(Lesson.Line::text).toList() : List.of(),
            chars);
    return Optional.of(new WorldTask(task, memory, trace, 0));
  }

  /** Whether the run saw what the answer rests on and did what the lesson says. */
  static boolean isSound(WorldTask task, TraceRunner.Run run) {
    String seen =
        run.messages().stream()
            .filter(ChatMessage.User.class::isInstance)
            .map(ChatMessage::text)
            .collect(Collectors.joining("\n"));
    boolean done = !seen.contains("': False") && !seen.contains("Error");
    return done
        && run.reply().equals(task.trace().reply())
        && task.trace().needs().stream().allMatch(seen::contains);
  }

  /** The line that a change is made at; empty for a note that comes or goes. */
  static Optional<Lesson.Line> old(Lesson.Change change) {
    return switch (change) {
      case Lesson.Change.Replaced(String path, String before, String after) ->
          Optional.of(new Lesson.Line(path, before));
      case Lesson.Change.Added(String path, String anchor, String line) ->
          Optional.of(new Lesson.Line(path, anchor));
      case Lesson.Change.Removed(String path, String line) ->
          Optional.of(new Lesson.Line(path, line));
      case Lesson.Change.Created c -> Optional.empty();
      case Lesson.Change.Deleted d -> Optional.empty();
    };
  }

  /* The lines, each after its note's path, then what follows from them. */
  private static String thought(Lesson.Message message, List<Lesson.Line> seen) {
    String quotes = quotes(message, seen);
    String rest = message.thought().replace('\n', ' ');
    if (rest.isEmpty() && quotes.isEmpty()) {
      return switch (message.category()) {
        case CLARIFICATION -> "Ask.";
        case UPDATE -> message.changes().isEmpty() ? "Nothing to save." : "Save it.";
        case FILTER -> "The filter denies it.";
        case RETRIEVAL -> "Answer.";
      };
    }
    return (quotes + " " + rest).strip();
  }

  private static String quotes(Lesson.Message message, List<Lesson.Line> seen) {
    List<Lesson.Line> lines = message.evidence().isEmpty() ? seen : message.evidence();
    StringBuilder thought = new StringBuilder();
    String path = "";
    for (Lesson.Line line : lines.stream().distinct().toList()) {
      String quote = quote(line.text(), message.reply());
      if (line.path().equals(path)) {
        thought.append(" / ").append(quote);
      } else {
        thought.append(thought.isEmpty() ? "" : " ").append(line.path()).append(": ").append(quote);
      }
      path = line.path();
    }
    return thought.toString();
  }

  /* Of a long line the sentences that the reply speaks of. */
  private static String quote(String line, String reply) {
    String flat = TraceBuilder.oneLine(line);
    if (flat.length() <= QUOTE_CHARS_MAX) {
      return flat;
    }
    List<String> telling =
        TELLING.matcher(reply).results().map(found -> found.group()).distinct().toList();
    String sentences =
        SENTENCE_END
            .splitAsStream(flat)
            .filter(sentence -> telling.stream().anyMatch(sentence::contains))
            .collect(Collectors.joining(" "));
    String quote = sentences.isEmpty() ? flat : sentences;
    return quote.length() <= 2 * QUOTE_CHARS_MAX
        ? quote
        : quote.substring(0, 2 * QUOTE_CHARS_MAX) + "...";
  }

  private static <T> String code(List<T> parts, String only, Function<T, String> right) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String variable = parts.size() == 1 ? only : VARIABLES.get(i);
      lines.add(variable + " = " + right.apply(parts.get(i)));
    }
    return String.join("\n", lines);
  }

  private static String code(Lesson.Change change) {
    return switch (change) {
      case Lesson.Change.Replaced(String path, String before, String after) ->
          TraceBuilder.updateCall(path, before, after);
      case Lesson.Change.Added(String path, String anchor, String line) ->
          TraceBuilder.updateCall(path, anchor, anchor + "\n" + line);
      case Lesson.Change.Removed(String path, String line) ->
          TraceBuilder.updateCall(path, line + "\n", "");
      case Lesson.Change.Created(String path, String text) ->
          "create_file(%s, %s)".formatted(TraceBuilder.python(path), TraceBuilder.python(text));
      case Lesson.Change.Deleted(String path) ->
          "delete_file(%s)".formatted(TraceBuilder.python(path));
    };
  }

  private static String done(List<Lesson.Change> changes) {
    if (changes.size() > 1) {
      return changes.size() == 2 ? "Both saved." : "All saved.";
    }
    return switch (changes.getFirst()) {
      case Lesson.Change.Replaced r -> "Saved.";
      case Lesson.Change.Added a -> "Added.";
      case Lesson.Change.Created c -> "Added.";
      case Lesson.Change.Removed r -> "Removed.";
      case Lesson.Change.Deleted d -> "Removed.";
    };
  }
}
