package memagent.bench;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import memagent.agent.SpelledNumbers;
import org.jspecify.annotations.Nullable;

/** Finds forms in one text. Made once for each text; the readings are kept. */
final class FormMatcher {
  private static final int COMPACT_CHARS_MIN = 5;

  private final String text;
  private final Words words;
  private final NameBook names;
  private @Nullable String compact; // the readings below are made when they are first needed
  private @Nullable List<NumberMentions.Mention> numbers;
  private @Nullable List<DateMentions.Mention> dates;
  private @Nullable Set<LocalTime> times;
  private @Nullable SpelledNumbers spelled;

  FormMatcher(String text, NameBook names) {
    this.text = text;
    this.words = Words.of(text);
    this.names = names;
  }

  private String compact() {
    if (compact == null) {
      compact = words.compact();
    }
    return compact;
  }

  private List<NumberMentions.Mention> numbers() {
    if (numbers == null) {
      numbers = NumberMentions.in(text);
    }
    return numbers;
  }

  private List<DateMentions.Mention> dates() {
    if (dates == null) {
      dates = DateMentions.in(text);
    }
    return dates;
  }

  private Set<LocalTime> times() {
    if (times == null) {
      times = TimeMentions.in(text);
    }
    return times;
  }

  /** Whether the form stands in the text, a date also where its year is left out. */
  boolean holds(Form form) {
    return holds(form, false);
  }

  /** As {@link #holds(Form)}, but a date counts only with its year. */
  boolean states(Form form) {
    return holds(form, true);
  }

  private boolean holds(Form form, boolean withYear) {
    return switch (form) {
      case Form.Phrase(String wanted) -> phrase(wanted);
      case Form.AnyOf(List<Form> forms) -> forms.stream().anyMatch(f -> holds(f, withYear));
      case Form.Day(LocalDate date) ->
          dates().stream()
              .anyMatch(m ->
                  m.month() == date.getMonthValue()
                      && m.day() == date.getDayOfMonth()
                      && year(m.year(), date.getYear(), withYear));
      case Form.Month(var month) ->
          dates().stream()
              .anyMatch(m ->
                  m.month() == month.getMonthValue() && year(m.year(), month.getYear(), withYear));
      case Form.Amount amount -> amount(amount);
      case Form.PersonName(String name) -> name(name);
      case Form.TimeOfDay(LocalTime time) -> times().contains(time);
    };
  }

  private static boolean year(int stated, int wanted, boolean needed) {
    return stated == wanted || (stated == 0 && !needed);
  }

  /* Codes and telephone numbers are also found without their spaces and dashes. */
  private boolean phrase(String phrase) {
    Words wanted = Words.of(phrase);
    if (words.contains(wanted)) {
      return true;
    }
    String code = wanted.compact();
    return code.length() >= COMPACT_CHARS_MIN
        && code.chars().filter(Character::isDigit).count() * 2 >= code.length()
        && inCompact(code);
  }

  private boolean inCompact(String code) {
    String all = compact();
    for (int at = all.indexOf(code); at >= 0; at = all.indexOf(code, at + 1)) {
      int end = at + code.length();
      boolean opens = at == 0 || !Character.isDigit(all.charAt(at - 1));
      boolean closes = end == all.length() || !Character.isDigit(all.charAt(end));
      if (opens && closes) {
        return true;
      }
    }
    return false;
  }

  private boolean amount(Form.Amount amount) {
    return Stream.concat(
            numbers().stream().filter(m -> m.is(amount.value())), spelled(amount.value()).stream())
        .anyMatch(m -> amount.unit().map(unit -> besideUnit(m, unit)).orElse(true));
  }

  /* Whole numbers in words of other languages than English. */
  private List<NumberMentions.Mention> spelled(BigDecimal value) {
    BigDecimal whole = value.stripTrailingZeros();
    if (whole.scale() > 0 || whole.compareTo(BigDecimal.valueOf(SpelledNumbers.VALUE_MAX)) > 0) {
      return List.of();
    }
    if (spelled == null) {
      spelled = SpelledNumbers.in(text);
    }
    return spelled.of(whole.longValue()).stream()
        .map(place -> NumberMentions.at(text, place.start(), place.end(), List.of(value)))
        .toList();
  }

  private boolean besideUnit(NumberMentions.Mention mention, Form unit) {
    Words around = mention.around();
    return switch (unit) {
      case Form.Phrase(String name) ->
          Units.spellings(Words.of(name)).stream().anyMatch(around::contains);
      case Form.AnyOf(List<Form> forms) ->
          forms.stream().anyMatch(form -> besideUnit(mention, form));
      case Form.Day d -> false;
      case Form.Month m -> false;
      case Form.Amount a -> false;
      case Form.PersonName n -> false;
      case Form.TimeOfDay t -> false;
    };
  }

  private boolean name(String name) {
    Words full = Words.of(name);
    if (words.contains(full)) {
      return true;
    }
    List<String> parts = full.list();
    if (parts.size() < 2) {
      return names.aliases(full).stream().map(Words::of).anyMatch(words::contains);
    }
    String first = parts.getFirst();
    String last = parts.getLast();
    return words.contains(Words.of(last + " " + first))
        || middleName(first, last)
        || ownPart(first, parts)
        || ownPart(last, parts)
        || names.aliases(full).stream().map(Words::of).anyMatch(words::contains);
  }

  private boolean ownPart(String part, List<String> name) {
    return part.length() > 1 && names.isOwn(part, name) && words.contains(Words.of(part));
  }

  private boolean middleName(String first, String last) {
    List<String> list = words.list();
    for (int i = 0; i + 2 < list.size(); i++) {
      if (list.get(i).equals(first) && list.get(i + 2).equals(last)) {
        return true;
      }
    }
    return false;
  }

  /** The first of {@code forms} that stands in the text. */
  Optional<Form> firstHeld(List<Form> forms) {
    return forms.stream().filter(this::holds).findFirst();
  }
}
