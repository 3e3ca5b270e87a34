package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerKindTest {
  @Test
  void theQuestionWordSaysWhatIsAskedFor() {
    assertThat(AnswerKind.of("On which day is the fair?")).contains(AnswerKind.TIME);
    assertThat(AnswerKind.of("Sorry, when does Bo leave?")).contains(AnswerKind.TIME);
    assertThat(AnswerKind.of("Wann kommt der Bus?")).contains(AnswerKind.TIME);
    assertThat(AnswerKind.of("How many mugs are there?")).contains(AnswerKind.AMOUNT_OF);
    assertThat(AnswerKind.of("¿Quién cuida el huerto?")).contains(AnswerKind.PERSON);
  }

  @Test
  void otherQuestionsAndThoseForTwoThingsSayNothing() {
    assertThat(AnswerKind.of("When it comes to Bo, what is his desk?")).isEmpty();
    assertThat(AnswerKind.of("The day when the cast comes off?")).isEmpty();
    assertThat(AnswerKind.of("Who is it, and how many are there?")).isEmpty();
    assertThat(AnswerKind.of("What is the desk?")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-05-03",
        "3 May",
        "second Sunday",
        "after breakfast",
        "9:45",
        "1813",
        "lunes",
        "6 juin",
        "сентябрь 2025"
      })
  void whatCanBeATime(String value) {
    assertThat(AnswerKind.TIME.fits(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"190 g", "INV-89738", "drawing room", "6.5 kg", "3,010 EUR"})
  void whatCannotBeATime(String value) {
    assertThat(AnswerKind.TIME.fits(value)).isFalse();
  }

  @Test
  void anAmountHasANumberAndAPersonAWord() {
    assertThat(AnswerKind.AMOUNT_OF.fits("eighteen")).isTrue();
    assertThat(AnswerKind.AMOUNT_OF.fits("a dozen")).isTrue();
    assertThat(AnswerKind.AMOUNT_OF.fits("taupe")).isFalse();
    assertThat(AnswerKind.PERSON.fits("343")).isFalse();
    assertThat(AnswerKind.PERSON.fits("Bo")).isTrue();
  }

  private static boolean missed(AnswerKind kind, String line) {
    Shown shown = Shown.in("<memory>\n=== a.md\n| what | value |\n" + line + "\n</memory>\n\n");
    return kind.isMissedBy(shown.notes().get("a.md").quoted(line).orElseThrow());
  }

  @Test
  void aRowsNameOrADayBeforeTheColonMayBeTheAnswer() {
    assertThat(missed(AnswerKind.PERSON, "| Ines P. | 70 | 76 |")).isFalse();
    assertThat(missed(AnswerKind.TIME, "miércoles: Toulouse")).isFalse();
    assertThat(missed(AnswerKind.TIME, "- night quarters: attic")).isTrue();
    assertThat(missed(AnswerKind.PERSON, "- **crew**: 343")).isTrue();
  }
}
