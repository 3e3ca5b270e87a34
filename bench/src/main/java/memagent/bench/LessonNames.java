package memagent.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the people of a lesson other names, everywhere the same: in notes, in messages, and in the
 * names of files.
 */
final class LessonNames {
  private static final Pattern PATH =
      Pattern.compile("[\\p{Ll}\\p{N}_/-]+\\.md|\\[\\[[^\\]\\n]+]]");
  private static final Pattern WORD = Pattern.compile("\\p{L}+");

  private static final Pattern PRONOUN =
      Pattern.compile(
          "\\b(?:he|she|his|him|her|hers|er|sein\\w*|ihr\\w*|ihn|ihm|el|él|ella|su|il|elle|son|sa|ses|lui"
              + "|mr|mrs|ms|herr|frau|sister|brother|mother|father|mum|mom|dad|aunt|uncle|wife|husband|son"
              + "|daughter|boyfriend|girlfriend|niece|nephew|woman|man|boy|girl|lady)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  /** Names that are words as well: what they mean in a sentence cannot be told. */
  private static final Set<String> AMBIGUOUS =
      Set.of(
          "art",
          "april",
          "august",
          "bill",
          "chase",
          "dale",
          "dawn",
          "dean",
          "dot",
          "drew",
          "faith",
          "frank",
          "gene",
          "glen",
          "grace",
          "grant",
          "hope",
          "iris",
          "ivy",
          "jack",
          "joy",
          "june",
          "king",
          "lance",
          "lane",
          "major",
          "mark",
          "max",
          "may",
          "miles",
          "olive",
          "page",
          "pat",
          "pearl",
          "penny",
          "ray",
          "red",
          "rich",
          "rob",
          "rose",
          "ruby",
          "sandy",
          "sky",
          "star",
          "sue",
          "sunny",
          "violet",
          "wade",
          "will",
          "wood",
          "woods",
          "young",
          "the",
          "dr",
          "mr",
          "mrs",
          "ms",
          "miss",
          "herr",
          "frau",
          "señor",
          "señora",
          "monsieur",
          "madame",
          "von",
          "van",
          "de",
          "la",
          "le",
          "du",
          "del",
          "dos",
          "da",
          "el",
          "and",
          "auntie",
          "aunt",
          "uncle",
          "granny",
          "old",
          "little",
          "big",
          "tante",
          "onkel",
          "oma",
          "opa",
          "tía",
          "tío",
          "papa",
          "mama",
          "father",
          "sister",
          "brother",
          "coach",
          "captain",
          "professor",
          "prof",
          "st");

  private LessonNames() {}

  /** Whether other names might not fit what a message says. */
  static boolean tellsSex(Lesson.Message message) {
    return PRONOUN.matcher(message.question() + " " + message.reply()).find();
  }

  /**
   * The same lesson about people of other names.
   *
   * @param vocabulary whose names are given
   */
  static Lesson swapped(Lesson lesson, Vocabulary vocabulary, Dice dice) {
    Map<String, String> names = names(lesson, vocabulary, dice);
    if (names.isEmpty()) {
      return lesson;
    }
    return changed(lesson, text -> swap(text, names));
  }

  /** The lesson with all its texts changed alike; as it was where two notes would be one. */
  static Lesson changed(Lesson lesson, UnaryOperator<String> swap) {
    SortedMap<String, String> notes = new TreeMap<>();
    lesson.memory().notes().forEach((path, text) -> notes.put(swap.apply(path), swap.apply(text)));
    if (notes.size() < lesson.memory().notes().size()) {
      return lesson;
    }
    List<Lesson.Message> messages = new ArrayList<>();
    lesson.messages().forEach(message -> messages.add(swap(message, swap)));
    return new Lesson(
        new Memory(lesson.memory().id(), notes), lesson.language(), lesson.names(), messages);
  }

  private static Map<String, String> names(Lesson lesson, Vocabulary vocabulary, Dice dice) {
    List<String> firsts =
        dice.shuffled(List.of(vocabulary.list("first_f"), vocabulary.list("first_m"))).getFirst();
    List<String> free = new ArrayList<>(dice.shuffled(firsts));
    List<String> lasts = new ArrayList<>(dice.shuffled(vocabulary.list("last")));
    String all = lesson.memory().paste();
    Map<String, String> names = new LinkedHashMap<>();
    for (String name : lesson.names()) {
      boolean first = true;
      Matcher word = WORD.matcher(name);
      while (word.find()) {
        String old = word.group();
        boolean counts = old.length() > 2 && !AMBIGUOUS.contains(old.toLowerCase(Locale.ROOT));
        if (counts && Character.isUpperCase(old.charAt(0)) && !names.containsKey(old)) {
          List<String> pool = first ? free : lasts;
          pool.removeIf(all::contains);
          if (!pool.isEmpty()) {
            names.put(old, pool.removeLast());
          }
        }
        first = false;
      }
    }
    return names;
  }

  private static Lesson.Message swap(Lesson.Message message, UnaryOperator<String> swap) {
    return new Lesson.Message(
        message.kind(),
        swap.apply(message.question()),
        message.filters().stream().map(swap).toList(),
        message.evidence().stream()
            .map(line -> new Lesson.Line(swap.apply(line.path()), swap.apply(line.text())))
            .toList(),
        swap.apply(message.thought()),
        message.changes().stream().map(change -> swap(change, swap)).toList(),
        swap.apply(message.reply()));
  }

  private static Lesson.Change swap(Lesson.Change change, UnaryOperator<String> swap) {
    return switch (change) {
      case Lesson.Change.Replaced(String path, String before, String after) ->
          new Lesson.Change.Replaced(swap.apply(path), swap.apply(before), swap.apply(after));
      case Lesson.Change.Added(String path, String anchor, String line) ->
          new Lesson.Change.Added(swap.apply(path), swap.apply(anchor), swap.apply(line));
      case Lesson.Change.Removed(String path, String line) ->
          new Lesson.Change.Removed(swap.apply(path), swap.apply(line));
      case Lesson.Change.Created(String path, String text) ->
          new Lesson.Change.Created(swap.apply(path), swap.apply(text));
      case Lesson.Change.Deleted(String path) -> new Lesson.Change.Deleted(swap.apply(path));
    };
  }

  private static String swap(String text, Map<String, String> names) {
    Map<String, String> small = new HashMap<>();
    names.forEach((old, other) -> small.put(old.toLowerCase(Locale.ROOT), LinkStyle.snake(other)));
    String paths =
        PATH.matcher(text).replaceAll(path -> Matcher.quoteReplacement(words(path.group(), small)));
    return words(paths, names);
  }

  private static String words(String text, Map<String, String> names) {
    return WORD.matcher(text)
        .replaceAll(
            word -> Matcher.quoteReplacement(names.getOrDefault(word.group(), word.group())));
  }
}
