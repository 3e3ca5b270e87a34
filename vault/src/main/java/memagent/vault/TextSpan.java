package memagent.vault;

/**
 * A stretch of a note's text.
 *
 * @param start index of the first UTF-16 unit
 * @param end index after the last one
 */
public record TextSpan(int start, int end) {
  public TextSpan {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("There is no stretch from " + start + " to " + end + ".");
    }
  }

  /** The stretch itself. */
  public String of(String text) {
    return text.substring(start, end);
  }
}
