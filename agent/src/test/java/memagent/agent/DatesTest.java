package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatesTest {
  private static final Dates.Day DAY = new Dates.Day(1990, 3, 5);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1990-03-05",
        "1990/3/5",
        "05.03.1990",
        "5/3/1990",
        "3/5/1990",
        "5/3/90",
        "March 5, 1990",
        "March 5th",
        "5 March 1990",
        "the 5th of March 1990",
        "5th of March",
        "Mar 5, 1990",
        "March fifth, 1990",
        "fifth of March",
        "March 1990",
        "5. März 1990",
        "5 mars 1990",
        "5 de marzo de 1990",
        "1990-03",
      })
  void knowsADateInOtherForms(String text) {
    assertThat(Dates.mentions("It was " + text + ".")).anyMatch(mention -> mention.means(DAY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6 March 1990", "March 5, 1991", "1990-05-03", "April", "12:30", "3.5"})
  void knowsThatItIsAnotherDate(String text) {
    assertThat(Dates.mentions("It was " + text + ".")).noneMatch(mention -> mention.means(DAY));
  }

  @Test
  void takesWordsForWords() {
    assertThat(Dates.mentions("You may march on; the second one may wait.")).isEmpty();
  }
}
