package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RecallLanguagesTest {
  @Test
  void tellsWhatAQuestionIsAboutInItsOwnWords() {
    assertThat(Recall.telling("Sorry to bother: what is my sister's Employer's city?"))
        .containsExactly("sister", "Employer", "city");
    assertThat(Recall.telling("Wie heißt der Zahnarzt meiner Tante?"))
        .contains("Zahnarzt", "Tante")
        .doesNotContain("der", "meiner");
    assertThat(Recall.telling("What is it?")).isEmpty();
  }

  private static final int CHARS_MAX = 120;
  private static final String FILLER =
      "- aaa: 1\n- bbb: 2\n- ccc: 3\n- ddd: 4\n- eee: 5\n- fff: 6\n";

  @Test
  void findsRussianWordsInOtherCases() {
    Excerpt excerpt =
        look(
            "какая зарплата у моей сестры?",
            Map.of(
                "user.md", "# Я\n" + FILLER.repeat(3) + "- сестра: [[o.md]]\n",
                "o.md", "# О\n" + FILLER + "- зарплату: 100\n"));
    assertThat(excerpt.shows("user.md", "- сестра: [[o.md]]")).isTrue();
    assertThat(excerpt.shows("o.md", "- зарплату: 100")).isTrue();
  }

  @Test
  void findsJapaneseWordsOfOneSign() {
    Excerpt excerpt =
        look(
            "姉の車は？",
            Map.of(
                "user.md", "# 私\n" + FILLER.repeat(3) + "- 姉: [[o.md]]\n",
                "o.md", "# 松\n" + FILLER + "- 車: アクア\n"));
    assertThat(excerpt.shows("user.md", "- 姉: [[o.md]]")).isTrue();
    assertThat(excerpt.shows("o.md", "- 車: アクア")).isTrue();
  }

  @Test
  void findsWhatAFactIsCalledInAnotherLanguage() {
    Excerpt excerpt =
        look(
            "What is my sister's birthday?",
            Map.of(
                "user.md", "# Ich\n" + FILLER.repeat(3) + "- Schwester: [[o.md]]\n",
                "o.md", "# Olga\n" + FILLER + "- Geburtstag: 3. Mai\n"));
    assertThat(excerpt.shows("user.md", "- Schwester: [[o.md]]")).isTrue();
    assertThat(excerpt.shows("o.md", "- Geburtstag: 3. Mai")).isTrue();
  }

  @Test
  void countsNoWordsThatSayNothingInOtherLanguagesAsUnknown() {
    Excerpt excerpt =
        look("Wie lautet bitte meine Schuhgröße?", Map.of("user.md", "# Ich\n- Hut: 57\n"));
    assertThat(excerpt.unknown()).containsExactly("Schuhgröße");
  }

  private static Excerpt look(String question, Map<String, String> notes) {
    return Recall.of(question, "", notes, CHARS_MAX);
  }
}
