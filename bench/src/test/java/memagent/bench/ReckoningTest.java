package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReckoningTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "14 x 3 x 12 = 504 | 14 * 3 * 12 | 504",
        "212.40 - 160 = 52.40 | round(212.40 - 160, 2) | 52.4",
        "2 x 8.50 + 6.00 = 23.00 | round(2 * 8.50 + 6.00, 2) | 23.0",
        "3,200 + 950 = 4,150 | 3200 + 950 | 4150",
        "810 / 3 = 270 | round(810 / 3, 2) | 270.0",
        "100 - 20 - 30 = 50 | 100 - 20 - 30 | 50",
        "7.4 - 6.8 = 0.6 | round(7.4 - 6.8, 2) | 0.6"
      })
  void readsTheSumsOfAThought(String thought, String expression, String value) {
    assertThat(Reckoning.of(thought)).containsExactly(new Reckoning(expression));
    assertThat(new Reckoning(expression).value()).hasToString(value);
  }

  @Test
  void leavesAloneWhatIsNoSumOrIsWrongOrSmall() {
    assertThat(Reckoning.of("6 - 2 = 4")).isEmpty();
    assertThat(Reckoning.of("14 x 3 = 43")).isEmpty();
    assertThat(Reckoning.of("18 June + 1 day = 19 June")).isEmpty();
    assertThat(Reckoning.of("9.20 - 9.00 = 20 minutes")).isEmpty();
    assertThat(Reckoning.of("The filter denies it.")).isEmpty();
    assertThat(Reckoning.of("14 x 3 = 42, so 42 + 8 = 51")).isEmpty();
  }

  @Test
  void takesSeveralSumsInARow() {
    assertThat(Reckoning.of("575 - 540 = 35, 35 x 12 = 420"))
        .containsExactly(new Reckoning("575 - 540"), new Reckoning("35 * 12"));
  }
}
