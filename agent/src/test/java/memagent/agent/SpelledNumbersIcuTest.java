package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.util.ULocale;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers as ICU writes them out, in every case and gender that it knows. */
class SpelledNumbersIcuTest {
  /** Below it one word may be an article, a family or a date, which other tests look at. */
  private static final int VALUE_MIN = 8;

  private static final int RANDOM_COUNT = 60; // a rule, and other ones for each

  private static Set<Long> values(String rule) {
    Set<Long> values = new TreeSet<>();
    LongStream.range(VALUE_MIN, 131).forEach(values::add);
    for (long hundred = 1; hundred < 10; hundred++) { // 101,000 and 101 and such
      for (long rest : new long[] {0, 1, 11, 21, 80, 81, 91}) {
        values.add(hundred * 100 + rest);
        values.add((hundred * 100 + rest) * 1_000);
        values.add((hundred * 100 + rest) * 1_000 + hundred * 100 + rest);
        values.add(hundred * 1_000 + rest);
      }
    }
    new Random(rule.hashCode())
        .longs(RANDOM_COUNT, VALUE_MIN, SpelledNumbers.VALUE_MAX + 1)
        .forEach(values::add);
    return values;
  }

  /** Cardinals of all kinds; dates, forms for contracts and ordinals are other words. */
  static Stream<List<String>> rules() {
    return Stream.of("de", "fr", "fr-CH", "fr-BE", "es", "it", "ru", "ja", "zh")
        .flatMap(tag ->
            Stream.of(format(tag).getRuleSetNames())
                .filter(rule -> rule.contains("cardinal") || rule.endsWith("spellout-numbering"))
                .filter(rule -> !rule.contains("financial"))
                .map(rule -> List.of(tag, rule)));
  }

  private static RuleBasedNumberFormat format(String tag) {
    return new RuleBasedNumberFormat(ULocale.forLanguageTag(tag), RuleBasedNumberFormat.SPELLOUT);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void areFoundForWhatTheyAreAndForNoNumberBeside(List<String> rule) {
    RuleBasedNumberFormat format = format(rule.getFirst());
    List<String> missed = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (long value : values(rule.getLast())) {
      String text = format.format(value, rule.getLast());
      SpelledNumbers numbers = SpelledNumbers.in(text);
      if (numbers.of(value).isEmpty()) {
        missed.add(value + " " + text);
      }
      LongStream.of(value - 1, value + 1, value % 1_000, value / 1_000, value / 1_000 * 1_000)
          .filter(other -> other != value && !numbers.of(other).isEmpty())
          .forEach(other -> wrong.add(other + " in " + text));
    }
    assertThat(missed).as("not found").isEmpty();
    assertThat(wrong).as("found though it is another").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%spellout-cardinal", "%spellout-cardinal-verbose"})
  void areReadInEnglish(String rule) {
    RuleBasedNumberFormat format = format("en");
    List<String> wrong = new ArrayList<>();
    for (long value : values(rule)) {
      String text = format.format(value, rule);
      List<Numbers.Mention> read = Numbers.mentions(text);
      if (read.size() != 1 || read.getFirst().value().compareTo(BigDecimal.valueOf(value)) != 0) {
        wrong.add(text + ": " + read);
      }
    }
    assertThat(wrong).isEmpty();
  }
}
