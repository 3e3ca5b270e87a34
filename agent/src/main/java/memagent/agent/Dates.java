package memagent.agent;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds dates in a text in the forms that people write. */
final class Dates {
  private static final List<Locale> LOCALES =
      List.of(
          Locale.ENGLISH,
          Locale.GERMAN,
          Locale.FRENCH,
          Locale.ITALIAN,
          Locale.of("es"),
          Locale.of("pt"),
          Locale.of("nl"),
          Locale.of("tr"));
  private static final Map<String, Integer> MONTHS = months();
  private static final List<String> ORDINALS =
      List.of(
          ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
                  + " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
                  + " twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth"
                  + " twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first")
              .split(" "));
  private static final String MONTH = "(?<m%d>" + alternatives() + ")";
  private static final String DAY =
      "(?<d%d>\\d{1,2}|" + ordinals() + ")(?:st|nd|rd|th|\\.|er|º)?(?!\\d)";
  private static final String YEAR =
      "(?:,?\\s*(?:(?:of|de|del|in|year)\\s+){0,2}(?<y%d>\\d{4}|'\\d{2}))";
  private static final List<Pattern> WORDED =
      List.of(
          worded(1, DAY + "(?:\\s+(?:of|de))?[\\s-]+" + MONTH + "\\b\\.?-?" + YEAR + "?"),
          worded(2, MONTH + "\\.?\\s+(?:the\\s+)?" + DAY + YEAR + "?"),
          worded(3, MONTH + "\\.?" + YEAR));
  private static final Pattern BIG_FIRST =
      Pattern.compile("(?<!\\d)(\\d{4})[-/.](\\d{1,2})(?:[-/.](\\d{1,2}))?(?!\\d)");
  private static final Pattern BIG_LAST =
      Pattern.compile("(?<![\\d.-])(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4}|\\d{2})(?![\\d-])");

  private Dates() {}

  /**
   * A date where it stands; parts that are not given are 0.
   *
   * @param other the same with day and month the other way round, where that can be meant
   */
  record Mention(Day day, Optional<Day> other, int start, int end) {

    /** Whether it can mean this day: all that is given agrees, and it is more than a month. */
    boolean means(Day wanted) {
      return day.isPartOf(wanted) || other.filter(o -> o.isPartOf(wanted)).isPresent();
    }
  }

  /** Year, month and day; 0 for one that is not given. */
  record Day(int year, int month, int day) {
    boolean isPartOf(Day whole) {
      boolean enough = (day > 0 && month > 0) || (year > 0 && (month > 0 || whole.month == 0));
      return enough
          && (year == 0 || whole.year == 0 || year == whole.year)
          && (month == 0 || month == whole.month)
          && (day == 0 || whole.day == 0 || day == whole.day);
    }

    Optional<LocalDate> date() {
      try {
        return Optional.of(LocalDate.of(year, month, day));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
  }

  /** All dates in order of their place within each form. */
  static List<Mention> mentions(String text) {
    List<Mention> mentions = new ArrayList<>();
    Matcher first = BIG_FIRST.matcher(text);
    while (first.find()) {
      Day day = new Day(number(first.group(1)), number(first.group(2)), number(first.group(3)));
      mentions.add(new Mention(day, Optional.empty(), first.start(), first.end()));
    }
    Matcher last = BIG_LAST.matcher(text);
    while (last.find()) {
      int year = year(last.group(3));
      int a = number(last.group(1));
      int b = number(last.group(2));
      mentions.add(
          new Mention(
              new Day(year, b, a), Optional.of(new Day(year, a, b)), last.start(), last.end()));
    }
    for (int i = 0; i < WORDED.size(); i++) {
      Matcher worded = WORDED.get(i).matcher(text);
      while (worded.find()) {
        int month = MONTHS.getOrDefault(Words.plain(worded.group("m" + (i + 1))), 0);
        int day = i == 2 ? 0 : day(worded.group("d" + (i + 1)));
        int year = year(worded.group("y" + (i + 1)));
        boolean part =
            mentions.stream()
                .anyMatch(whole -> whole.start() < worded.end() && worded.start() < whole.end());
        if (!part) {
          Day found = new Day(year, month, day);
          mentions.add(new Mention(found, Optional.empty(), worded.start(), worded.end()));
        }
      }
    }
    return mentions;
  }

  private static Pattern worded(int number, String regex) {
    return Pattern.compile(
        "(?iu)(?<![\\p{L}\\d])" + regex.replace("%d", String.valueOf(number)) + "(?![\\p{L}\\d])");
  }

  private static int number(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static int year(@org.jspecify.annotations.Nullable String digits) {
    if (digits == null) {
      return 0;
    }
    int year = Integer.parseInt(digits.replace("'", ""));
    return digits.length() == 4 ? year : year + (year < 30 ? 2000 : 1900);
  }

  private static int day(String text) {
    int ordinal = ORDINALS.indexOf(text.toLowerCase(Locale.ROOT).replace(' ', '-'));
    return ordinal >= 0 ? ordinal + 1 : Integer.parseInt(text);
  }

  private static String ordinals() {
    return ORDINALS.reversed().stream()
        .map(word -> word.replace("-", "[- ]"))
        .collect(Collectors.joining("|"));
  }

  private static String alternatives() {
    return MONTHS.keySet().stream()
        .sorted((a, b) -> b.length() - a.length())
        .map(Pattern::quote)
        .collect(Collectors.joining("|"));
  }

  private static Map<String, Integer> months() {
    Map<String, Integer> months = new HashMap<>();
    for (Month month : Month.values()) {
      for (Locale locale : LOCALES) {
        for (TextStyle style : List.of(TextStyle.FULL, TextStyle.SHORT)) {
          String name = month.getDisplayName(style, locale).replaceAll("\\.$", "");
          months.putIfAbsent(name.toLowerCase(Locale.ROOT), month.getValue());
          months.putIfAbsent(Words.plain(name), month.getValue());
        }
      }
    }
    return months;
  }
}
