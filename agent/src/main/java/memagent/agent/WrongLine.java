package memagent.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A thought that rests on the wrong line, or on none, where the words of the question and the keys
 * of the lines say which is right. A small model takes the right attribute of the wrong person, the
 * wrong attribute of the right one, or says that there is no note of somebody whose note is shown.
 */
final class WrongLine {
  private static final Pattern NO_NOTE =
      Pattern.compile("^(?:No note of (.+?)|(.+?) is in no note)\\. ");
  private static final Pattern NO_KEY =
      Pattern.compile("^No (.+?) (?:in ([^ ]+\\.md)|anywhere)\\. ");

  /** How a thought begins that finds nothing. */
  static final String NOTHING = "No";

  /** A thought that weighs what may be told in other words. */
  private static final Pattern TOLD = Pattern.compile("\\b(?:denied|allowed,|be told)\\b");

  /** A question for a name, and the words that it may have besides whom it means. */
  private static final Pattern NAME = Pattern.compile("(?i)\\b(?:name|named|called|title)\\b");

  private static final Set<String> NAMING =
      Set.copyOf(
          MemoryLine.words(
              "name named called title goes go known down under forget forgot before by again record"));

  /** What follows on a quote that is found not to be the answer. */
  private static final Pattern DENIED = Pattern.compile("\\s+(?:Only|No) ");

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
    String before = thought.substring(0, start);
    Optional<AskedNote> asked = AskedNote.of(question, shown);
    Optional<String> answer =
        Astray.asks(turn)
            ? asked.flatMap(note -> deniedAnswer(said, note, question, shown))
            : Optional.empty();
    if (answer.isPresent()) {
      String line = answer.get();
      return Optional.of(new Astray(before, List.of(line), Hints.wrongLine(line), true));
    }
    Optional<List<String>> instead =
        Astray.asks(turn)
            ? denied(said, question, shown)
            : asked.flatMap(note -> instead(turn, said, note, question, shown));
    return instead
        .filter(lines -> lines.stream().noneMatch(said::startsWith))
        .map(lines ->
            new Astray(
                before,
                lines.stream().limit(INSTEAD_COUNT_MAX + 1L).toList(),
                Hints.wrongLine(lines.getFirst())));
  }

  private static Optional<List<String>> instead(
      String turn, String said, AskedNote asked, String question, Shown shown) {
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
        QuotedFact.of(path, text, asked, question, shown)
            .filter(one -> !MORE.matcher(text.substring(one.line().text().length())).find())
            .flatMap(one -> Astray.replies(turn) ? one.beside() : one.ofAnother().or(one::ofThis));
    return Astray.replies(turn)
        ? other
            .or(() -> toName(path, text, asked, question, shown))
            .or(() -> ofOtherKind(path, text, asked, question, shown))
        : other;
  }

  /** The link that says who is meant, where the question asks for a name and gets another fact. */
  private static Optional<List<String>> toName(
      String path, String quote, AskedNote asked, String question, Shown shown) {
    Shown.Note from = shown.notes().get(path);
    List<String> way = asked.way();
    boolean isOther =
        from != null
            && way.size() > 1
            && asked.path().equals(path)
            && NAME.matcher(question).find()
            && NAMING.containsAll(asked.rest())
            && from.quoted(quote)
                .filter(line -> line.isFact() && !NAME.matcher(line.text()).find())
                .isPresent();
    if (!isOther) {
      return Optional.empty();
    }
    String before = way.get(way.size() - 2);
    return Optional.ofNullable(shown.notes().get(before))
        .map(note ->
            note.lines().stream()
                .filter(line -> !line.key().isEmpty() && shown.leadsTo(line, path))
                .toList())
        .flatMap(lines -> some(before, Shown.texts(lines)));
  }

  /** Facts that can answer a question where the quoted one cannot. */
  private static Optional<List<String>> ofOtherKind(
      String path, String quote, AskedNote asked, String question, Shown shown) {
    Optional<AnswerKind> wanted = AnswerKind.of(question);
    Shown.Note from = shown.notes().get(path);
    Shown.Note note = shown.notes().get(asked.path());
    if (wanted.isEmpty() || from == null || note == null) {
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
    List<String> instead = new ArrayList<>();
    note.lines().stream()
        .filter(line -> line.isFact() && kind.fits(line.value()))
        .limit(INSTEAD_COUNT_MAX)
        .forEach(line -> instead.add(asked.path() + ": " + line.text()));
    instead.add(NOTHING);
    return Optional.of(instead);
  }

  /** A line that says what is asked for, where a thought quotes it and finds that it does not. */
  private static Optional<String> deniedAnswer(
      String said, AskedNote asked, String question, Shown shown) {
    Matcher quote = Misquote.QUOTE.matcher(said);
    if (!quote.lookingAt()) {
      return Optional.empty();
    }
    String path = quote.group(1);
    String text = said.substring(quote.end());
    return QuotedFact.of(path, text, asked, question, shown)
        .filter(fact -> DENIED.matcher(text.substring(fact.line().text().length())).lookingAt())
        .filter(QuotedFact::isAll)
        .map(fact -> path + ": " + fact.line().text());
  }

  /** What a reply that asks back denies though it is shown. */
  private static Optional<List<String>> denied(String said, String question, Shown shown) {
    Matcher note = NO_NOTE.matcher(said);
    if (note.find()) {
      List<String> name = Words.of(note.group(1) == null ? note.group(2) : note.group(1));
      for (var one : shown.notes().entrySet()) {
        if (!one.getKey().equals(Recall.OWN)
            && one.getValue().names().stream().map(Words::of).anyMatch(name::equals)) {
          return some(one.getKey(), one.getValue().bearing(question));
        }
      }
      return Optional.empty();
    }
    Matcher key = NO_KEY.matcher(said);
    if (!key.find()) {
      return Optional.empty();
    }
    String path = key.group(2) == null ? Recall.OWN : key.group(2);
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
    return some(path, Shown.texts(denied));
  }

  static Optional<List<String>> some(String path, List<String> lines) {
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(lines.stream().map(line -> path + ": " + line).toList());
  }
}
