package memagent.agent;

import java.util.List;
import java.util.Optional;

/**
 * A reply that tells nothing of what a filter leaves open. Of two things that were asked for one is
 * denied, and a small model then refuses both, or quotes the line that is withheld.
 */
final class OpenPart {
  private static final String PATH_END = ".md: ";
  private static final int KNOWN_CHARS = 24; // so much of a line at its start tells it

  private OpenPart() {}

  /**
   * Looks at a turn.
   *
   * @param thought the turn up to the end of its thought
   * @param open lines that answer what may be told, each after its note's path; empty where all may
   *     be told, or nothing
   */
  static Optional<Astray> of(String turn, String thought, List<String> open) {
    if (open.isEmpty()
        || !Astray.replies(turn)
        || Astray.asks(turn)
        || quotesOpenly(thought)
        || open.stream().anyMatch(line -> thought.contains(start(line)))) {
      return Optional.empty();
    }
    String before = thought.substring(0, Astray.start(thought));
    return Optional.of(new Astray(before, open, Hints.leftOut(open.getFirst())));
  }

  /** Whether a line is quoted of which nothing is withheld. */
  private static boolean quotesOpenly(String thought) {
    return Misquote.QUOTE.matcher(thought).find() && !thought.contains(PrivacyFilter.MASK);
  }

  /** What a line says, without its note's path. */
  static String quoted(String line) {
    return line.substring(line.indexOf(PATH_END) + PATH_END.length());
  }

  /** The path of a line's note. */
  static String path(String line) {
    return line.substring(0, line.indexOf(PATH_END) + PATH_END.length() - ": ".length());
  }

  /** What a line says, without a key that stands above it. */
  static String value(String line) {
    String said = quoted(line);
    int below = said.indexOf(Recall.BELOW);
    return said.startsWith("#") && below >= 0
        ? said.substring(below + Recall.BELOW.length())
        : said;
  }

  private static String start(String line) {
    String said = quoted(line);
    return said.substring(0, Math.min(KNOWN_CHARS, said.length()));
  }
}
