package memagent.vault;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * A text as it is compared when words are looked for to be forgotten: without case, in one Unicode
 * form, without invisible characters. It knows where each character came from.
 *
 * <p>Folded is a letter with its marks at a time (NFKD, Unicode Standard Annex 15), so that "é" is
 * the same in every form and never the same as "e".
 */
final class FoldedText {
  private static final int MARKS_FROM = 0x300;
  private static final int ROOM = 16;

  private final StringBuilder folded;
  private int[] from; // (folded)
  private int[] to; // (folded)

  private FoldedText(int length) {
    folded = new StringBuilder(length + ROOM);
    from = new int[length + ROOM];
    to = new int[length + ROOM];
  }

  static FoldedText of(String text) {
    FoldedText result = new FoldedText(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean alone = at + 1 == text.length() || text.charAt(at + 1) < MARKS_FROM;
      if (c < 0x80 && alone) {
        result.add(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c, at, at + 1);
        at++;
      } else {
        int end = letterEnd(text, at);
        String letter = fold(text.substring(at, end));
        for (int i = 0; i < letter.length(); i++) {
          result.add(letter.charAt(i), at, end);
        }
        at = end;
      }
    }
    return result;
  }

  private void add(char c, int start, int end) {
    int at = folded.length();
    if (at == from.length) {
      from = Arrays.copyOf(from, at * 2);
      to = Arrays.copyOf(to, at * 2);
    }
    folded.append(c);
    from[at] = start;
    to[at] = end;
  }

  /** A letter with all marks and parts of a Korean syllable that belong to it. */
  private static int letterEnd(String text, int start) {
    int at = start + Character.charCount(text.codePointAt(start));
    while (at < text.length() && belongs(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  private static boolean belongs(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> c >= 0x1160 && c <= 0x11ff;
    };
  }

  private static String fold(String letter) {
    String plain = Normalizer.normalize(letter, Normalizer.Form.NFKD);
    String lower = plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    StringBuilder kept = new StringBuilder();
    Normalizer.normalize(lower, Normalizer.Form.NFKD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  CharSequence text() {
    return folded;
  }

  /** Whether a stretch of the folded text is made of whole letters. */
  boolean isWhole(int start, int end) {
    return (start == 0 || from[start] != from[start - 1])
        && (end == folded.length() || from[end] != from[end - 1]);
  }

  /** Where a stretch of the folded text stands in the text itself. */
  TextSpan span(int start, int end) {
    return new TextSpan(from[start], to[end - 1]);
  }
}
