package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import memagent.model.ChatMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeIntentTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "What is my sister's phone number?",
        "They won't let me in without Simon's membership number.",
        "Do you know where Anna lives?",
        "Wie heißt mein Zahnarzt?",
        "犬の名前は何ですか？"
      })
  void aQuestionAsksForNoChange(String message) {
    assertThat(ChangeIntent.isMissing(message, List.of())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Delete my sister's phone number.",
        "My sister moved to Bergen.",
        "Please remember that I take my tea black.",
        "I sold the car.",
        "Could you note that Anna lives in Bergen?",
        "Meine Schwester ist nach Bergen gezogen.",
        "What about replacing my old phone number with 0431 77?",
        "Isn't it time to take Bob off the list?",
        "Is it possible to remove the entry of Bob?",
        "Peux-tu noter que j'habite à Lyon ?",
        "¿Puedes borrar el número de Ana?",
        "犬の名前をポチに変えて",
        ""
      })
  void newsAndOrdersMayAskForOne(String message) {
    assertThat(ChangeIntent.isMissing(message, List.of())).isFalse();
  }

  @Test
  void anAnswerToAQuestionOfTheAgentMayAskForOne() {
    List<ChatMessage> earlier =
        List.of(
            new ChatMessage.User("Where does my sister live?"),
            new ChatMessage.Assistant(
                "<think>No.</think>\n<python></python>\n<reply>Where?</reply>"));
    String message = "What is my sister's phone number?";
    assertThat(ChangeIntent.isMissing(message, List.of())).isTrue();
    assertThat(ChangeIntent.isMissing(message, earlier)).isFalse();
  }

  /** What runs/intent_fit.py prints for the same messages with --say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Delete my sister's phone number.|0.19",
        "My sister moved to Bergen.|0.2163",
        "Please remember that I take my tea black.|0.9555",
        "My girlfriend's place for the house keys escapes me at the moment.|0.0023",
        "犬の名前をポチに変えて|0.0151"
      })
  void countsWordsAsItsTrainingDoes(String message, double probability) {
    assertThat(ChangeIntent.probability(message)).isCloseTo(probability, within(0.0001));
  }

  @Test
  void knowsBlocksThatChangeNotes() {
    assertThat(ChangeIntent.changes("done = update_file(\"user.md\", \"a\", \"b\")")).isTrue();
    assertThat(ChangeIntent.changes("set_fact('user.md', 'city', 'Oslo')")).isTrue();
    assertThat(ChangeIntent.changes("user = read_file(\"user.md\")")).isFalse();
  }
}
