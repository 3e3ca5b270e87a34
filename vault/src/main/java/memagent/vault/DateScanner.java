package memagent.vault;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the first whole date in a text, in the forms that people write without doubt. */
final class DateScanner {
  /*
   * 2024-05-01, 2024/5/1, 2024年5月1日; 1.5.2024; 1 May 2024, 1st of May 2024; May 1, 2024. A date
   * such as 5/1/2024 means two days in two countries and is left alone.
   */
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(?<!\\d)(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})(?!\\d)");
  private static final Pattern DAY_FIRST =
      Pattern.compile("(?<!\\d)(\\d{1,2})\\. ?(\\d{1,2})\\. ?(\\d{4})(?!\\d)");
  private static final Pattern DAY_NAME =
      Pattern.compile(
          "(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|\\.)? (?:of |de )?(\\p{L}{3,12})\\.?,? (?:de )?(\\d{4})(?!\\d)");
  private static final Pattern NAME_DAY =
      Pattern.compile("(?<!\\p{L})(\\p{L}{3,12})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})(?!\\d)");
  private static final List<Locale> LANGUAGES =
      List.of(
          Locale.ENGLISH,
          Locale.GERMAN,
          Locale.FRENCH,
          Locale.of("es"),
          Locale.ITALIAN,
          Locale.of("pt"),
          Locale.of("nl"),
          Locale.of("ru"));
  private static final Map<String, Integer> MONTHS = months();

  private static final int YEAR_LEADS = 1;
  private static final int YEAR_FOLLOWS = 2;

  private DateScanner() {}

  static Optional<LocalDate> first(String text) {
    int ways = ways(text);
    if (ways == 0) {
      return Optional.empty();
    }
    Optional<LocalDate> first =
        (ways & YEAR_LEADS) == 0 ? Optional.empty() : found(YEAR_FIRST, text, 1, 2, 3);
    return first.isPresent() || (ways & YEAR_FOLLOWS) == 0
        ? first
        : found(DAY_FIRST, text, 3, 2, 1)
            .or(() -> found(DAY_NAME, text, 3, 2, 1))
            .or(() -> found(NAME_DAY, text, 3, 1, 2));
  }

  /**
   * In which forms a year may stand there: four digits, no more, with the sign behind or before
   * them that the form wants. Nearly all texts have none, and need no closer look.
   */
  private static int ways(String text) {
    int ways = 0;
    int digits = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      if (c >= '0' && c <= '9') {
        digits++;
        continue;
      }
      if (digits == 4) {
        char before = i == 4 ? 'x' : text.charAt(i - 5);
        ways |= i < text.length() && "-/.\u5e74".indexOf(c) >= 0 ? YEAR_LEADS : 0;
        ways |= before == ' ' || before == '.' || before == ',' ? YEAR_FOLLOWS : 0;
      }
      digits = 0;
    }
    return ways;
  }

  private static Optional<LocalDate> found(
      Pattern form, String text, int year, int month, int day) {
    Matcher matcher = form.matcher(text);
    Optional<LocalDate> date = Optional.empty();
    while (date.isEmpty() && matcher.find()) {
      String name = matcher.group(month);
      int number =
          Character.isDigit(name.charAt(0))
              ? Integer.parseInt(name)
              : MONTHS.getOrDefault(name.toLowerCase(Locale.ROOT), 0);
      date = date(Integer.parseInt(matcher.group(year)), number, matcher.group(day));
    }
    return date;
  }

  /** Empty for what looks like a date and is none, such as 2024-02-31. */
  private static Optional<LocalDate> date(int year, int month, String day) {
    try {
      return Optional.of(LocalDate.of(year, month, Integer.parseInt(day)));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  private static Map<String, Integer> months() {
    Map<String, Integer> months = new HashMap<>();
    for (Locale language : LANGUAGES) {
      for (Month month : Month.values()) {
        for (TextStyle style :
            List.of(TextStyle.FULL, TextStyle.FULL_STANDALONE, TextStyle.SHORT)) {
          String name = month.getDisplayName(style, language).toLowerCase(language);
          months.putIfAbsent(name.replace(".", ""), month.getValue());
        }
      }
    }
    return Map.copyOf(months);
  }
}
