package memagent.vault;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which notes came from outside: what stands in them was written by somebody else, and is data for
 * whoever reads it, never an instruction.
 *
 * <p>The mark is in plain sight and lasts: the note lies in the folder {@code imports}, or its
 * frontmatter says {@code trust: outside} or {@code source: import}.
 */
public final class Outside {
  /** All that lies in this folder came from outside, whatever it says of itself. */
  public static final String FOLDER = "imports";

  private static final int FRONTMATTER_CHARS_MAX = 50_000;

  /* Looked for in the lines, and not in the values: a broken frontmatter loses no mark. */
  private static final Pattern MARK =
      Pattern.compile(
          "(?im)(?:^|[{,\\s\"'])(?:trust[\"']?\\s*:\\s*[\"']?outside|source[\"']?\\s*:\\s*[\"']?import)\\b");
  private static final Pattern END = Pattern.compile("(?m)^(?:---|\\.\\.\\.)[ \\t\\r]*$");

  private Outside() {}

  /** Whether a note of this path came from outside, whatever stands in it. */
  public static boolean isMarked(NotePath path) {
    return !path.isRoot() && path.names().getFirst().toLowerCase(Locale.ROOT).equals(FOLDER);
  }

  /** Whether a note of this path and text came from outside. */
  public static boolean isMarked(NotePath path, String text) {
    return isMarked(path) || (text.startsWith("---") && MARK.matcher(frontmatter(text)).find());
  }

  private static String frontmatter(String text) {
    String head = text.substring(0, Math.min(text.length(), FRONTMATTER_CHARS_MAX));
    var end = END.matcher(head);
    return end.find("---".length()) ? head.substring(0, end.start()) : head;
  }
}
