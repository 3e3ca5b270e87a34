package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class QuestionTest {

  @Test
  void takesAnyScriptTabsAndLineEnds() {
    String text = "Wo wohnt Jūratė?\n\t他住在哪里 🐢";
    assertThat(Question.of("  " + text + "\n").text()).isEqualTo(text);
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> Question.of(" \n\t ")).hasMessageStartingWith("The question is empty");
  }

  @Test
  void refusesControlCharactersAndNamesThem() {
    assertThatThrownBy(() -> Question.of("Who is \u001b[2J?"))
        .hasMessage("The question holds the control character U+001B at position 8: leave it out.");
  }

  @Test
  void refusesHalfOfASurrogatePair() {
    assertThatThrownBy(() -> Question.of("a \ud83d b")).hasMessageContaining("U+D83D");
  }

  @Test
  void refusesAMegabyteAndNamesTheLimit() {
    assertThatThrownBy(() -> Question.of("x".repeat(1_000_000)))
        .hasMessageContaining("1,000,000 characters")
        .hasMessageContaining("%,d".formatted(Question.CHARS_MAX));
  }
}
