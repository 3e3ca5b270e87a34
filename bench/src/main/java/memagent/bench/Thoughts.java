package memagent.bench;

/** How much the oracle's thoughts say; what it does and replies is the same. */
public enum Thoughts {
  /** Nothing. */
  NONE,
  /** What the trace was made with: a line for small models. */
  LINE,
  /** Three lines: what is asked, that line, and what comes of it. */
  LINES;

  private static final int SHOWN_CHARS_MAX = 100;

  /** A turn's thought in this form; {@code result} is the block or the reply that it ends in. */
  String of(String question, String thought, String result) {
    return switch (this) {
      case NONE -> "";
      case LINE -> thought;
      case LINES -> "Asked: " + shown(question) + "\n" + thought + "\nSo: " + shown(result);
    };
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.codePointCount(0, line.length()) <= SHOWN_CHARS_MAX
        ? line
        : line.substring(0, line.offsetByCodePoints(0, SHOWN_CHARS_MAX)) + "...";
  }
}
