package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateScannerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "moved on 2024-05-01 to Oslo | 2024-05-01",
        "2024/5/1 | 2024-05-01",
        "2024年5月1日 | 2024-05-01",
        "am 1.5.2024 | 2024-05-01",
        "1 May 2024 | 2024-05-01",
        "the 1st of May 2024 | 2024-05-01",
        "May 1, 2024 | 2024-05-01",
        "1. Mai 2024 | 2024-05-01",
        "1 de mayo de 2024 | 2024-05-01",
        "1 мая 2024 | 2024-05-01",
        "31.02.2024, rather 2024-02-29 | 2024-02-29"
      })
  void aWholeDateIsFound(String text, LocalDate date) {
    assertThat(DateScanner.first(text)).contains(date);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "May 2024", "5/1/2024", "1234567-12-12", "2024-13-01", "99 Smurf 2024"})
  void whatIsNoWholeDateIsLeftAlone(String text) {
    assertThat(DateScanner.first(text)).isEmpty();
  }
}
