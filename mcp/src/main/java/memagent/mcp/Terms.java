package memagent.mcp;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words of a text as a search compares them, in any script. */
final class Terms {
  /*
   * Compatibility form, no marks, lower case: "Café", "CAFÉ" and "ｃａｆé" are one word (Unicode
   * Standard Annex 15, NFKD; marks are general category M). Scripts that put no space between words
   * are cut into overlapping pairs of characters, as Lucene's CJKAnalyzer does: it needs no
   * dictionary and finds every word of two characters and more. Marks stay in those of them where a
   * mark is a vowel (Thai and its neighbours).
   */
  private Terms() {}

  static List<String> of(String text) {
    List<String> terms = new ArrayList<>();
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    StringBuilder word = new StringBuilder();
    boolean pairs = false;
    for (int i = 0; i < plain.length(); ) {
      int point = plain.codePointAt(i);
      i += Character.charCount(point);
      boolean unspaced = isUnspaced(point);
      int type = Character.getType(point);
      boolean mark =
          type == Character.NON_SPACING_MARK
              || type == Character.COMBINING_SPACING_MARK
              || type == Character.ENCLOSING_MARK;
      if (mark && !unspaced) {
        continue;
      }
      if (!mark && !Character.isLetterOrDigit(point)) {
        add(terms, word, pairs);
        continue;
      }
      if (!word.isEmpty() && unspaced != pairs) {
        add(terms, word, pairs);
      }
      pairs = unspaced;
      word.appendCodePoint(fold(point));
    }
    add(terms, word, pairs);
    return terms;
  }

  private static void add(List<String> terms, StringBuilder word, boolean pairs) {
    if (word.isEmpty()) {
      return;
    }
    int[] points = word.codePoints().toArray();
    word.setLength(0);
    if (!pairs || points.length < 3) {
      terms.add(new String(points, 0, points.length));
      return;
    }
    for (int i = 0; i + 1 < points.length; i++) {
      terms.add(new String(points, i, 2));
    }
  }

  /** Letters that normalization leaves apart although people type one for the other. */
  private static int fold(int point) {
    return switch (point) {
      case 'ß' -> 's';
      case 'ø' -> 'o';
      case 'ł' -> 'l';
      case 'đ', 'ð' -> 'd';
      case 'ı' -> 'i';
      case 'ς' -> 'σ';
      case 'أ', 'إ', 'آ' -> 'ا';
      case 'ى' -> 'ي';
      case 'ة' -> 'ه';
      default -> point;
    };
  }

  private static boolean isUnspaced(int point) {
    UnicodeScript script = UnicodeScript.of(point);
    return script == UnicodeScript.HAN
        || script == UnicodeScript.HIRAGANA
        || script == UnicodeScript.KATAKANA
        || script == UnicodeScript.THAI
        || script == UnicodeScript.LAO
        || script == UnicodeScript.KHMER
        || script == UnicodeScript.MYANMAR;
  }
}
