package memagent.vault;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits the text of a list item at the colon that ends its name. The item itself comes from the
 * markdown parser; here only its raw characters are looked at, so that spans stay exact.
 *
 * <p>The name ends at the first colon that white space or the item's end follows, or at a
 * full-width colon; markers of emphasis may stand between. Colons in code spans, links and after a
 * backslash do not count, nor do {@code 10:30} and {@code https://}.
 */
final class FactScanner {
  private static final int KEY_CHARS_MAX = 100;
  private static final String MARKERS = "*_`";

  /** {@code **name:** value}, the colon inside or outside of the marks. */
  private static final Pattern KEY_LINE =
      Pattern.compile(
          "^(\\*\\*|__)([^*_:\\n][^*\\n]{0,99}?)(?:([:：])\\1|\\1([:：]))[ \\t]+(\\S.*)$");

  private FactScanner() {}

  /** The name of a line in a paragraph, and where its value stands; never empty. */
  record KeyLine(String key, int valueStart, int valueEnd) {}

  /**
   * A line of a paragraph that begins with a bold name.
   *
   * @param isLast whether no line of the paragraph follows; a backslash at the end of another one
   *     breaks the line and belongs to no value
   */
  static Optional<KeyLine> keyLine(String line, boolean isLast) {
    Matcher found = KEY_LINE.matcher(line);
    if (!found.matches()) {
      return Optional.empty();
    }
    String value = found.group(5).stripTrailing();
    if (!isLast && value.endsWith("\\")) {
      value = value.substring(0, value.length() - 1).stripTrailing();
    }
    String key = plain(found.group(2));
    boolean isNamed = key.codePoints().anyMatch(Character::isLetterOrDigit);
    return isNamed && !value.isEmpty()
        ? Optional.of(new KeyLine(key, found.start(5), found.start(5) + value.length()))
        : Optional.empty();
  }

  /** The name without markup, and where the raw value begins after the colon and its spaces. */
  record Split(String key, int valueStart) {}

  static Optional<Split> split(String item) {
    int i = 0;
    while (i < item.length() && i <= KEY_CHARS_MAX) {
      char c = item.charAt(i);
      switch (c) {
        case '\n', '\r' -> {
          return Optional.empty();
        }
        case '\\' -> i += 2;
        case '`' -> i = after(item, i, "`");
        case '[' -> i = item.startsWith("[[", i) ? after(item, i + 1, "]]") : after(item, i, "]");
        case ':', '\uff1a' -> {
          int end = i + 1;
          while (end < item.length() && MARKERS.indexOf(item.charAt(end)) >= 0 && end - i <= 3) {
            end++;
          }
          boolean ends = end == item.length() || Character.isWhitespace(item.charAt(end));
          if (ends || c == '\uff1a') {
            return result(item, i, ends ? end : i + 1);
          }
          i++;
        }
        default -> i++;
      }
    }
    return Optional.empty();
  }

  private static Optional<Split> result(String item, int colon, int valueFrom) {
    String key = plain(item.substring(0, colon));
    boolean named = key.codePoints().anyMatch(Character::isLetterOrDigit);
    if (!named || item.startsWith("[ ]") || item.startsWith("[x]") || item.startsWith("[X]")) {
      return Optional.empty();
    }
    int start = valueFrom;
    while (start < item.length() && (item.charAt(start) == ' ' || item.charAt(start) == '\t')) {
      start++;
    }
    return Optional.of(new Split(key, start));
  }

  /** The name without emphasis, code marks, link brackets and backslashes. */
  private static String plain(String raw) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\' && i + 1 < raw.length()) {
        i++;
        plain.append(raw.charAt(i));
      } else if (c != '*' && c != '`') {
        plain.append(c);
      }
    }
    String key = plain.toString().strip();
    while (key.length() > 2 && key.startsWith("_") && key.endsWith("_")) {
      key = key.substring(1, key.length() - 1);
    }
    return key.startsWith("[[") && key.endsWith("]]") ? key.substring(2, key.length() - 2) : key;
  }

  /** The index after the closer, or after the opener when there is none. */
  private static int after(String item, int opener, String closer) {
    int end = item.indexOf(closer, opener + 1);
    return end < 0 ? opener + 1 : end + closer.length();
  }
}
