package memagent.agent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fact that a thought rests on, and the note that the question asks about: what the question's
 * words say against it.
 *
 * @param path of the fact's note
 * @param from the fact's note
 * @param right the other
 */
record QuotedFact(
    String path,
    Shown.Line line,
    Shown.Note from,
    AskedNote asked,
    Shown.Note right,
    String question,
    Shown shown) {
  /** What a thought says of a filter: what it denies, or the only thing that it allows. */
  private static final Pattern DENIES = Pattern.compile("\\bThe filter denies (.+)\\.$");

  private static final Pattern ALLOWS = Pattern.compile("\\bOnly (.+) is allowed\\.$");

  /** Somebody's: a word that may lead to a note without saying so. */
  private static final Pattern WHOSE = Pattern.compile("['’]s\\b|\\b(?:of|von|de|du|del)\\b");

  private static final Pattern MY =
      Pattern.compile(
          "(?iU)\\b(?:my|mein(?:e[nmrs]?)?|m(?:on|a|es)|mis?|мо(?:й|я|ё|е|и|его|ей|их|ему|им))\\b");

  /** Words of a question, as stems, that say no more than what sort of value is asked for. */
  private static final Set<String> SORTS =
      Set.copyOf(MemoryLine.words("number name date day time value nummer numéro número номер"));

  /** A question for what a thing was before. */
  private static final Pattern PAST =
      Pattern.compile(
          "(?i)\\b(?:past|former(?:ly)?|previous(?:ly)?|used to|had been|up to then|before (?:it|that)|old(?!-))\\b");

  /** Words of a key, as stems, that say so. */
  private static final Set<String> FORMER =
      Set.copyOf(MemoryLine.words("old former previous earlier until past"));

  /**
   * The fact that a quote begins with.
   *
   * @return empty where none is quoted, or the question does not say what it asks about the note
   */
  static Optional<QuotedFact> of(
      String path, String quote, AskedNote note, String question, Shown shown) {
    Shown.Note from = shown.notes().get(path);
    Shown.Note right = shown.notes().get(note.path());
    AskedNote asked = new AskedNote(note.way(), open(note.rest(), quote), note.isNamed());
    return from == null || right == null || asked.rest().isEmpty()
        ? Optional.empty()
        : from.quoted(quote)
            .filter(line -> line.isFact() || isOnTheWay(line, path, asked, shown))
            .map(line -> new QuotedFact(path, line, from, asked, right, question, shown));
  }

  /** Whether a line only leads on to the note that the question asks about. */
  private static boolean isOnTheWay(Shown.Line line, String path, AskedNote asked, Shown shown) {
    int at = asked.way().indexOf(path);
    return at >= 0 && at + 1 < asked.way().size() && shown.leadsTo(line, asked.way().get(at + 1));
  }

  /** The words of a question for what may be told, as a thought says it. */
  private static Set<String> open(Set<String> rest, String said) {
    Set<String> words = new HashSet<>(rest);
    Matcher denies = DENIES.matcher(said);
    Matcher allows = ALLOWS.matcher(said);
    if (denies.find()) {
      MemoryLine.words(denies.group(1)).forEach(words::remove);
    } else if (allows.find()) {
      words.retainAll(MemoryLine.words(allows.group(1)));
    }
    return words;
  }

  /** Whether the question asks the right note for this key and for nothing else. */
  boolean isAll() {
    Set<String> key = right.without(line.key());
    Set<String> others = new HashSet<>(asked.rest());
    others.removeAll(key);
    return path.equals(asked.path())
        && line.isFact()
        && !key.isEmpty()
        && asked.rest().containsAll(key)
        && SORTS.containsAll(others);
  }

  /** The same of whom a message speaks, where nothing in it speaks of the quoted note. */
  Optional<List<String>> ofAnother() {
    boolean isOpen = asked.path().equals(Recall.OWN) && WHOSE.matcher(question).find();
    return asked.way().contains(path) || isOpen || speaksOf(from)
        ? Optional.empty()
        : WrongLine.some(asked.path(), Shown.texts(same()));
  }

  /**
   * The fact of the right note whose whole key a message says, where the quoted key is not in it.
   */
  Optional<List<String>> ofThis() {
    return path.equals(asked.path()) && !Likeness.isAny(line.key(), asked.rest())
        ? WrongLine.some(path, Shown.texts(better()))
        : Optional.empty();
  }

  /** What a question's words say where the quoted fact says something else. */
  Optional<List<String>> beside() {
    if (path.equals(asked.path())) {
      return ofThis().or(this::former);
    }
    boolean isKnown =
        !line.isFact() // it leads on
            || asked.rest().stream()
                .allMatch(word ->
                    Likeness.isLike(word, line.key())
                        || right.lines().stream()
                            .anyMatch(one -> Likeness.isLike(word, one.key())));
    Optional<List<String>> another =
        isKnown || (asked.isNamed() && path.equals(Recall.OWN)) ? ofAnother() : Optional.empty();
    boolean isApart = isNamed(from) && !asked.way().contains(path);
    if (another.isPresent() || !isKnown || isApart) {
      return another;
    }
    List<Shown.Line> fitting = facts(asked.rest()::containsAll);
    if (!fitting.isEmpty()) {
      List<Shown.Line> same =
          fitting.stream().filter(one -> Likeness.isIn(line.key(), one.key())).toList();
      return WrongLine.some(asked.path(), Shown.texts(same.isEmpty() ? fitting : same));
    }
    return asked.path().equals(Recall.OWN) && isRelated() && isWhole()
        ? Optional.of(List.of(WrongLine.NOTHING))
        : Optional.empty();
  }

  /** Whether the quoted key is all that is asked about. */
  private boolean isWhole() {
    Set<String> rest = asked.rest();
    boolean isSaid =
        line.key().size() > 1 && rest.containsAll(line.key()) && !WHOSE.matcher(question).find();
    return isSaid || (MY.matcher(question).find() && Likeness.isIn(rest, line.key()));
  }

  /** What the quoted fact was before, where the question asks for that. */
  private Optional<List<String>> former() {
    if (!PAST.matcher(question).find() || line.key().stream().anyMatch(FORMER::contains)) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    for (Shown.Line one : right.lines()) {
      Set<String> key = new HashSet<>(one.key());
      if (one.isFact() && key.removeAll(FORMER) && key.equals(line.key())) {
        values.add("%s: before it was %s.".formatted(path, one.value()));
      }
    }
    return values.size() == 1 ? Optional.of(values) : Optional.empty();
  }

  /** Facts of the right note with the quoted key. */
  private List<Shown.Line> same() {
    return facts(key -> Likeness.isIn(line.key(), key) && Likeness.isIn(key, line.key()));
  }

  /** Facts of the note whose keys have more of the question's words than the quoted one. */
  private List<Shown.Line> better() {
    Set<String> said = new HashSet<>(MemoryLine.words(line.text()));
    said.retainAll(asked.rest());
    return facts(key -> key.size() > said.size() && asked.rest().containsAll(key));
  }

  /** Whether a word of the question that is not the key's or the right note's is in a note. */
  private boolean speaksOf(Shown.Note note) {
    Set<String> others = new HashSet<>(AskedNote.telling(question));
    others.removeIf(word -> Likeness.isLike(word, line.key()));
    others.removeAll(right.nameWords());
    return Likeness.isAny(note.words(), others);
  }

  private boolean isNamed(Shown.Note note) {
    return Likeness.isAny(note.nameWords(), AskedNote.telling(question));
  }

  /** Whether the person's own note says who the quoted note is of. */
  private boolean isRelated() {
    return right.lines().stream().anyMatch(one -> !one.key().isEmpty() && shown.leadsTo(one, path));
  }

  private List<Shown.Line> facts(Predicate<Set<String>> key) {
    return right.lines().stream()
        .filter(Shown.Line::isFact)
        .filter(one -> !right.without(one.key()).isEmpty())
        .filter(one -> key.test(right.without(one.key())))
        .toList();
  }
}
