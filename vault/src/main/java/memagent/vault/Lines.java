package memagent.vault;

import java.util.ArrayList;
import java.util.List;

/** The lines of a text by their places. */
final class Lines {
  private Lines() {}

  /** Every line without its line end; a text that ends with one has no empty line behind it. */
  static List<TextSpan> of(String text) {
    List<TextSpan> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int feed = text.indexOf('\n', start);
      int end = feed < 0 ? text.length() : feed;
      int shown = end > start && feed >= 0 && text.charAt(end - 1) == '\r' ? end - 1 : end;
      lines.add(new TextSpan(start, shown));
      start = end + 1;
    }
    return lines;
  }

  /** The line end that the text uses first; a line feed where it has none. */
  static String end(String text) {
    int feed = text.indexOf('\n');
    return feed > 0 && text.charAt(feed - 1) == '\r' ? "\r\n" : "\n";
  }
}
