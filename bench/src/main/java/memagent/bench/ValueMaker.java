package memagent.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes values by the little language of the attribute files: {@code list:teas}, {@code num:1-9}.
 */
final class ValueMaker {
  private static final Pattern SLOT = Pattern.compile("\\{([a-z_]+)(~slug)?}");
  private static final List<DateTimeFormatter> SPOKEN_DATES =
      List.of(
          DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH),
          DateTimeFormatter.ofPattern("MMMM d, uuuu", Locale.ENGLISH),
          DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH),
          DateTimeFormatter.ofPattern("dd.MM.uuuu", Locale.ENGLISH));

  private static final double FOREIGN_SHARE = 0.1;

  private final Vocabulary vocabulary;
  private final Dice dice;

  ValueMaker(Vocabulary vocabulary, Dice dice) {
    this.vocabulary = vocabulary;
    this.dice = dice;
  }

  /** A new value. */
  Value make(String spec) {
    int colon = spec.indexOf(':');
    String kind = colon < 0 ? spec : spec.substring(0, colon);
    String detail = colon < 0 ? "" : spec.substring(colon + 1);
    return switch (kind) {
      case "list" -> Value.phrase(word(detail));
      case "list2" -> pair(detail);
      case "choice" -> Value.phrase(dice.pick(Vocabulary.entries(detail)));
      case "num" -> number(detail);
      case "money" -> money(detail);
      case "pct" -> percent();
      case "date" -> date(detail);
      case "monthday" -> monthDay();
      case "year" -> Value.phrase(Integer.toString(range(detail)));
      case "time" -> time(detail);
      case "phone" -> phone();
      case "email" -> Value.phrase(email());
      case "code" -> Value.phrase(code(detail));
      case "person" -> person();
      case "address" -> Value.phrase(word("streets") + " " + dice.between(1, 148));
      case "tmpl" -> Value.phrase(template(detail));
      default -> throw new BenchException("The value \"" + spec + "\" is of no kind known here.");
    };
  }

  /** A value of a list, now and then in another script or language. */
  String word(String list) {
    List<String> foreign = vocabulary.foreign(list);
    return !foreign.isEmpty() && dice.chance(FOREIGN_SHARE)
        ? dice.pick(foreign)
        : dice.pick(vocabulary.list(list));
  }

  /** A new value that differs from {@code other} in all it says. */
  Value other(String spec, Value other) {
    for (int i = 0; i < 40; i++) {
      Value value = make(spec);
      FormMatcher in = new FormMatcher(value.text(), NameBook.EMPTY);
      FormMatcher old = new FormMatcher(other.text(), NameBook.EMPTY);
      boolean apart =
          other.forms().stream().noneMatch(in::holds)
              && value.forms().stream().noneMatch(old::holds);
      if (apart) {
        return value;
      }
    }
    throw new BenchException("The value \"" + spec + "\" has too few values to change one.");
  }

  private Value pair(String list) {
    List<String> two = dice.some(vocabulary.list(list), 2);
    return new Value(
        two.get(0) + " and " + two.get(1),
        List.of(new Form.Phrase(two.get(0)), new Form.Phrase(two.get(1))));
  }

  private int range(String detail) {
    String[] ends = detail.split("-", 2);
    return dice.between(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
  }

  /* low-high[:step][:unit] */
  private Value number(String detail) {
    String[] parts = detail.split(":", -1);
    BigDecimal value = step(parts);
    String unit = parts.length > 2 ? parts[2] : "";
    Form form =
        new Form.Amount(
            value, unit.isEmpty() ? Optional.empty() : Optional.of(new Form.Phrase(unit)));
    return new Value((value.toPlainString() + " " + unit).strip(), List.of(form));
  }

  private BigDecimal step(String[] parts) {
    BigDecimal step =
        parts.length > 1 && !parts[1].isEmpty() ? new BigDecimal(parts[1]) : BigDecimal.ONE;
    String[] ends = parts[0].split("-", 2);
    BigDecimal low = new BigDecimal(ends[0]);
    int steps = new BigDecimal(ends[1]).subtract(low).divide(step, 0, RoundingMode.DOWN).intValue();
    return low.add(step.multiply(BigDecimal.valueOf(dice.between(0, steps))));
  }

  private Value money(String detail) {
    String[] parts = detail.split(":", -1);
    BigDecimal value = step(parts);
    String digits = value.toPlainString();
    String shown =
        dice.chance(0.35) ? String.format(Locale.ENGLISH, "%,d", value.longValue()) : digits;
    return new Value(shown + " " + parts[2], List.of(new Form.Amount(value, Optional.empty())));
  }

  private Value percent() {
    BigDecimal value = BigDecimal.valueOf(dice.between(11, 970), 1).stripTrailingZeros();
    return new Value(
        value.toPlainString() + " %", List.of(new Form.Amount(value, Optional.empty())));
  }

  private Value date(String years) {
    LocalDate date = LocalDate.of(range(years), dice.between(1, 12), dice.between(1, 28));
    String text = dice.chance(0.72) ? date.toString() : dice.pick(SPOKEN_DATES).format(date);
    return new Value(text, List.of(new Form.Day(date)));
  }

  private Value monthDay() {
    LocalDate date = LocalDate.of(2024, dice.between(1, 12), dice.between(1, 28));
    return new Value(
        DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH).format(date),
        List.of(new Form.Day(date)));
  }

  /* from-to in hours, in steps of a quarter */
  private Value time(String detail) {
    String[] ends = detail.split("-", 2);
    int from = Integer.parseInt(ends[0]) * 4;
    String[] last = ends[1].split(":", 2);
    int to = Integer.parseInt(last[0]) * 4 + (last.length > 1 ? Integer.parseInt(last[1]) / 15 : 0);
    int quarter = dice.between(from, to);
    LocalTime time = LocalTime.of(quarter / 4, quarter % 4 * 15);
    return new Value(time.toString(), List.of(new Form.TimeOfDay(time)));
  }

  private Value phone() {
    String start = dice.pick(List.of("0555 ", "555-", "+49 555 ", "+1 555 ", "(0555) ", "0555/"));
    String rest =
        dice.chance(0.5) ? code("### ###") : dice.chance(0.5) ? code("####-##") : code("######");
    return Value.phrase(start + rest);
  }

  private String email() {
    String first = dice.pick(vocabulary.list(dice.chance(0.5) ? "first_f" : "first_m"));
    String last = dice.pick(vocabulary.list("last"));
    String name =
        switch (dice.between(0, 3)) {
          case 0 -> first + "." + last;
          case 1 -> first.charAt(0) + last;
          case 2 -> last + dice.between(10, 99);
          default -> first + "_" + last;
        };
    return slug(name).replace("-", "")
        + "@"
        + slug(dice.pick(vocabulary.list("cities")))
        + ".example";
  }

  Value person() {
    List<String> foreign = vocabulary.foreign(dice.chance(0.5) ? "full_f" : "full_m");
    if (!foreign.isEmpty() && dice.chance(FOREIGN_SHARE)) {
      String foreignName = dice.pick(foreign);
      return new Value(foreignName, List.of(new Form.PersonName(foreignName)));
    }
    String name =
        dice.pick(vocabulary.list(dice.chance(0.5) ? "first_f" : "first_m"))
            + " "
            + dice.pick(vocabulary.list("last"));
    return new Value(name, List.of(new Form.PersonName(name)));
  }

  private String template(String detail) {
    Matcher matcher = SLOT.matcher(detail);
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      String word = dice.pick(vocabulary.list(matcher.group(1)));
      matcher.appendReplacement(
          text, Matcher.quoteReplacement(matcher.group(2) == null ? word : slug(word)));
    }
    return matcher.appendTail(text).toString();
  }

  /* # is a digit, A a capital, a a small letter; all else stays. */
  String code(String pattern) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      text.append(
          switch (c) {
            case '#' -> (char) ('0' + dice.between(i == 0 ? 1 : 0, 9));
            case 'A' -> "BCDFGHJKLMNPRTVWXZ".charAt(dice.between(0, 17));
            case 'a' -> "bcdfghjkmnprtvwxz".charAt(dice.between(0, 16));
            default -> c;
          });
    }
    return text.toString();
  }

  static String slug(String text) {
    return String.join("-", Words.of(text).list());
  }
}
