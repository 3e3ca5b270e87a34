package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PassageReaderTest {
  private static List<String> lines(String text) {
    return PassageReader.read(path("a.md"), text).passages().stream()
        .flatMap(passage -> passage.lines().stream().map(line -> passage.line() + " " + line))
        .toList();
  }

  @Test
  void everyPartOfANoteBecomesAPassageWithItsLine() {
    String note =
        """
        ---
        born: 1990-01-02
        aliases: [JD]
        ---
        # Jane
        - age: 30
        - **Employer**: [[acme]]
        - likes long walks
          by the sea

        She lives in Oslo. She has a cat
        named Tom.

        1. first
        2. second

        ## Stock
        | item | count | place |
        |------|-------|-------|
        | oil  | 3     | cellar |
        | wick |       | attic |

        ## Empty

        ```
        door code 4711
        ```
        """;

    assertThat(lines(note))
        .containsExactly(
            "2 a.md: born: 1990-01-02",
            "6 a.md: Jane: - age: 30",
            "7 a.md: Jane: - Employer: [[acme]]",
            "8 a.md: Jane: - likes long walks by the sea",
            "11 a.md: Jane: She lives in Oslo.",
            "11 a.md: Jane: She has a cat named Tom.",
            "14 a.md: Jane: - first",
            "15 a.md: Jane: - second",
            "20 a.md: Stock: oil: - count: 3",
            "20 a.md: Stock: oil: - place: cellar",
            "21 a.md: Stock: wick: - place: attic",
            "25 a.md: Empty: ``` door code 4711 ```");
  }

  @Test
  void aNoteOfOnlyAHeadingIsFoundByIt() {
    assertThat(lines("# Call the plumber\n")).containsExactly("1 a.md: Call the plumber");
    assertThat(lines("")).containsExactly("1 a.md: a");
  }

  @Test
  void brokenFrontmatterIsNotLost() {
    assertThat(lines("---\na: [1\nb: 2\n---\ntext\n"))
        .contains("2 a.md: a: [1", "3 a.md: b: 2", "5 a.md: text");
  }

  @Test
  void linksBelongToTheirOwnPassage() {
    List<Passage> passages =
        PassageReader.read(
                path("a.md"),
                "- wife: [[jane]] or [J](x/j.md)\n- boss: [[bob|Bob]]\n\nSee [[c]]. And [[d]].\n")
            .passages();

    assertThat(passages.stream().map(Passage::links))
        .containsExactly(List.of("jane", "x/j.md"), List.of("bob"), List.of("c"), List.of("d"));
  }

  @Test
  void aPassageHasTheDateOfItselfItsHeadingItsNameOrItsNote() {
    assertThat(date("a.md", "# 2020-01-01\n- moved: 2021-02-02\n")).isEqualTo("2021-02-02");
    assertThat(date("a.md", "# 2020-01-01\n- moved: yes\n")).isEqualTo("2020-01-01");
    assertThat(date("log/2019-03-03.md", "- moved: yes\n")).isEqualTo("2019-03-03");
    assertThat(date("a.md", "---\ndate: 2018-04-04\n---\n- moved: yes\n")).isEqualTo("2018-04-04");
    assertThat(date("a.md", "- moved: yes\n")).isEmpty();
  }

  private static String date(String path, String text) {
    Passage last = PassageReader.read(path(path), text).passages().getLast();
    return last.date().map(Object::toString).orElse("");
  }

  @Test
  void aParagraphWithoutEndIsCutIntoPassagesThatCanBeShown() {
    List<Passage> passages = PassageReader.read(path("a.md"), "word ".repeat(2_000)).passages();

    assertThat(passages).hasSize(10);
    assertThat(passages).allMatch(p -> p.value().length() <= PassageReader.PASSAGE_CHARS_MAX);
  }
}
