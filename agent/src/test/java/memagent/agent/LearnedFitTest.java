package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnedFitTest {
  private static final Map<String, String> NOTES =
      Map.of(
          "user.md",
          """
          # Me
          - [[entities/hedda_falk.md]]
          - [[entities/ivo_brandt.md]]
          - [[entities/store.md]]
          """,
          "entities/hedda_falk.md",
          """
          # Hedda Falk
          - occupation: plumber
          - phone: 0431 22
          - likes: gardening
          """,
          "entities/ivo_brandt.md",
          """
          # Ivo Brandt
          - occupation: baker
          - salary: 2,900 a month
          - birthday: 12 May
          """,
          "entities/store.md",
          """
          # Store
          opening hours: 9:00 to 18:00
          shelf four is for paint
          """);

  @Test
  void meaningFindsALineThatSharesNoWordWithTheQuestion() {
    assertThat(likely("how much does he make?")).contains("- salary: 2,900 a month");
    assertThat(likely("When can I go there to buy something?"))
        .contains("opening hours: 9:00 to 18:00");
  }

  @Test
  void wordsAreCutAndNumbersKnownByTheirLengthAlone() {
    assertThat(LearnedFit.words("Señora Núñez: 0431 77, r2d2 (1,204)"))
        .containsExactly("senora", "nunez", "#4", "#2", "r", "#1", "d", "#1", "#1", "#3");
    assertThat(LearnedFit.words("犬の名前はポチA3"))
        .containsExactly("犬", "の", "名", "前", "は", "ホ", "チ", "a", "#1");
    assertThat(LearnedFit.words("")).isEmpty();
  }

  @Test
  void aLineFitsTheBetterTheMoreOfTheQuestionItMeans() {
    LearnedFit.Question question = LearnedFit.question("What does Ivo earn a month?");
    double salary = question.fit(LearnedFit.line("- salary: 2,900 a month", "ivo brandt"));
    double birthday = question.fit(LearnedFit.line("- birthday: 12 May", "ivo brandt"));
    assertThat(salary).isGreaterThan(birthday);
    assertThat(question.fit(WordIds.NONE)).isZero();
    assertThat(LearnedFit.question("").fit(LearnedFit.line("- salary: 2,900", ""))).isZero();
  }

  private static List<String> likely(String question) {
    return Recall.of(question, "", NOTES, 2_400).likely().stream()
        .map(line -> line.substring(line.indexOf(": ") + 2))
        .toList();
  }
}
