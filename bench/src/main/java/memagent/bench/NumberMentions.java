package memagent.bench;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The numbers that a text states, in digits or in English words, with the words around them. */
final class NumberMentions {
  /* Scripts without spaces: a digit may touch their letters on both sides, as in 3500円です. */
  private static final String UNSPACED = "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}";
  private static final Pattern DIGITS =
      Pattern.compile(
          "(?<![\\p{L}\\p{Nd}.,:/\\-&&[^"
              + UNSPACED
              + "]])(?<sign>(?<![\\p{Nd}])[-−])?"
              + "(?<number>\\p{Nd}+(?:[.,'’ \\u00a0\\u202f]\\p{Nd}+)*)"
              + "(?<scale>k|m|mn|bn)?(?<rest>[\\p{L}&&[^"
              + UNSPACED
              + "]]{0,4})"
              + "(?![\\p{L}\\p{Nd}&&[^"
              + UNSPACED
              + "]])",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern CLOCK_OR_DATE =
      Pattern.compile(
          "\\p{Nd}{4}[-/.]\\p{Nd}{1,2}[-/.]\\p{Nd}{1,2}|\\p{Nd}{1,2}:\\p{Nd}{2}"
              + "|\\p{Nd}{4}\\s?年|\\p{Nd}{1,2}\\s?月(?:\\s?\\p{Nd}{1,2}\\s?日)?"
              + "|\\p{Nd}{1,2}\\s?時(?:\\s?\\p{Nd}{1,2}\\s?分)?");
  private static final int UNIT_CHARS_MAX = 24;

  /**
   * A number and its surroundings.
   *
   * @param values the readings: 1.250 is 1250 or 1.25
   * @param before the last characters in front of it
   * @param after its unit and the first characters behind it
   */
  record Mention(List<BigDecimal> values, String before, String after) {

    boolean is(BigDecimal value) {
      return values.stream().anyMatch(v -> v.compareTo(value) == 0);
    }

    Words around() {
      return Words.of(before + " " + after);
    }
  }

  private NumberMentions() {}

  static List<Mention> in(String raw) {
    String text = CLOCK_OR_DATE.matcher(raw).replaceAll(m -> " ".repeat(m.group().length()));
    List<Mention> mentions = new ArrayList<>();
    Matcher matcher = DIGITS.matcher(text);
    for (int from = 0; matcher.find(from); ) {
      from = addDigits(mentions, raw, matcher);
    }
    List<String> words = Words.of(text).list();
    for (EnglishNumbers.Spelled spelled : EnglishNumbers.find(words)) {
      int start = spelled.start();
      boolean minus = start > 0 && words.get(start - 1).equals("minus");
      mentions.add(
          new Mention(
              List.of(minus ? spelled.value().negate() : spelled.value()),
              String.join(" ", words.subList(Math.max(0, start - 3), start)),
              String.join(
                  " ", words.subList(spelled.end(), Math.min(words.size(), spelled.end() + 3)))));
    }
    return mentions;
  }

  /* A row of groups that is no grouped number, such as "3, 4" or "12 250", is read group by group. */
  private static int addDigits(List<Mention> mentions, String raw, Matcher matcher) {
    String number = asciiDigits(matcher.group("number"));
    int start = matcher.start();
    int end = matcher.end("number");
    List<BigDecimal> values = readings(number);
    String shown = number;
    if (values.isEmpty() || (number.contains(" ") && values.size() > 1)) {
      shown = number.split("[.,'’ \\u00a0\\u202f]", 2)[0];
      values = List.of(new BigDecimal(shown));
      end = matcher.start("number") + shown.length();
    }
    boolean whole = end == matcher.end("number");
    String before = before(raw, start);
    boolean minus =
        matcher.group("sign") != null || before.toLowerCase(Locale.ROOT).endsWith("minus ");
    BigDecimal scale = whole ? scale(matcher.group("scale")) : BigDecimal.ONE;
    List<BigDecimal> read = new ArrayList<>();
    for (BigDecimal value : values) {
      BigDecimal signed = minus ? value.negate() : value;
      read.add(signed);
      if (scale.compareTo(BigDecimal.ONE) != 0) {
        read.add(signed.multiply(scale));
      }
    }
    String after = after(raw, end);
    mentions.add(new Mention(withScaleWord(read, after), before, after));
    return whole ? matcher.end() : end;
  }

  /** A number that is known to stand at a place. */
  static Mention at(String raw, int start, int end, List<BigDecimal> values) {
    return new Mention(values, before(raw, start), after(raw, end));
  }

  /* A unit stands on the same line as its number. */
  private static String before(String raw, int start) {
    String before = raw.substring(Math.max(0, start - UNIT_CHARS_MAX), start);
    return before.substring(before.lastIndexOf('\n') + 1);
  }

  private static String after(String raw, int end) {
    String after = raw.substring(end, Math.min(raw.length(), end + UNIT_CHARS_MAX));
    int line = after.indexOf('\n');
    return line < 0 ? after : after.substring(0, line);
  }

  private static List<BigDecimal> withScaleWord(List<BigDecimal> values, String after) {
    List<String> words = Words.of(after).list();
    String first = words.isEmpty() ? "" : words.getFirst();
    if (first.startsWith("万") || first.startsWith("億")) {
      BigDecimal scale = BigDecimal.valueOf(first.startsWith("万") ? 10_000 : 100_000_000);
      return values.stream().map(scale::multiply).toList();
    }
    BigDecimal factor =
        switch (first) {
          case "thousand" -> BigDecimal.valueOf(1_000);
          case "million" -> BigDecimal.valueOf(1_000_000);
          case "billion" -> BigDecimal.valueOf(1_000_000_000);
          default -> BigDecimal.ONE;
        };
    return values.stream().map(factor::multiply).toList();
  }

  private static BigDecimal scale(@Nullable String letters) {
    return switch (letters == null ? "" : letters.toLowerCase(Locale.ROOT)) {
      case "k" -> BigDecimal.valueOf(1_000);
      case "m", "mn" -> BigDecimal.valueOf(1_000_000);
      case "bn" -> BigDecimal.valueOf(1_000_000_000);
      default -> BigDecimal.ONE;
    };
  }

  /* Both readings where one separator stands before exactly three digits. */
  static List<BigDecimal> readings(String number) {
    String plain = number.replace('\u00a0', ' ').replace('\u202f', ' ').replace('’', '\'');
    List<BigDecimal> values = new ArrayList<>();
    if (plain.matches("\\d+")) {
      values.add(new BigDecimal(plain));
    }
    if (plain.matches("\\d{1,3}([,.' ])\\d{3}(\\1\\d{3})*")) {
      values.add(new BigDecimal(plain.replaceAll("[,.' ]", "")));
    }
    if (plain.matches("\\d{1,3}([,' ])\\d{3}(\\1\\d{3})*\\.\\d+")) {
      values.add(new BigDecimal(plain.replaceAll("[,' ]", "")));
    }
    if (plain.matches("\\d{1,3}([.' ])\\d{3}(\\1\\d{3})*,\\d+")) {
      values.add(new BigDecimal(plain.replaceAll("[.' ]", "").replace(',', '.')));
    }
    if (plain.matches("\\d+[.,]\\d+")) {
      values.add(new BigDecimal(plain.replace(',', '.')));
    }
    if (plain.matches("\\d{1,2}(,\\d{2})+,\\d{3}")) { // Indian grouping: 1,20,000
      values.add(new BigDecimal(plain.replace(",", "")));
    }
    return values;
  }

  private static String asciiDigits(String number) {
    StringBuilder ascii = new StringBuilder();
    number
        .chars()
        .forEach(c ->
            ascii.append(Character.isDigit(c) ? (char) ('0' + Character.digit(c, 10)) : (char) c));
    return ascii.toString();
  }
}
