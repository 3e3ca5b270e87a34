package memagent.agent;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.model.ChatMessage;

/**
 * A reply's first value that does not stand in what the model said it rests on, and what may stand
 * there instead. A small model quotes the right line and then mixes two names or digits.
 *
 * @param before the turn up to the value
 * @param value that was read nowhere
 * @param instead what was read, of the same sort; not empty
 */
record SayRead(String before, String value, List<String> instead) {
  /*
   * Of 5,984 replies to hand-written lessons none says a number that stands neither in the question
   * nor in the thought, a result or the code. With names 2 in 100 do, so a name is only drawn again
   * where the thought leads to a note by a link, and in English, where nouns are written small.
   */
  private static final String REPLY = "<reply>";
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern VALUE =
      Pattern.compile("[+(]?\\d(?:[\\d.,:/() -]*\\d)?(?:\\s?%)?|\\p{Lu}{1,4}-?\\d[\\d-]*");
  private static final Pattern NAME =
      Pattern.compile(
          "(?<=[\\p{Ll}\\p{Nd},;] )\\p{Lu}[\\p{L}’'-]*\\p{Ll}(?: \\p{Lu}[\\p{L}’'-]*\\p{Ll})*");
  private static final Pattern LINK = Pattern.compile("\\[\\[([^\\]|#\\\\]+)");
  private static final Pattern PATH = Pattern.compile("[\\p{L}\\p{N}_/ .-]+\\.md\\b");
  private static final Pattern ENGLISH =
      Pattern.compile("(?i)\\b(?:the|is|are|you|your|of|was|has|have)\\b");
  private static final int INSTEAD_COUNT_MAX = 24;

  SayRead {
    instead = List.copyOf(instead);
  }

  /**
   * Looks at a turn that replies.
   *
   * @param turn as the model wrote it
   * @param question what was asked
   * @param talk what was said before this question
   * @param earlier the messages of this question before the turn
   */
  static Optional<SayRead> of(
      String turn, String question, List<ChatMessage> talk, List<ChatMessage> earlier) {
    int start = turn.lastIndexOf(REPLY);
    if (start < 0) {
      return Optional.empty();
    }
    String thought = turn.substring(0, start);
    StringBuilder own = new StringBuilder(question).append('\n').append(thought);
    StringBuilder look = new StringBuilder();
    talk.forEach(message -> own.append('\n').append(message.text()));
    for (int i = 0; i < earlier.size(); i++) {
      (i == 0 ? look : own).append('\n').append(earlier.get(i).text());
    }
    String reply = turn.substring(start + REPLY.length()).replaceFirst("</reply>[\\s\\S]*$", "");
    int at = start + REPLY.length();
    return number(turn, at, reply, own.toString())
        .or(() -> name(turn, at, reply, own.toString(), thought, look.toString()));
  }

  private static Optional<SayRead> number(String turn, int at, String reply, String own) {
    Set<String> known = new HashSet<>();
    NUMBER.matcher(own).results().forEach(found -> known.add(found.group()));
    Matcher value = VALUE.matcher(reply);
    while (value.find()) {
      boolean read =
          NUMBER.matcher(value.group()).results().allMatch(found -> known.contains(found.group()));
      if (!read && !isWrittenOtherwise(value.group(), own)) {
        Set<String> instead = new LinkedHashSet<>();
        VALUE.matcher(own).results().forEach(found -> instead.add(found.group().strip()));
        return made(turn, at + value.start(), value.group(), instead);
      }
    }
    return Optional.empty();
  }

  /** Whether what was read has the number in another form: 10,350 for 10350, 18 for eighteen. */
  private static boolean isWrittenOtherwise(String value, String own) {
    List<Numbers.Mention> mentions = Numbers.mentions(value);
    Set<BigDecimal> numbers = new HashSet<>();
    Numbers.mentions(own).forEach(mention -> numbers.add(mention.value()));
    SpelledNumbers spelled = SpelledNumbers.in(own);
    return !mentions.isEmpty()
        && mentions.stream()
            .map(Numbers.Mention::value)
            .allMatch(number ->
                numbers.contains(number)
                    || (number.scale() <= 0 && !spelled.of(number.longValue()).isEmpty()));
  }

  private static Optional<SayRead> name(
      String turn, int at, String reply, String own, String thought, String look) {
    if (!ENGLISH.matcher(reply).find()) {
      return Optional.empty();
    }
    Set<String> instead = new LinkedHashSet<>();
    LINK.matcher(thought).results().forEach(found -> instead.add(title(found.group(1), look)));
    Set<String> known = new HashSet<>(Words.of(own.replace('_', ' ')));
    PATH.matcher(thought)
        .results()
        .forEach(found -> known.addAll(Words.of(title(found.group().strip(), look))));
    instead.forEach(title -> known.addAll(Words.of(title)));
    Set<String> stems = new HashSet<>();
    known.forEach(word -> stems.add(Words.stem(word)));
    String all = " " + String.join(" ", Words.of((look + "\n" + own).replace('_', ' '))) + " ";
    Matcher name = NAME.matcher(reply);
    while (name.find()) {
      List<String> words = Words.of(name.group().replaceAll("['’]s?\\b", ""));
      boolean read =
          words.stream()
              .allMatch(word -> Ties.CALENDAR.contains(word) || stems.contains(Words.stem(word)));
      boolean together = all.contains(" " + String.join(" ", words) + " ");
      if (!read || (words.size() > 1 && !together)) {
        return made(turn, at + name.start(), name.group(), instead);
      }
    }
    return Optional.empty();
  }

  private static Optional<SayRead> made(String turn, int at, String value, Set<String> instead) {
    List<String> few =
        instead.stream().filter(one -> !one.isBlank()).limit(INSTEAD_COUNT_MAX).toList();
    return few.isEmpty()
        ? Optional.empty()
        : Optional.of(new SayRead(turn.substring(0, at), value, few));
  }

  /** What a link's note is called: its title in the look, else its file's name as words. */
  private static String title(String link, String look) {
    String path = link.endsWith(".md") ? link : link + ".md";
    Matcher title =
        Pattern.compile("(?m)^=== " + Pattern.quote(path) + "\\n(?:[^=#].*\\n)*?# (.+)$")
            .matcher(look);
    if (title.find()) {
      return title.group(1).strip();
    }
    return Ties.spelled(NoteLines.stem(path));
  }

  /** The turn as a grammar: the same up to the value, one of the others, and any end. */
  String grammar() {
    return TurnGrammar.again(before, instead);
  }
}
