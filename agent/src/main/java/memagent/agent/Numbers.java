package memagent.agent;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds numbers in a text, in digits with any separators or spelled out in English. */
final class Numbers {
  private static final Pattern DIGITS =
      Pattern.compile(
          "\\d{1,3}(?:([,.'’\u00a0\u202f ])\\d{3})+(?!\\d)(?:[.,]\\d{1,2}(?!\\d))?|\\d+(?:[.,]\\d+)?");
  private static final Pattern SCALE = Pattern.compile("(?i)\\s?(k|thousand|m|million)\\b");
  private static final List<String> ONES =
      List.of(
          ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
                  + " fifteen sixteen seventeen eighteen nineteen")
              .split(" "));
  private static final List<String> TENS =
      List.of("- ten twenty thirty forty fifty sixty seventy eighty ninety".split(" "));
  private static final Map<String, Long> SCALES =
      Map.of("hundred", 100L, "thousand", 1_000L, "million", 1_000_000L);
  private static final int DIGITS_MAX = 18;

  private Numbers() {}

  /**
   * A number where it stands.
   *
   * @param value without trailing zeros
   * @param spelled whether it is written in words
   */
  record Mention(BigDecimal value, int start, int end, boolean spelled) {}

  /** All numbers in order of their place. */
  static List<Mention> mentions(String text) {
    List<Mention> mentions = new ArrayList<>();
    Matcher digits = DIGITS.matcher(text);
    while (digits.find()) {
      String plain = decimal(digits.group(), digits.group(1));
      if (plain.length() <= DIGITS_MAX) {
        BigDecimal value = new BigDecimal(plain);
        int end = digits.end();
        Matcher scale = SCALE.matcher(text).region(end, text.length());
        if (scale.lookingAt()) {
          boolean thousand =
              scale.group(1).toLowerCase(java.util.Locale.ROOT).matches("k|thousand");
          value = value.multiply(BigDecimal.valueOf(thousand ? 1_000 : 1_000_000));
          end = scale.end();
        }
        mentions.add(new Mention(canonical(value), digits.start(), end, false));
      }
    }
    mentions.addAll(spelled(text));
    return mentions;
  }

  /** The number without separators of thousands, with a point before its decimals. */
  private static String decimal(
      String number, @org.jspecify.annotations.Nullable String separator) {
    if (separator == null) {
      return number.replace(',', '.');
    }
    String whole = number;
    String decimals = "";
    int last = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','));
    if (last > 0 && number.length() - last <= 3) {
      whole = number.substring(0, last);
      decimals = "." + number.substring(last + 1);
    }
    return whole.replaceAll("\\D", "") + decimals;
  }

  static BigDecimal canonical(BigDecimal value) {
    return value.signum() == 0
        ? BigDecimal.ZERO
        : new BigDecimal(value.stripTrailingZeros().toPlainString());
  }

  private static List<Mention> spelled(String text) {
    List<Mention> mentions = new ArrayList<>();
    List<Words.Token> tokens = Words.tokens(text);
    for (int i = 0; i < tokens.size(); ) {
      int next = spelledEnd(tokens, i, text);
      if (next > i) {
        List<String> words = tokens.subList(i, next).stream().map(Words.Token::text).toList();
        mentions.add(
            new Mention(
                BigDecimal.valueOf(value(words)),
                tokens.get(i).start(),
                tokens.get(next - 1).end(),
                true));
        i = next;
      } else {
        i++;
      }
    }
    return mentions;
  }

  /** Where the number words that begin at {@code from} end; {@code from} for none. */
  private static int spelledEnd(List<Words.Token> tokens, int from, String text) {
    int end = from;
    boolean ones = false;
    for (int i = from; i < tokens.size(); i++) {
      String word = tokens.get(i).text();
      if (i > from && isApart(tokens, i, text)) {
        break;
      }
      boolean one = ONES.contains(word);
      if (one && ones) {
        break;
      }
      if (one
          || (TENS.contains(word) && !word.equals("-"))
          || (SCALES.containsKey(word) && end > from)) {
        end = i + 1;
        ones = one;
      } else if (!(word.equals("and")
          && end > from
          && SCALES.containsKey(tokens.get(i - 1).text()))) {
        break;
      }
    }
    return end;
  }

  /* A comma parts numbers, but not "one thousand, two hundred". */
  private static boolean isApart(List<Words.Token> tokens, int at, String text) {
    String between = text.substring(tokens.get(at - 1).end(), tokens.get(at).start());
    boolean goesOn =
        between.strip().equals(",")
            && SCALES.getOrDefault(tokens.get(at - 1).text(), 0L) > 100
            && at + 1 < tokens.size()
            && tokens.get(at + 1).text().equals("hundred");
    return !goesOn && between.matches("(?s).*[,.;:].*");
  }

  private static long value(List<String> words) {
    boolean year =
        words.size() > 1
            && (ONES.indexOf(words.get(0)) >= 11 || words.get(0).equals("twenty"))
            && TENS.indexOf(words.get(1)) >= 2;
    if (year) {
      return value(words.subList(0, 1)) * 100 + value(words.subList(1, words.size()));
    }
    long total = 0;
    long current = 0;
    for (String word : words) {
      if (ONES.contains(word)) {
        current += ONES.indexOf(word);
      } else if (TENS.contains(word)) {
        current += 10L * TENS.indexOf(word);
      } else if (SCALES.containsKey(word)) {
        long scale = SCALES.get(word);
        current = Math.max(1, current) * scale;
        if (scale > 100) {
          total += current;
          current = 0;
        }
      }
    }
    return total + current;
  }
}
