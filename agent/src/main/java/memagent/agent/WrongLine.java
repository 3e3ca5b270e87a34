package memagent.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A thought that rests on the wrong line, or on none, where the words of the question and the keys
 * of the lines say which is right. A small model takes the right attribute of the wrong person, the
 * wrong attribute of the right one, or says that there is no note of somebody whose note is shown.
 */
final class WrongLine {
  private static final String OWN = "user.md";
  private static final String REPLY = "<reply>";
  private static final Pattern ASKS = Pattern.compile("[?？؟]");
  private static final Pattern NO_NOTE =
      Pattern.compile("^(?:No note of (.+?)|(.+?) is in no note)\\. ");
  private static final Pattern NO_KEY =
      Pattern.compile("^No (.+?) (?:in ([^ ]+\\.md)|anywhere)\\. ");

  /** How a thought begins that finds nothing. */
  static final String NOTHING = "No";

  /** What a thought says of a filter: what it denies, or the only thing that it allows. */
  private static final Pattern DENIES = Pattern.compile("\\bThe filter denies (.+)\\.$");

  private static final Pattern ALLOWS = Pattern.compile("\\bOnly (.+) is allowed\\.$");

  /** A thought that weighs what may be told in other words. */
  private static final Pattern TOLD = Pattern.compile("\\b(?:denied|allowed,|be told)\\b");

  /** Somebody's: a word that may lead to a note without saying so. */
  private static final Pattern WHOSE = Pattern.compile("['’]s\\b|\\b(?:of|von|de|du|del)\\b");

  private static final Pattern MY =
      Pattern.compile(
          "(?iU)\\b(?:my|mein(?:e[nmrs]?)?|m(?:on|a|es)|mis?|мо(?:й|я|ё|е|и|его|ей|их|ему|им))\\b");

  /** A question for what a thing was before. */
  private static final Pattern PAST =
      Pattern.compile(
          "(?i)\\b(?:past|former(?:ly)?|previous(?:ly)?|used to|had been|up to then|before (?:it|that)|old(?!-))\\b");

  /** Words of a key, as stems, that say so. */
  private static final Set<String> FORMER =
      Set.copyOf(MemoryLine.words("old former previous earlier until past"));

  private static final Pattern MORE = Pattern.compile("^\\s*/ ");
  private static final int INSTEAD_COUNT_MAX = 12;

  private WrongLine() {}

  /**
   * Looks at a turn.
   *
   * @param turn as the model wrote it
   * @param thought the turn up to the end of its thought
   * @param question what was asked
   */
  static Optional<Astray> of(String turn, String thought, String question, Shown shown) {
    int start = Astray.start(thought);
    String said = thought.substring(start);
    if (TOLD.matcher(said).find()) {
      return Optional.empty();
    }
    return instead(turn, said, question, shown)
        .filter(lines -> lines.stream().noneMatch(said::startsWith))
        .map(lines ->
            new Astray(
                thought.substring(0, start),
                lines.stream().limit(INSTEAD_COUNT_MAX + 1L).toList(),
                Hints.wrongLine(lines.getFirst())));
  }

  private static Optional<List<String>> instead(
      String turn, String said, String question, Shown shown) {
    int reply = turn.lastIndexOf(REPLY);
    if (reply >= 0 && ASKS.matcher(turn).region(reply, turn.length()).find()) {
      return denied(said, question, shown);
    }
    Matcher quote = Misquote.QUOTE.matcher(said);
    if (!quote.lookingAt()) {
      return Optional.empty();
    }
    String path = quote.group(1);
    String text = said.substring(quote.end()).strip();
    if (quote.find()) {
      return Optional.empty();
    }
    Optional<List<String>> other =
        Quoted.of(path, text, question, shown)
            .filter(one -> !MORE.matcher(text.substring(one.line().text().length())).find())
            .flatMap(one -> reply < 0 ? one.ofAnother() : one.beside());
    return reply < 0 ? other : other.or(() -> ofOtherKind(path, text, question, shown));
  }

  /**
   * A fact that a thought rests on, and the note that the question asks about.
   *
   * @param from the fact's note
   * @param right the other
   */
  private record Quoted(
      String path,
      Shown.Line line,
      Shown.Note from,
      AskedNote asked,
      Shown.Note right,
      String question,
      Shown shown) {

    static Optional<Quoted> of(String path, String quote, String question, Shown shown) {
      Shown.Note from = shown.notes().get(path);
      Optional<AskedNote> asked =
          AskedNote.of(question, shown)
              .map(one -> new AskedNote(one.way(), open(one.rest(), quote), one.isNamed()));
      if (from == null || asked.isEmpty() || asked.get().rest().isEmpty()) {
        return Optional.empty();
      }
      Shown.Note right = shown.notes().get(asked.get().path());
      return right == null
          ? Optional.empty()
          : from.quoted(quote)
              .filter(line -> line.isFact() || isOnTheWay(line, path, asked.get(), shown))
              .map(line -> new Quoted(path, line, from, asked.get(), right, question, shown));
    }

    /** Whether a line only leads on to the note that the question asks about. */
    private static boolean isOnTheWay(Shown.Line line, String path, AskedNote asked, Shown shown) {
      int at = asked.way().indexOf(path);
      return at >= 0
          && at + 1 < asked.way().size()
          && line.links().stream()
              .flatMap(link -> shown.target(link).stream())
              .anyMatch(asked.way().get(at + 1)::equals);
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

    /** The same of whom a message speaks, where nothing in it speaks of the quoted note. */
    Optional<List<String>> ofAnother() {
      boolean isOpen = asked.path().equals(OWN) && WHOSE.matcher(question).find();
      return asked.way().contains(path) || isOpen || speaksOf(from)
          ? Optional.empty()
          : some(asked.path(), texts(same()));
    }

    /** What a question's words say where the quoted fact says something else. */
    Optional<List<String>> beside() {
      if (path.equals(asked.path())) {
        return isAny(line.key(), asked.rest()) ? former() : some(path, texts(better()));
      }
      boolean isKnown =
          !line.isFact() // it leads on
              || asked.rest().stream()
                  .allMatch(word ->
                      isLike(word, line.key())
                          || right.lines().stream().anyMatch(one -> isLike(word, one.key())));
      Optional<List<String>> another =
          isKnown || (asked.isNamed() && path.equals(OWN)) ? ofAnother() : Optional.empty();
      if (!isKnown) {
        return another;
      }
      if (another.isPresent() || (isNamed(from) && !asked.way().contains(path))) {
        return another;
      }
      List<Shown.Line> fitting = facts(asked.rest()::containsAll);
      if (!fitting.isEmpty()) {
        List<Shown.Line> same =
            fitting.stream().filter(one -> isIn(line.key(), one.key())).toList();
        return some(asked.path(), texts(same.isEmpty() ? fitting : same));
      }
      return asked.path().equals(OWN) && isRelated() && isWhole()
          ? Optional.of(List.of(NOTHING))
          : Optional.empty();
    }

    /** Whether the quoted key is all that is asked about. */
    private boolean isWhole() {
      Set<String> rest = asked.rest();
      boolean isSaid =
          line.key().size() > 1 && rest.containsAll(line.key()) && !WHOSE.matcher(question).find();
      return isSaid || (MY.matcher(question).find() && isIn(rest, line.key()));
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
      return facts(key -> isIn(line.key(), key) && isIn(key, line.key()));
    }

    /** Facts of the note whose keys have more of the question's words than the quoted one. */
    private List<Shown.Line> better() {
      Set<String> said = new HashSet<>(MemoryLine.words(line.text()));
      said.retainAll(asked.rest());
      return facts(key -> key.size() > said.size() && asked.rest().containsAll(key));
    }

    /** Whether a word of the question that is not the key's or the right note's is in a note. */
    private boolean speaksOf(Shown.Note note) {
      Set<String> others = new HashSet<>(telling(question));
      others.removeIf(word -> isLike(word, line.key()));
      right.names().forEach(name -> MemoryLine.words(name).forEach(others::remove));
      return Stream.concat(note.names().stream(), note.raw().stream())
          .anyMatch(text -> isAny(MemoryLine.words(text), others));
    }

    private boolean isNamed(Shown.Note note) {
      Set<String> words = telling(question);
      return note.names().stream().anyMatch(name -> isAny(MemoryLine.words(name), words));
    }

    /** Whether the person's own note says who the quoted note is of. */
    private boolean isRelated() {
      return right.lines().stream()
          .filter(one -> !one.key().isEmpty())
          .flatMap(one -> one.links().stream())
          .anyMatch(link -> shown.target(link).filter(path::equals).isPresent());
    }

    private List<Shown.Line> facts(Predicate<Set<String>> key) {
      return right.lines().stream()
          .filter(Shown.Line::isFact)
          .filter(one -> !without(one.key(), right).isEmpty())
          .filter(one -> key.test(without(one.key(), right)))
          .toList();
    }
  }

  /** Facts that can answer a question where the quoted one cannot. */
  private static Optional<List<String>> ofOtherKind(
      String path, String quote, String question, Shown shown) {
    Optional<AnswerKind> wanted = AnswerKind.of(question);
    Shown.Note from = shown.notes().get(path);
    if (wanted.isEmpty() || from == null) {
      return Optional.empty();
    }
    AnswerKind kind = wanted.get();
    boolean isWrong =
        from.quoted(quote)
            .filter(Shown.Line::isFact)
            .filter(line -> !MORE.matcher(quote.substring(line.text().length())).find())
            .filter(kind::isMissedBy)
            .isPresent();
    if (!isWrong) {
      return Optional.empty();
    }
    Optional<AskedNote> asked = AskedNote.of(question, shown);
    Shown.Note note = asked.map(one -> shown.notes().get(one.path())).orElse(null);
    if (note == null) {
      return Optional.empty();
    }
    List<String> instead = new ArrayList<>();
    note.lines().stream()
        .filter(line -> line.isFact() && kind.fits(line.value()))
        .limit(INSTEAD_COUNT_MAX)
        .forEach(line -> instead.add(asked.get().path() + ": " + line.text()));
    instead.add(NOTHING);
    return Optional.of(instead);
  }

  /** What a reply that asks back denies though it is shown. */
  private static Optional<List<String>> denied(String said, String question, Shown shown) {
    Matcher note = NO_NOTE.matcher(said);
    if (note.find()) {
      List<String> name = Words.of(note.group(1) == null ? note.group(2) : note.group(1));
      for (var one : shown.notes().entrySet()) {
        if (!one.getKey().equals(OWN)
            && one.getValue().names().stream().map(Words::of).anyMatch(name::equals)) {
          return some(one.getKey(), bearing(one.getValue(), question));
        }
      }
      return Optional.empty();
    }
    Matcher key = NO_KEY.matcher(said);
    if (!key.find()) {
      return Optional.empty();
    }
    String path = key.group(2) == null ? OWN : key.group(2);
    Shown.Note shownNote = shown.notes().get(path);
    List<String> words = MemoryLine.words(key.group(1));
    if (shownNote == null || words.isEmpty()) {
      return Optional.empty();
    }
    List<Shown.Line> denied =
        shownNote.lines().stream()
            .filter(line -> line.isFact() || !line.links().isEmpty())
            .filter(line -> line.key().equals(Set.copyOf(words)))
            .toList();
    return some(path, texts(denied));
  }

  /** The facts of a note with a word of the question in their key; all where none has one. */
  static List<String> bearing(Shown.Note note, String question) {
    Set<String> asked = telling(question);
    List<Shown.Line> facts = note.lines().stream().filter(Shown.Line::isFact).toList();
    List<Shown.Line> fitting =
        facts.stream().filter(line -> isAny(without(line.key(), note), asked)).toList();
    return texts(fitting.isEmpty() ? facts : fitting);
  }

  private static Optional<List<String>> some(String path, List<String> lines) {
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(lines.stream().map(line -> path + ": " + line).toList());
  }

  private static List<String> texts(List<Shown.Line> lines) {
    return lines.stream().map(Shown.Line::text).toList();
  }

  /** A sentence's key without its note's name. */
  static Set<String> without(Set<String> key, Shown.Note note) {
    Set<String> words = new HashSet<>(key);
    note.names().forEach(name -> MemoryLine.words(name).forEach(words::remove));
    return words;
  }

  private static Set<String> telling(String question) {
    return Set.copyOf(MemoryLine.words(String.join(" ", Recall.telling(question))));
  }

  private static boolean isAny(Collection<String> words, Set<String> others) {
    return words.stream().anyMatch(word -> isLike(word, others));
  }

  static boolean isIn(Set<String> words, Set<String> others) {
    return !words.isEmpty() && words.stream().allMatch(word -> isLike(word, others));
  }

  static boolean isLike(String word, Set<String> others) {
    return others.stream().anyMatch(other -> Evidence.likeness(word, other) > 0);
  }
}
