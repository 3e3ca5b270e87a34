package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SearchTextTest {
  private static final Map<NotePath, String> NOTES =
      Map.of(
          path("a.md"),
          "# A\n- one: 1\n- two: 2\n\n## Deep\n- three: 3\n",
          path("b.md"),
          "# B\n- four: 4\n\n" + "long text. ".repeat(200));

  private static final List<SearchHit> HITS =
      List.of(hit("a.md", 1), hit("b.md", 0), hit("a.md", 2), hit("a.md", 0));

  private static SearchHit hit(String note, int index) {
    NotePath path = path(note);
    Passage passage = PassageReader.read(path, NOTES.get(path)).passages().get(index);
    return new SearchHit(passage, 1, List.of());
  }

  private static String text(SearchText.Level level, int tokensMax) {
    return SearchText.of(HITS, level, tokensMax, NOTES::get);
  }

  @Test
  void theOutlineHasALineForEachNote() {
    assertThat(text(SearchText.Level.OUTLINE, 100))
        .isEqualTo("a.md: A (2), Deep (1)\nb.md: B (1)\n");
  }

  @Test
  void factsAreLinesWithTheirPlace() {
    assertThat(text(SearchText.Level.FACTS, 100))
        .isEqualTo(
            """
            a.md: A: - two: 2
            b.md: B: - four: 4
            a.md: Deep: - three: 3
            a.md: A: - one: 1
            """);
  }

  @Test
  void fullGivesWholeNotesAndPassagesOfThoseThatAreTooLong() {
    assertThat(text(SearchText.Level.FULL, 100))
        .isEqualTo("a.md:\n# A\n- one: 1\n- two: 2\n\n## Deep\n- three: 3\n\nb.md: B: - four: 4\n");
  }

  @Test
  void whatDoesNotFitIsCounted() {
    assertThat(text(SearchText.Level.FACTS, 14))
        .isEqualTo("a.md: A: - two: 2\nb.md: B: - four: 4\n(2 more left out)\n");
    assertThat(SearchText.of(List.of(), SearchText.Level.FACTS, 10, NOTES::get)).isEmpty();
  }
}
