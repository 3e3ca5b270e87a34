package memagent.agent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.model.ChatMessage;

/**
 * A likely line that a thought passes over for one that has less of the question: what it quotes
 * covers some of the question's words, and the likely line all of these and more. Only where the
 * turn tells something: who asks back or writes may have other reasons.
 */
final class Overlooked {
  private static final String REPLY = "<reply>";
  private static final String LIKELY = "\n" + Excerpt.LIKELY + "\n";
  private static final Pattern LINE = Pattern.compile(Misquote.QUOTE.pattern() + "(.+)");
  private static final Pattern ASKS = Pattern.compile("[?？؟]");
  private static final String FILTER = "<filter>";
  private static final int KNOWN_CHARS = 24; // so much of a line at its start tells it

  private Overlooked() {}

  /**
   * Looks at a turn.
   *
   * @param thought the turn up to the end of its thought
   * @param earlier the messages of this question before the turn, the first look first
   */
  static Optional<Astray> of(
      String turn, String thought, String question, List<ChatMessage> earlier) {
    int reply = turn.lastIndexOf(REPLY);
    Matcher quote = Misquote.QUOTE.matcher(thought);
    boolean isFree = earlier.size() == 1 && !earlier.getFirst().text().contains(FILTER);
    if (reply < 0
        || ASKS.matcher(turn).region(reply, turn.length()).find()
        || !isFree
        || !quote.find()) {
      return Optional.empty();
    }
    List<String> asked = Words.content(question);
    Set<String> covered = covered(asked, thought.substring(quote.start()));
    List<String> better = new ArrayList<>();
    for (String line : likely(earlier.getFirst().text())) {
      if (thought.contains(start(line))) {
        return Optional.empty(); // One of them is quoted.
      }
      Set<String> more = covered(asked, line);
      if (more.size() > covered.size() && more.containsAll(covered)) {
        better.add(line);
      }
    }
    return better.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Astray(
                thought.substring(0, quote.start()), better, Hints.overlooked(better.getLast())));
  }

  private static List<String> likely(String look) {
    List<String> lines = new ArrayList<>();
    int start = look.indexOf(LIKELY);
    if (start >= 0) {
      for (String line : look.substring(start + LIKELY.length()).lines().toList()) {
        if (!LINE.matcher(line).matches() || line.indexOf('<') >= 0) {
          break;
        }
        if (!line.contains("[[")) { // else a way to the answer at most
          lines.add(line);
        }
      }
    }
    return lines;
  }

  private static String start(String line) {
    String text = LINE.matcher(line).replaceFirst("$2");
    return text.substring(0, Math.min(KNOWN_CHARS, text.length()));
  }

  private static Set<String> covered(List<String> asked, String text) {
    Set<String> covered = new HashSet<>();
    List<String> words = Words.content(text.replace('_', ' '));
    for (String word : asked) {
      if (words.stream().anyMatch(other -> Evidence.likeness(word, other) > 0)) {
        covered.add(word);
      }
    }
    return covered;
  }
}
