package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "52000|52000",
        "52,000|52000",
        "52.000|52000",
        "52 000|52000",
        "52'000|52000",
        "52k|52000",
        "fifty-two thousand|52000",
        "1,450.50|1450.5",
        "1.450,50|1450.5",
        "3.5|3.5",
        "3,5|3.5",
        "sixty-seven|67",
        "one hundred and five|105",
        "one thousand, two hundred and five|1205",
        "twelve|12",
        "2 million|2000000",
        "nineteen eighty-four|1984",
        "twenty twenty|2020",
        "007|7",
      })
  void readsANumberInAnyForm(String text, String value) {
    assertThat(Numbers.mentions("It is " + text + " now"))
        .singleElement()
        .satisfies(number -> assertThat(number.value()).isEqualByComparingTo(new BigDecimal(value)))
        .satisfies(number -> assertThat(number.end() - number.start()).isEqualTo(text.length()));
  }
}
