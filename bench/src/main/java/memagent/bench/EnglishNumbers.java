package memagent.bench;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import memagent.agent.SpelledNumbers;
import org.jspecify.annotations.Nullable;

/** Numbers that are spelled out in English, cardinal and ordinal. */
final class EnglishNumbers {
  private static final List<String> UNITS =
      List.of(
          "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
              .concat(" fifteen sixteen seventeen eighteen nineteen")
              .split(" ", -1));
  private static final List<String> TENS =
      List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
  private static final Map<String, BigDecimal> SCALES =
      Map.of(
          "hundred", BigDecimal.valueOf(100),
          "thousand", BigDecimal.valueOf(1_000),
          "million", BigDecimal.valueOf(1_000_000),
          "billion", BigDecimal.valueOf(1_000_000_000));
  private static final Map<String, Integer> VALUES = new HashMap<>();
  private static final Map<String, Integer> ORDINALS = new HashMap<>();

  static {
    for (int i = 0; i < UNITS.size(); i++) {
      VALUES.put(UNITS.get(i), i);
    }
    for (int i = 0; i < TENS.size(); i++) {
      VALUES.put(TENS.get(i), 20 + 10 * i);
    }
    String[] irregular = {
      "zeroth",
      "first",
      "second",
      "third",
      "fourth",
      "fifth",
      "sixth",
      "seventh",
      "eighth",
      "ninth",
      "tenth",
      "eleventh",
      "twelfth"
    };
    for (int i = 1; i < irregular.length; i++) {
      ORDINALS.put(irregular[i], i);
    }
    for (int i = 13; i < 20; i++) {
      ORDINALS.put(UNITS.get(i) + "th", i);
    }
    for (int i = 0; i < TENS.size(); i++) {
      String stem = TENS.get(i).substring(0, TENS.get(i).length() - 1);
      ORDINALS.put(stem + "ieth", 20 + 10 * i);
    }
  }

  private EnglishNumbers() {}

  /** A number and the words it takes: from {@code start}, inclusive, to {@code end}, exclusive. */
  record Spelled(BigDecimal value, int start, int end) {}

  /** All numbers in {@code words}, the longest reading at each place. */
  static List<Spelled> find(List<String> words) {
    List<Spelled> found = new ArrayList<>();
    for (int i = 0; i < words.size(); ) {
      Spelled spelled = cardinal(words, i);
      if (spelled == null) {
        i++;
      } else {
        found.add(spelled);
        i = spelled.end();
      }
    }
    return found;
  }

  /** The day of the month or other small ordinal at {@code i}: {@code twenty first} is 21. */
  static @Nullable Spelled ordinal(List<String> words, int i) {
    Integer one = ORDINALS.get(words.get(i));
    if (one != null) {
      return new Spelled(BigDecimal.valueOf(one), i, i + 1);
    }
    Integer tens = VALUES.get(words.get(i));
    if (tens != null && tens >= 20 && i + 1 < words.size()) {
      Integer unit = ORDINALS.get(words.get(i + 1));
      if (unit != null && unit < 10) {
        return new Spelled(BigDecimal.valueOf(tens + unit), i, i + 2);
      }
    }
    return null;
  }

  /*
   * The usual two-level sum: units and tens add up, "hundred" multiplies what is there, a larger
   * scale multiplies it and sets it aside; then "point" and single digits.
   */
  private static @Nullable Spelled cardinal(List<String> words, int start) {
    BigDecimal total = BigDecimal.ZERO;
    BigDecimal part = null;
    int last = -1; // the last plain value, to stop "five six" from adding up
    int i = start;
    int end = start;
    for (; i < words.size(); i++) {
      String word = words.get(i);
      Integer value = VALUES.get(word);
      BigDecimal scale = SCALES.get(word);
      if (value != null && (last < 0 || (isTens(last) && value > 0 && value < 10))) {
        part = (part == null ? BigDecimal.ZERO : part).add(BigDecimal.valueOf(value));
        last = value;
        end = i + 1;
      } else if (scale != null && (part != null || isArticle(words, i - 1))) {
        part = (part == null ? BigDecimal.ONE : part).multiply(scale);
        if (scale.intValue() > 100) {
          total = total.add(part);
          part = BigDecimal.ZERO;
        }
        last = -1;
        end = i + 1;
      } else if (!(word.equals("and") && end > start && last < 0)
          && !(i == start && isArticle(words, i))) {
        break;
      }
    }
    if (end == start || part == null) {
      return null;
    }
    return decimals(words, start, end, total.add(part));
  }

  private static Spelled decimals(List<String> words, int start, int end, BigDecimal whole) {
    StringBuilder digits = new StringBuilder();
    if (end < words.size() && words.get(end).equals("point")) {
      for (int i = end + 1; i < words.size(); i++) {
        Integer digit = VALUES.get(words.get(i));
        if (digit == null || digit > 9) {
          break;
        }
        digits.append(digit);
      }
    }
    if (digits.isEmpty()) {
      return new Spelled(whole, start, end);
    }
    BigDecimal value = whole.add(new BigDecimal("0." + digits));
    return new Spelled(value, start, end + 1 + digits.length());
  }

  private static boolean isTens(int value) {
    return value >= 20 && value % 10 == 0;
  }

  private static boolean isArticle(List<String> words, int i) {
    return i >= 0 && (words.get(i).equals("a") || words.get(i).equals("an"));
  }

  /** Digits that are spelled one by one, joined: {@code five five oh one} gives 5501. */
  static String digitsOf(List<String> words) {
    StringBuilder digits = new StringBuilder();
    for (String word : words) {
      Integer value = VALUES.get(word);
      if (value != null && value < 10) {
        digits.append(value);
      } else if (word.equals("oh") || word.equals("nought")) {
        digits.append('0');
      } else if (word.chars().allMatch(c -> c >= '0' && c <= '9')) {
        digits.append(word);
      } else {
        SpelledNumbers.digit(word).ifPresent(digits::append);
      }
    }
    return digits.toString();
  }
}
