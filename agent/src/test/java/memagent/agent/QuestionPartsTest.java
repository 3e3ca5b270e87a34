package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuestionPartsTest {
  @Test
  void aQuestionForTwoThingsHasTwoParts() {
    assertThat(QuestionParts.of("Give me my locker number plus the room."))
        .containsExactly("Give me my locker number", "the room.");
    assertThat(QuestionParts.of("Who repairs the kiln? And what does he charge?"))
        .containsExactly("Who repairs the kiln?", "what does he charge?");
    assertThat(QuestionParts.of("Wo steht der Ofen und wer heizt ihn?")).hasSize(2);
  }

  @Test
  void whatAsksForOneThingIsOnePart() {
    String question = "What is my locker number, please?";
    assertThat(QuestionParts.of(question)).containsExactly(question);
    assertThat(QuestionParts.of("When is my room cleaned? Much obliged.")).hasSize(1);
    assertThat(QuestionParts.of("And?")).containsExactly("And?");
  }
}
