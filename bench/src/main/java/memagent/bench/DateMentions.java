package memagent.bench;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dates that a text states, in digits, with month names of many languages, or in words. */
final class DateMentions {
  private static final Pattern YEAR_FIRST =
      Pattern.compile(
          "(?<!\\d)(\\d{4})\\s*[-/.年년]\\s*(\\d{1,2})(?:\\s*[-/.月월]\\s*(\\d{1,2}))?(?!\\d)");
  private static final Pattern YEAR_LAST =
      Pattern.compile(
          "(?<!\\d)(\\d{1,2})\\s?[-/.]\\s?(\\d{1,2})\\s?[-/.]\\s?(\\d{4}|\\d{2})(?!\\d)");
  private static final Pattern MONTH_YEAR =
      Pattern.compile("(?<![\\d/.-])(\\d{1,2})[-/.](\\d{4})(?!\\d)");
  private static final Pattern EAST_ASIAN = Pattern.compile("(\\d{1,2})\\s*[月월]\\s*(\\d{1,2})?");
  private static final Pattern COMPACT = Pattern.compile("(?<!\\d)(\\d{4})(\\d{2})(\\d{2})(?!\\d)");
  private static final Set<String> BETWEEN =
      Set.of(
          "of", "the", "de", "del", "di", "d", "den", "der", "am", "le", "el", "la", "o", "a", "do",
          "da", "van", "din", "month", "day", "in", "na", "г", "года", "r");
  private static final Pattern DAY = Pattern.compile("(\\d{1,2})(st|nd|rd|th|o|a|e|er|го|е|ого)?");

  /**
   * A date or a part of one.
   *
   * @param year 0 where none is stated
   * @param day 0 where none is stated
   */
  record Mention(int year, int month, int day) {
    /** Whether another one states all that this one does. */
    boolean isSaidBy(Mention other) {
      return month == other.month
          && (day == 0 || day == other.day)
          && (year == 0 || year == other.year);
    }
  }

  private DateMentions() {}

  /** The form that means what the mention states: a day, a month of a year, or a month in words. */
  static Form form(Mention date) {
    if (date.day() > 0 && date.year() > 0) {
      return new Form.Day(LocalDate.of(date.year(), date.month(), date.day()));
    }
    if (date.year() > 0) {
      return new Form.Month(YearMonth.of(date.year(), date.month()));
    }
    String month = Month.of(date.month()).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    return date.day() == 0
        ? new Form.Phrase(month)
        : new Form.AnyOf(
            List.of(
                new Form.Phrase(month + " " + date.day()),
                new Form.Phrase(date.day() + " " + month)));
  }

  static List<Mention> in(String raw) {
    String text = DayWords.withHanInDigits(asciiDigits(raw));
    List<Mention> found = new ArrayList<>();
    for (Matcher m = YEAR_FIRST.matcher(text); m.find(); ) {
      add(found, number(m, 1), number(m, 2), number(m, 3));
    }
    for (Matcher m = YEAR_LAST.matcher(text); m.find(); ) {
      add(found, year(m.group(3)), number(m, 2), number(m, 1));
      add(found, year(m.group(3)), number(m, 1), number(m, 2));
    }
    for (Matcher m = MONTH_YEAR.matcher(text); m.find(); ) {
      add(found, number(m, 2), number(m, 1), 0);
    }
    for (Matcher m = EAST_ASIAN.matcher(text); m.find(); ) {
      add(found, 0, number(m, 1), number(m, 2));
    }
    for (Matcher m = COMPACT.matcher(text); m.find(); ) {
      add(found, number(m, 1), number(m, 2), number(m, 3));
    }
    List<String> words = Words.of(text).list();
    for (int i = 0; i < words.size(); i++) {
      int month = Months.number(words.get(i));
      if (month > 0) {
        addNamed(found, words, i, month);
      }
    }
    return found;
  }

  /** Day and month in digits without a year, either way round, such as 12/05; for denied dates. */
  static List<Mention> withoutYear(String raw) {
    List<Mention> found = new ArrayList<>();
    Matcher m = Pattern.compile("(?<![\\d])(\\d{1,2})[-/.](\\d{1,2})(?![\\d])").matcher(raw);
    while (m.find()) {
      add(found, 0, number(m, 1), number(m, 2));
      add(found, 0, number(m, 2), number(m, 1));
    }
    return found;
  }

  private static void addNamed(List<Mention> found, List<String> words, int i, int month) {
    Part left = before(words, i);
    Part right = after(words, i + 1);
    int yearRight = right.year;
    int yearAfterDay = right.day > 0 ? after(words, right.next).year : 0;
    if (left.day > 0) {
      add(found, yearRight > 0 ? yearRight : left.year, month, left.day);
    }
    if (right.day > 0 && (left.day == 0 || yearAfterDay > 0)) {
      add(found, yearAfterDay > 0 ? yearAfterDay : left.year, month, right.day);
    }
    if (left.day == 0 && right.day == 0 && (yearRight > 0 || left.year > 0)) {
      add(found, Math.max(yearRight, left.year), month, 0);
    }
    if (left.day == 0 && right.day == 0 && yearRight == 0 && left.year == 0) {
      found.add(new Mention(0, month, 0));
    }
  }

  /* What stands beside a month: a day or a year, past small words; next is where reading goes on. */
  private record Part(int day, int year, int next) {}

  private static final Part NOTHING = new Part(0, 0, 0);

  private static Part before(List<String> words, int i) {
    int at = i - 1;
    while (at >= 0 && BETWEEN.contains(words.get(at))) {
      at--;
    }
    if (at < 0) {
      return NOTHING;
    }
    for (int start = Math.max(0, at - 1); start <= at; start++) {
      EnglishNumbers.Spelled spelled = EnglishNumbers.ordinal(words, start);
      if (spelled != null && spelled.end() == at + 1) {
        return new Part(spelled.value().intValue(), 0, start);
      }
    }
    DayWords.Found other = DayWords.endingAt(words, at);
    return other == null ? digits(words, at, at - 1) : new Part(other.day(), 0, other.start());
  }

  private static Part after(List<String> words, int i) {
    int at = i;
    while (at < words.size() && BETWEEN.contains(words.get(at))) {
      at++;
    }
    if (at >= words.size()) {
      return NOTHING;
    }
    EnglishNumbers.Spelled ordinal = EnglishNumbers.ordinal(words, at);
    if (ordinal != null) {
      return new Part(ordinal.value().intValue(), 0, ordinal.end());
    }
    Part digits = digits(words, at, at + 1);
    if (digits.day > 0 || digits.year > 0) {
      return digits;
    }
    List<EnglishNumbers.Spelled> spelled =
        EnglishNumbers.find(words.subList(at, Math.min(words.size(), at + 6)));
    if (spelled.isEmpty() || spelled.getFirst().start() > 0) {
      return NOTHING;
    }
    int first = spelled.getFirst().value().intValue();
    int end = spelled.getFirst().end();
    if (first > 1000) {
      return new Part(0, first, at + end);
    }
    if (spelled.size() > 1 && spelled.get(1).start() == end && first >= 10 && first <= 21) {
      return new Part(
          0, first * 100 + spelled.get(1).value().intValue(), at + spelled.get(1).end());
    }
    return first >= 1 && first <= 31 ? new Part(first, 0, at + end) : NOTHING;
  }

  private static Part digits(List<String> words, int at, int next) {
    String word = words.get(at);
    if (word.matches("\\d{4}")) {
      return new Part(0, Integer.parseInt(word), next);
    }
    Matcher day = DAY.matcher(word);
    if (day.matches()) {
      int value = Integer.parseInt(day.group(1));
      return value >= 1 && value <= 31 ? new Part(value, 0, next) : NOTHING;
    }
    return NOTHING;
  }

  private static void add(List<Mention> found, int year, int month, int day) {
    if (month < 1 || month > 12 || day < 0 || day > 31) {
      return;
    }
    try {
      if (year > 0 && day > 0) {
        LocalDate checked = LocalDate.of(year, month, day);
        found.add(new Mention(checked.getYear(), month, day));
      } else {
        found.add(new Mention(year, month, day));
      }
    } catch (DateTimeException e) {
      return; // 2024-02-31 is no date
    }
  }

  private static int number(Matcher m, int group) {
    String text = m.group(group);
    return text == null ? 0 : Integer.parseInt(text);
  }

  private static int year(String digits) {
    int value = Integer.parseInt(digits);
    if (digits.length() == 4) {
      return value;
    }
    return value >= 40 ? 1900 + value : 2000 + value;
  }

  private static String asciiDigits(String raw) {
    StringBuilder text = new StringBuilder();
    raw.codePoints()
        .forEach(c -> {
          if (Character.isDigit(c)) {
            text.append(Character.digit(c, 10));
          } else {
            text.appendCodePoint(c);
          }
        });
    return text.toString();
  }
}
