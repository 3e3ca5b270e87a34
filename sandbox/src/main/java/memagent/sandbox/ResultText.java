package memagent.sandbox;

import java.util.Map;

/**
 * The text between {@code <result>} and {@code </result>}, as models made for the reference know
 * it: {@code {'content': '...', 'exists': 'True'}}, and with an error {@code ({...}, {Exception in
 * sandboxed code:\nTraceback ...})}. Ours alone: what was printed follows on the next lines, and
 * everything has a length.
 */
final class ResultText {

  private ResultText() {}

  /**
   * @param error empty if the block ran to its end
   */
  static String of(Map<String, Object> variables, String printed, String error, int charsMax) {
    // An error is the most useful part: the variables give way to it, not it to them.
    var shownError = error.isEmpty() ? "" : cut(error, Math.max(charsMax / 2, 200));
    var dict = cut(PythonFormat.repr(variables), Math.max(charsMax - shownError.length(), 200));
    var text =
        error.isEmpty()
            ? dict
            : "(" + dict + ", {Exception in sandboxed code:\n" + shownError + "})";
    if (printed.isEmpty()) {
      return text;
    }
    var shown = printed.endsWith("\n") ? printed.substring(0, printed.length() - 1) : printed;
    // a NUL or an escape sequence has no place in a prompt or on a terminal
    shown = shown.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "\uFFFD");
    return text + "\nprinted:\n" + cut(shown, Math.max(charsMax - text.length(), 200));
  }

  /** The text, or its first {@code charsMax} characters and a note on how many are missing. */
  static String cut(String text, int charsMax) {
    if (text.length() <= charsMax) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
    return text.substring(0, end) + "... [cut: " + (text.length() - end) + " more characters]";
  }
}
