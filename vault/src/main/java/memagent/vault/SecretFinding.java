package memagent.vault;

/**
 * A secret in a text.
 *
 * @param form what it was known by, such as {@code GitHub token}; never a part of the value
 * @param start of the value, in UTF-16 units
 * @param end after the value
 */
public record SecretFinding(SecretKind kind, String form, int start, int end) {

  public SecretFinding {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException("A finding from " + start + " to " + end + ".");
    }
  }

  /** The value; for comparing, never for telling. */
  String value(String text) {
    return text.substring(start, end);
  }

  /** The line of the text that it begins on, from 1. */
  public int line(String text) {
    return 1 + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
  }

  boolean overlaps(SecretFinding other) {
    return start < other.end && other.start < end;
  }
}
