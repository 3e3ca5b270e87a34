package memagent.app;

import org.jline.utils.WCWidth;

/** Breaks streamed text between words, so that a terminal does not break it inside them. */
final class WordWrap {
  private final int columnsMax;
  private final StringBuilder word = new StringBuilder();
  private int wordColumns;
  private int column;

  /**
   * @param columnsMax columns of the terminal; 0 breaks nothing
   */
  WordWrap(int columnsMax) {
    this.columnsMax = columnsMax;
  }

  /** The next piece; what may still grow is held back until {@link #rest()}. */
  String wrap(String piece) {
    if (columnsMax <= 0) {
      return piece;
    }
    StringBuilder out = new StringBuilder();
    piece.codePoints().forEach(c -> add(c, out));
    return out.toString();
  }

  /** What was held back. */
  String rest() {
    StringBuilder out = new StringBuilder();
    endWord(out);
    return out.toString();
  }

  private void add(int c, StringBuilder out) {
    if (c == '\n') {
      endWord(out);
      out.append('\n');
      column = 0;
    } else if (c == ' ') {
      endWord(out);
      // A space at the very end would wrap by itself.
      if (column < columnsMax) {
        out.append(' ');
        column++;
      }
    } else {
      word.appendCodePoint(c);
      wordColumns += Math.max(0, WCWidth.wcwidth(c));
      // Scripts without spaces are broken anywhere, as the terminal does.
      if (wordColumns >= columnsMax || Character.isIdeographic(c)) {
        endWord(out);
      }
    }
  }

  private void endWord(StringBuilder out) {
    if (column > 0 && column + wordColumns > columnsMax) {
      out.append('\n');
      column = 0;
    }
    out.append(word);
    column += wordColumns;
    word.setLength(0);
    wordColumns = 0;
  }
}
