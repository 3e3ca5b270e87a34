package memagent.embed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into the tokens of BERT's uncased vocabulary (Wu et al., "Google's Neural Machine
 * Translation System", 2016, section 4.1, as Devlin et al. use it): words and single signs, small
 * and without marks, and of each the longest pieces that the vocabulary has.
 */
final class WordPieces {
  /** The model was made for so many; the rest of a longer text is left out. */
  static final int TOKEN_COUNT_MAX = 128;

  private static final int WORD_CHARS_MAX = 100;
  private static final int KNOWN_CHARS_MIN = 3;
  private static final String CONTINUED = "##";

  private final Map<String, Integer> ids;
  private final int unknown;
  private final int first;
  private final int last;

  private WordPieces(Map<String, Integer> ids) {
    this.ids = ids;
    this.unknown = id("[UNK]");
    this.first = id("[CLS]");
    this.last = id("[SEP]");
  }

  private int id(String token) {
    Integer id = ids.get(token);
    if (id == null) {
      throw new EmbedException(
          "The model's list of words has no %s: run `mem embedding on` again.".formatted(token));
    }
    return id;
  }

  /** The tokens of a list, one a line, whose ids are the lines counted from 0. */
  static WordPieces of(List<String> tokens) {
    Map<String, Integer> ids = HashMap.newHashMap(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      ids.put(tokens.get(i), i);
    }
    return new WordPieces(ids);
  }

  /** The same of a file. */
  static WordPieces of(Path file) throws IOException {
    return of(Files.readAllLines(file));
  }

  /**
   * The ids of a text, between those of its beginning and its end.
   *
   * @return (token), from 2 to {@link #TOKEN_COUNT_MAX}
   */
  long[] ids(String text) {
    long[] found = new long[TOKEN_COUNT_MAX]; // (token)
    int count = 0;
    found[count++] = first;
    for (String word : words(text)) {
      for (int id : pieces(word)) {
        if (count == TOKEN_COUNT_MAX - 1) {
          found[count++] = last;
          return found;
        }
        found[count++] = id;
      }
    }
    found[count++] = last;
    return Arrays.copyOf(found, count);
  }

  /** Whether a word of three letters or more is a token whole, and no number. */
  boolean hasKnownWord(String text) {
    return words(text).stream()
        .anyMatch(word ->
            word.length() >= KNOWN_CHARS_MIN
                && ids.containsKey(word)
                && word.chars().anyMatch(Character::isLetter));
  }

  private int[] pieces(String word) {
    int[] pieces = new int[word.length()]; // (piece)
    int count = 0;
    int length = word.codePointCount(0, word.length());
    for (int from = 0; from < word.length(); ) {
      int to = word.length();
      @Nullable Integer id = null;
      while (to > from && length <= WORD_CHARS_MAX) {
        id = ids.get((from == 0 ? "" : CONTINUED) + word.substring(from, to));
        if (id != null) {
          break;
        }
        to = word.offsetByCodePoints(to, -1);
      }
      if (id == null) {
        return new int[] {unknown};
      }
      pieces[count++] = id;
      from = to;
    }
    return Arrays.copyOf(pieces, count);
  }

  /** Words and signs, small and without marks. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    Normalizer.normalize(clean(text), Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(c -> {
          if (isSpace(c)) {
            end(word, words);
          } else if (isAlone(c)) {
            end(word, words);
            words.add(lower(Character.toString(c)));
          } else {
            word.appendCodePoint(c);
          }
        });
    end(word, words);
    return words;
  }

  private static void end(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(lower(word.toString()));
      word.setLength(0);
    }
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String clean(String text) {
    return text.codePoints()
        .filter(c -> c != 0 && c != 0xFFFD && (isSpace(c) || !isControl(c)))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isSpace(int c) {
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
  }

  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  /** Punctuation, all signs of ASCII, and what Chinese is written with. */
  private static boolean isAlone(int c) {
    boolean isSign = c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
    return isSign || isPunctuation(c) || isHan(c);
  }

  private static boolean isPunctuation(int c) {
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean isHan(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x20000 && c <= 0x2CEAF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }
}
