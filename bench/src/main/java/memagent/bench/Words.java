package memagent.bench;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A text in the form in which phrases are looked for: words in lower case without accents, a space
 * between them and at both ends.
 */
record Words(String text) {
  private static final int CACHED_CHARS_MAX = 80;
  private static final int CACHED_COUNT_MAX = 40_000;
  private static final ConcurrentHashMap<String, Words> CACHE = new ConcurrentHashMap<>();

  /*
   * NFKC, lower case, then one pass over the code points:
   * - letters and digits stay; accents of Latin, Greek and Cyrillic letters go (José = Jose);
   * - invisible characters (category Cf) vanish, so that they cannot split a word;
   * - a comma or apostrophe between digits that groups three of them goes: 1,250 = 1250;
   * - a point or colon between digits stays: 5.5 and 14:30 are one word each;
   * - currency signs and ° are words; % is the word "percent";
   * - all else is a space.
   */
  static Words of(String raw) {
    if (raw.length() > CACHED_CHARS_MAX) {
      return read(raw);
    }
    if (CACHE.size() > CACHED_COUNT_MAX) {
      CACHE.clear();
    }
    return CACHE.computeIfAbsent(raw, Words::read);
  }

  private static Words read(String raw) {
    boolean ascii = raw.chars().allMatch(c -> c < 128);
    String nfd =
        (ascii ? raw : Normalizer.normalize(raw, Normalizer.Form.NFKD)).toLowerCase(Locale.ROOT);
    StringBuilder out = new StringBuilder(nfd.length() + 2).append(' ');
    int base = 0;
    for (int i = 0; i < nfd.length(); ) {
      int c = nfd.codePointAt(i);
      int next = i + Character.charCount(c);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) { // the usual case, fast
        base = c;
        out.append((char) c);
        i = next;
        continue;
      }
      switch (Character.getType(c)) {
        case Character.NON_SPACING_MARK -> {
          if (!losesAccents(base)) {
            out.appendCodePoint(c);
          }
        }
        case Character.FORMAT -> {}
        case Character.CURRENCY_SYMBOL -> word(out, new String(Character.toChars(c)));
        default -> {
          base = c;
          append(out, nfd, i, c, next);
        }
      }
      i = next;
    }
    if (out.charAt(out.length() - 1) != ' ') {
      out.append(' ');
    }
    String joined = ascii ? out.toString() : Normalizer.normalize(out, Normalizer.Form.NFC);
    return new Words(joined.contains("per cent") ? joined.replace("per cent", "percent") : joined);
  }

  private static void append(StringBuilder out, String nfd, int i, int c, int next) {
    if (Character.isDigit(c)) {
      out.append((char) ('0' + Character.digit(c, 10)));
    } else if (Character.isLetter(c) || Character.getType(c) == Character.COMBINING_SPACING_MARK) {
      out.append(foldLetter(c));
    } else if (c == '%') {
      word(out, "percent");
    } else if (c == '°') {
      word(out, "°");
    } else if (i > 0 && digitAt(nfd, i - 1) && digitAt(nfd, next)) {
      boolean groups =
          (c == ',' || c == '\'' || c == '’')
              && digitAt(nfd, next + 1)
              && digitAt(nfd, next + 2)
              && !digitAt(nfd, next + 3);
      if (!groups) {
        if (c == '.' || c == ':') {
          out.appendCodePoint(c);
        } else {
          space(out);
        }
      }
    } else {
      space(out);
    }
  }

  private static String foldLetter(int c) {
    return switch (c) {
      case 'ß' -> "ss";
      case 'ø' -> "o";
      case 'ł' -> "l";
      case 'đ' -> "d";
      case 'ı' -> "i";
      case 'æ' -> "ae";
      case 'œ' -> "oe";
      default -> new String(Character.toChars(c));
    };
  }

  private static boolean losesAccents(int base) {
    Character.UnicodeScript script = Character.UnicodeScript.of(base);
    return script == Character.UnicodeScript.LATIN
        || script == Character.UnicodeScript.GREEK
        || script == Character.UnicodeScript.CYRILLIC;
  }

  private static boolean digitAt(String text, int i) {
    return i < text.length() && Character.isDigit(text.charAt(i));
  }

  private static void word(StringBuilder out, String word) {
    space(out);
    out.append(word).append(' ');
  }

  private static void space(StringBuilder out) {
    if (out.charAt(out.length() - 1) != ' ') {
      out.append(' ');
    }
  }

  boolean isEmpty() {
    return text.isBlank();
  }

  /** The words one by one. */
  List<String> list() {
    return isEmpty() ? List.of() : List.of(text.strip().split(" +", -1));
  }

  /** All letters and digits without spaces. */
  String compact() {
    return text.replace(" ", "").replace(".", "").replace(":", "");
  }

  /**
   * Whether the words of {@code phrase} stand here side by side. A word of a script that is written
   * without spaces, or that takes endings or articles without one, is found inside longer runs.
   */
  boolean contains(Words phrase) {
    String wanted = phrase.text.strip();
    if (wanted.isEmpty()) {
      return false;
    }
    for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      int end = at + wanted.length();
      if (opens(text.codePointBefore(at), wanted.codePointAt(0), wanted.length())
          && closes(wanted.codePointBefore(wanted.length()), text.codePointAt(end))) {
        return true;
      }
    }
    return false;
  }

  private static boolean opens(int before, int first, int length) {
    if (before == ' ' || isUnspaced(first) || isUnspaced(before)) {
      return true;
    }
    Character.UnicodeScript script = Character.UnicodeScript.of(first);
    return length >= 3
        && (script == Character.UnicodeScript.ARABIC || script == Character.UnicodeScript.HEBREW);
  }

  private static boolean closes(int last, int after) {
    return after == ' '
        || isUnspaced(last)
        || isUnspaced(after)
        || Character.UnicodeScript.of(last) == Character.UnicodeScript.HANGUL;
  }

  private static boolean isUnspaced(int c) {
    Character.UnicodeScript script = Character.UnicodeScript.of(c);
    return script == Character.UnicodeScript.HAN
        || script == Character.UnicodeScript.HIRAGANA
        || script == Character.UnicodeScript.KATAKANA
        || script == Character.UnicodeScript.THAI;
  }
}
