package memagent.bench;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

/** A value that is looked for in a text in any way that people write it. */
public sealed interface Form {

  /** Words in this order, whatever their case, accents and punctuation. */
  record Phrase(String text) implements Form {
    public Phrase {
      if (Words.of(text).isEmpty()) {
        throw new IllegalArgumentException(
            "the phrase \"" + text + "\" has no letter or digit; write a word of the value");
      }
    }
  }

  /** One of several. */
  record AnyOf(List<Form> forms) implements Form {
    public AnyOf {
      forms = List.copyOf(forms);
      if (forms.isEmpty()) {
        throw new IllegalArgumentException("\"any\" is empty; it needs at least one form");
      }
    }
  }

  /** A day in any notation or language. */
  record Day(LocalDate date) implements Form {}

  /** A month of a year, or any day of it. */
  record Month(YearMonth month) implements Form {}

  /** A number with any separators or spelled out in English, beside its unit where one is given. */
  record Amount(BigDecimal value, Optional<Form> unit) implements Form {}

  /** A person's name: in full, or the part that no other person of the memory has. */
  record PersonName(String name) implements Form {
    public PersonName {
      if (Words.of(name).isEmpty()) {
        throw new IllegalArgumentException("the name \"" + name + "\" has no letter");
      }
    }
  }

  /** A time of day, to the minute. */
  record TimeOfDay(LocalTime time) implements Form {}
}
