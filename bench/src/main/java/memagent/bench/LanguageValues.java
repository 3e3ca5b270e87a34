package memagent.bench;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes values as a language writes them. */
final class LanguageValues {
  private static final LocalDate LAST_DAY = LocalDate.of(2027, 12, 28);
  private static final int DAYS_BACK_MAX = 3_000;
  private static final int LIFE_DAYS_MIN = 6_600;
  private static final int LIFE_DAYS_MAX = 29_000;
  private static final int TRIES = 40;

  private final LanguagePack pack;
  private final Dice dice;

  LanguageValues(LanguagePack pack, Dice dice) {
    this.pack = pack;
    this.dice = dice;
  }

  /**
   * A value.
   *
   * @param kind {@code list NAME}, {@code num LOW-HIGH [UNIT]}, {@code money LOW-HIGH}, {@code
   *     date}, {@code born}, {@code time LOW-HIGH} (hours), {@code span}, {@code name}, {@code
   *     mail}, {@code code NAME}
   */
  Value make(String kind) {
    String[] words = kind.split(" ", -1);
    return switch (words[0]) {
      case "list" -> Value.phrase(dice.pick(pack.list(words[1])));
      case "num" -> number(words);
      case "money" -> money(words[1]);
      case "date" -> date(LAST_DAY.minusDays(dice.between(0, DAYS_BACK_MAX)));
      case "born" -> date(LAST_DAY.minusDays(dice.between(LIFE_DAYS_MIN, LIFE_DAYS_MAX)));
      case "time" -> time(between(words[1]));
      case "span" ->
          Value.phrase(
              dice.between(6, 10) + ":" + half() + "–" + dice.between(15, 20) + ":" + half());
      case "name" -> {
        List<String> names = pack.list(dice.chance(0.5) ? "name-f" : "name-m");
        String name = LanguageNames.nominative(dice.pick(names));
        yield new Value(name, List.of(new Form.PersonName(name)));
      }
      case "mail" -> Value.phrase(code(dice.pick(pack.list("mail"))));
      case "code" -> Value.phrase(code(dice.pick(pack.list(words[1]))));
      default -> throw new BenchException("The value \"" + kind + "\" is of no known kind.");
    };
  }

  /** Another value than {@code old}. */
  Value other(String kind, Value old) {
    for (int i = 0; i < TRIES; i++) {
      Value value = make(kind);
      boolean near =
          new FormMatcher(value.text(), NameBook.EMPTY).holds(old.form())
              || new FormMatcher(old.text(), NameBook.EMPTY).holds(value.form());
      if (!near) {
        return value;
      }
    }
    throw new BenchException("The values \"" + kind + "\" of " + pack.tag() + " are too few.");
  }

  private String half() {
    return dice.chance(0.5) ? "00" : "30";
  }

  private int between(String range) {
    String[] ends = range.split("-", -1);
    return dice.between(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
  }

  private Value number(String[] words) {
    int number = between(words[1]);
    String unit = words.length > 2 ? pack.form("unit." + words[2]) : "{v}";
    String text = unit.replace("{v}", Integer.toString(number));
    return new Value(text, List.of(new Form.Amount(BigDecimal.valueOf(number), Optional.empty())));
  }

  private Value money(String range) {
    int factor = Integer.parseInt(pack.form("money-factor"));
    int amount = between(range) * factor;
    String grouped = String.format(Locale.ROOT, "%,d", amount).replace(",", pack.form("group"));
    String text = pack.form("money").replace("{v}", grouped);
    return new Value(
        text,
        List.of(
            new Form.AnyOf(
                List.of(
                    new Form.Amount(BigDecimal.valueOf(amount), Optional.empty()),
                    new Form.Phrase(grouped)))));
  }

  private Value date(LocalDate date) {
    String pattern = dice.pick(pack.phrases("dates"));
    String text =
        DateTimeFormatter.ofPattern(pattern, Locale.forLanguageTag(pack.tag())).format(date);
    return new Value(text, List.of(new Form.Day(date)));
  }

  private Value time(int hour) {
    LocalTime time = LocalTime.of(hour, 5 * dice.between(0, 11));
    String text =
        DateTimeFormatter.ofPattern(dice.pick(pack.phrases("times")), Locale.ROOT).format(time);
    return new Value(
        text, List.of(new Form.AnyOf(List.of(new Form.TimeOfDay(time), new Form.Phrase(text)))));
  }

  private static boolean opensNumber(CharSequence text) {
    return text.isEmpty() || !Character.isDigit(text.charAt(text.length() - 1));
  }

  /* # is a digit, ^ a capital letter; all else stands for itself. */
  private String code(String pattern) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '#' -> text.append(dice.between(opensNumber(text) ? 1 : 0, 9));
        case '^' -> text.append((char) ('A' + dice.between(0, 25)));
        default -> text.append(c);
      }
    }
    return text.toString();
  }
}
