package memagent.vault;

import java.util.ArrayList;
import java.util.List;

/**
 * The cells of one row of a table, as GitHub's tables divide it: at each bar that no backslash
 * stands before, code or not.
 */
final class TableCells {
  private TableCells() {}

  /** Where the contents of the cells stand, without the white space around; empty if no row. */
  static List<TextSpan> of(String text, TextSpan line) {
    List<TextSpan> cells = new ArrayList<>();
    int start = line.start();
    int end = line.end();
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    if (start < end && text.charAt(start) == '|') {
      start++;
    }
    int from = start;
    for (int i = start; i < end; i++) {
      if (text.charAt(i) == '\\' && i + 1 < end && text.charAt(i + 1) == '|') {
        i++;
      } else if (text.charAt(i) == '|') {
        cells.add(trimmed(text, from, i));
        from = i + 1;
      }
    }
    if (from < end) {
      cells.add(trimmed(text, from, end));
    }
    return cells;
  }

  private static TextSpan trimmed(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return new TextSpan(start, end);
  }

  /** A cell's content without the backslashes before its bars. */
  static String read(String cell) {
    return cell.replace("\\|", "|");
  }

  /** The content that reads so. */
  static String written(String value) {
    return value.replace("|", "\\|");
  }
}
