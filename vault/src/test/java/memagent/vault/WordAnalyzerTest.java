package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordAnalyzerTest {
  private final WordAnalyzer kept = WordAnalyzer.forNotes();
  private final WordAnalyzer asked = WordAnalyzer.forQuestions();

  private static Set<String> forms(WordAnalyzer analyzer, String text) {
    Set<String> forms = new TreeSet<>();
    analyzer.words(text).forEach(word -> forms.addAll(word.forms()));
    return forms;
  }

  @ParameterizedTest
  @CsvSource({
    "employer, Employers",
    "gardening, gardens",
    "wife's, wife",
    "jane’s, Jane",
    "Müller, Mueller",
    "Müller, muller",
    "Straße, STRASSE",
    "Gärten, Garten",
    "Café, cafe",
    "ｃａｆé, Café",
    "работодатель, работодателя",
    "жёлтый, желтая",
    "город, городе",
    "γυναίκα, γυναίκας",
    "jane_doe, Jane",
    "東京都, 東京",
    "寿司が好き, 寿司",
    "김민준, 민준",
    "10.5, 10.5",
    "user@example.org, user",
  })
  void twoFormsOfAWordMeet(String inNote, String inQuestion) {
    Set<String> common = forms(kept, inNote);
    common.retainAll(forms(asked, inQuestion));
    assertThat(common).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"cat, dog", "東京, 大阪", "город, деревня", "10, 11", "Haus, Maus"})
  void differentWordsDoNotMeet(String one, String other) {
    Set<String> common = forms(kept, one);
    common.retainAll(forms(asked, other));
    assertThat(common).isEmpty();
  }

  @Test
  void aSingleCharacterIsFoundInALongerText() {
    assertThat(forms(kept, "猫が好き")).containsAll(forms(asked, "猫"));
  }

  @Test
  void thaiIsCutIntoWordsByADictionary() {
    assertThat(forms(kept, "ภาษาไทยง่าย"))
        .hasSize(3)
        .contains("ภาษา", "ไทย")
        .containsAll(forms(asked, "ง่าย"));
  }

  @Test
  void theWordItselfComesFirst() {
    assertThat(asked.words("running shoes").stream().map(WordAnalyzer.Word::text))
        .isEqualTo(List.of("running", "shoes"));
  }

  @Test
  void asciiIsCutAsIcuCutsIt() {
    String[] parts = {
      "a", "Bc", "running", "Mueller", "s", "'", "''", ".", "..", ":", ",", ";", "1", "20", "-",
          "/", " ",
      "  ", "_", "\n", "\"", "@", "#", "(", "$", "%", "*", "+", "=", "x1", "1x", "don't", "e.g.",
          "3.14"
    };
    Properties.forAll(
        3_000,
        random -> {
          String text = Properties.text(random, parts, 12);
          assertThat(kept.asciiWords(text).orElseThrow()).isEqualTo(kept.anyWords(text));
          assertThat(asked.asciiWords(text).orElseThrow()).isEqualTo(asked.anyWords(text));
        });
    assertThat(kept.asciiWords("caf\u00e9")).isEmpty();
    assertThat(kept.asciiWords("x".repeat(5_000))).isEmpty();
  }
}
