package memagent.agent;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import memagent.model.ChatMessage;

/**
 * The first place where a thought goes astray, in a way that the program can tell, and what may
 * stand there instead. The turn is then drawn again from there.
 *
 * @param before the turn up to there
 * @param instead what may stand there; not empty
 * @param told what is wrong, as one sentence
 * @param isWhole whether the thought ends there
 */
record Astray(String before, List<String> instead, String told, boolean isWhole) {
  private static final String BEGIN = "<think>";
  private static final String END = "</think>";
  private static final String REPLY = "<reply>";
  private static final Pattern ASKS = Pattern.compile("[?？؟]");

  Astray {
    instead = List.copyOf(instead);
  }

  /** One after which the thought may go on. */
  Astray(String before, List<String> instead, String told) {
    this(before, instead, told, false);
  }

  /**
   * Looks at a turn.
   *
   * @param turn as the model wrote it
   * @param question what was asked
   * @param earlier the messages of this question before the turn, the first look first
   * @param open lines that answer what a filter leaves open, as {@link OpenPart} has them
   */
  static Optional<Astray> of(
      String turn, String question, List<ChatMessage> earlier, List<String> open) {
    return thought(turn)
        .flatMap(thought -> {
          Shown shown = Shown.in(earlier.isEmpty() ? "" : earlier.getFirst().text());
          return OpenPart.of(turn, thought, open)
              .or(() ->
                  first(List.of(Misquote.of(thought, question, shown, earlier), Sums.of(thought))))
              .or(() -> WrongLine.of(turn, thought, question, shown))
              .or(() -> Disagreement.of(turn, thought, shown));
        });
  }

  /**
   * The grammar of a reply to a turn's thought as it is; empty unless the thought quotes a line.
   */
  static Optional<String> replyTo(String turn) {
    return thought(turn)
        .flatMap(thought -> {
          int start = start(thought);
          String said = thought.substring(start).strip();
          return Misquote.QUOTE.matcher(said).lookingAt()
              ? Optional.of(
                  TurnGrammar.thoughtAgain(
                      thought.substring(0, start), List.of(said), TurnGrammar.Body.REPLY, true))
              : Optional.empty();
        });
  }

  /** A turn up to the end of its thought; empty where the thought does not end. */
  private static Optional<String> thought(String turn) {
    int end = turn.indexOf(END);
    return end < 0 ? Optional.empty() : Optional.of(turn.substring(0, end));
  }

  /** Whether a turn replies. */
  static boolean replies(String turn) {
    return turn.contains(REPLY);
  }

  /** Whether a turn replies with a question. */
  static boolean asks(String turn) {
    int reply = turn.lastIndexOf(REPLY);
    return reply >= 0 && ASKS.matcher(turn).region(reply, turn.length()).find();
  }

  /** Where a thought begins to say something. */
  static int start(String thought) {
    int opened = thought.indexOf(BEGIN);
    int start = opened < 0 ? 0 : opened + BEGIN.length();
    while (start < thought.length() && Character.isWhitespace(thought.charAt(start))) {
      start++;
    }
    return start;
  }

  /** The one that stands first in the turn; of two at one place the first in the list. */
  static Optional<Astray> first(List<Optional<Astray>> found) {
    return found.stream()
        .flatMap(Optional::stream)
        .min(Comparator.comparingInt(one -> one.before().length()));
  }

  /**
   * The turn as a grammar: the same up to there, one of the others, and any end.
   *
   * @param body what the turn may hold
   */
  String grammar(TurnGrammar.Body body) {
    return TurnGrammar.thoughtAgain(before, instead, body, isWhole);
  }
}
