package memagent.agent;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sums that a thought writes down and gets wrong: {@code 960 + 20 = 1,280}, {@code 4 June + 5 days
 * = 16 June}, {@code 18:30 + 45 min = 19:05}. Small models read the parts right and cannot add.
 */
final class Sums {
  private static final String NUMBER = "\\d{1,3}(?:[,.]\\d{3})+(?:[,.]\\d{1,2})?|\\d+(?:[,.]\\d+)?";
  /* Neither "2'150" nor "Half of 20 x 3" nor "30 / 120 = 25 %" nor "57 000" is one of these. */
  private static final String START =
      "(?<![\\d.,:/%+*x×−'’-])(?<![\\d%+*x×−/-] )(?<!\\b(?:of|von|de) )";
  private static final String END =
      "(?![\\d:/hH'’]|[.,]\\d| ?(?:%|percent|min)| ?[-+*x×/]? ?\\d| \\p{Lu}\\p{Ll}{2}\\b)";
  private static final Pattern PLAIN =
      Pattern.compile(
          START
              + "((?:"
              + NUMBER
              + ")(?: ?(?:[+*x×]| [-−/] ) ?(?:"
              + NUMBER
              + "))+) = (-?(?:"
              + NUMBER
              + "))"
              + END);
  private static final Pattern PERCENT =
      Pattern.compile(
          START
              + "("
              + NUMBER
              + ") ?% (?:of|von|de|di|van) ("
              + NUMBER
              + ") = ("
              + NUMBER
              + ")"
              + END);
  private static final Pattern DATE =
      Pattern.compile(
          "(?<![\\d.])(\\d{1,2}) (\\p{L}{3,9}) ([+−-]) (\\d{1,3}) (days?|weeks?) = (\\d{1,2} (\\p{L}{3,9}))\\b");
  private static final Pattern TIME =
      Pattern.compile(
          "(?<![\\d:.])(\\d{1,2}):(\\d\\d) ([+−-]) (\\d{1,3}) ?(min|minutes?|h|hours?) = (\\d{1,2}:\\d\\d)(?![\\d:])");
  private static final Pattern PART = Pattern.compile("(" + NUMBER + ")|([-+*x×−/])");
  private static final int MINUTES_A_DAY = 1440;

  private Sums() {}

  /** The first sum that does not come out, and what it comes to. */
  static Optional<Astray> of(String thought) {
    return Astray.first(
        List.of(
            wrong(thought, PLAIN.matcher(thought), 2, sum -> value(sum.group(1))),
            wrong(thought, PERCENT.matcher(thought), 3, sum -> Optional.of(share(sum))),
            date(thought),
            time(thought)));
  }

  /** The first sum of a form whose result, in a group, is not its value. */
  private static Optional<Astray> wrong(
      String thought, Matcher sum, int result, Function<Matcher, Optional<BigDecimal>> value) {
    while (sum.find()) {
      Optional<String> right =
          value.apply(sum).flatMap(it -> other(it, sum.group(result), sum.group()));
      if (right.isPresent()) {
        return made(thought, sum, result, right.get());
      }
    }
    return Optional.empty();
  }

  private static BigDecimal share(Matcher percent) {
    return number(percent.group(1))
        .multiply(number(percent.group(2)))
        .divide(BigDecimal.valueOf(100));
  }

  private static Optional<Astray> date(String thought) {
    Matcher sum = DATE.matcher(thought);
    while (sum.find()) {
      Optional<Month> month = month(sum.group(2));
      int day = Integer.parseInt(sum.group(1));
      if (month.isPresent() && day >= 1 && day <= month.get().minLength()) {
        long days =
            Long.parseLong(sum.group(4))
                * (sum.group(5).startsWith("w") ? 7 : 1)
                * (sum.group(3).equals("+") ? 1 : -1);
        String right = date(2027, month.get(), day, days, sum.group(2));
        boolean isSure = right.equals(date(2028, month.get(), day, days, sum.group(2)));
        String other = date(2027, month.get(), day, days, sum.group(7));
        if (isSure && !right.equals(sum.group(6)) && !other.equals(sum.group(6))) {
          return made(thought, sum, 6, right);
        }
      }
    }
    return Optional.empty();
  }

  /** Spelled as long or short as the other month. */
  private static String date(int year, Month month, int day, long days, String like) {
    LocalDate date = LocalDate.of(year, month, day).plusDays(days);
    boolean isShort = like.length() == 3;
    return date.getDayOfMonth()
        + " "
        + date.getMonth()
            .getDisplayName(isShort ? TextStyle.SHORT : TextStyle.FULL, Locale.ENGLISH);
  }

  private static Optional<Month> month(String name) {
    for (Month month : Month.values()) {
      String full = month.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      if (name.equals(full) || name.equals(full.substring(0, 3))) {
        return Optional.of(month);
      }
    }
    return Optional.empty();
  }

  private static Optional<Astray> time(String thought) {
    Matcher sum = TIME.matcher(thought);
    while (sum.find()) {
      int hour = Integer.parseInt(sum.group(1));
      int minute = Integer.parseInt(sum.group(2));
      if (hour < 24 && minute < 60) {
        int minutes = Integer.parseInt(sum.group(4)) * (sum.group(5).startsWith("h") ? 60 : 1);
        LocalTime time =
            LocalTime.of(hour, minute)
                .plus(sum.group(3).equals("+") ? minutes : -minutes, ChronoUnit.MINUTES);
        String right = "%d:%02d".formatted(time.getHour(), time.getMinute());
        boolean isRight = right.equals(sum.group(6).replaceFirst("^0(?=\\d)", ""));
        if (minutes < MINUTES_A_DAY && !isRight) {
          return made(thought, sum, 6, right);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Astray> made(String thought, Matcher sum, int group, String right) {
    return Optional.of(
        new Astray(
            thought.substring(0, sum.start(group)),
            List.of(right),
            "The thought says "
                + sum.group()
                + ", which is "
                + right
                + ": drawn again from there."));
  }

  /** What should stand there instead of a result, in its form; empty where it is right. */
  private static Optional<String> other(BigDecimal value, String said, String sum) {
    BigDecimal told = number(said);
    BigDecimal rounded = value.setScale(Math.max(told.scale(), 0), RoundingMode.HALF_UP);
    boolean isRight =
        told.compareTo(value) == 0
            || rounded.compareTo(told) == 0
            || value.setScale(told.scale(), RoundingMode.DOWN).compareTo(told) == 0;
    if (isRight) {
      return Optional.empty();
    }
    boolean hasComma = sum.matches(".*\\d,\\d{1,2}(?!\\d).*");
    BigDecimal shown = value.setScale(2, RoundingMode.HALF_UP);
    boolean isWhole = shown.stripTrailingZeros().scale() <= 0;
    String text = isWhole ? shown.toBigInteger().toString() : shown.toPlainString();
    return Optional.of(hasComma ? text.replace('.', ',') : text);
  }

  /** Products and quotients first; empty for a division by 0. */
  private static Optional<BigDecimal> value(String sum) {
    Deque<BigDecimal> terms = new ArrayDeque<>();
    @Nullable String operator = null;
    Matcher part = PART.matcher(sum);
    while (part.find()) {
      if (part.group(2) != null) {
        operator = part.group(2);
        continue;
      }
      BigDecimal number = number(part.group(1));
      switch (operator) {
        case null -> terms.push(number);
        case "+" -> terms.push(number);
        case "-", "−" -> terms.push(number.negate());
        case "/" -> {
          if (number.signum() == 0) {
            return Optional.empty();
          }
          terms.push(terms.pop().divide(number, MathContext.DECIMAL64));
        }
        default -> terms.push(terms.pop().multiply(number));
      }
    }
    return Optional.of(terms.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  /** Three digits behind a sign are thousands, others a fraction. */
  private static BigDecimal number(String text) {
    boolean isFraction = text.matches("0[,.]\\d+");
    String digits = isFraction ? text : text.replaceAll("[,.](?=\\d{3}(?!\\d))", "");
    return new BigDecimal(digits.replace(',', '.'));
  }
}
