package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShownTest {
  private static final Shown SHOWN =
      Shown.in(
          """
          <memory>
          === user.md
          # Edda Brandt
          - 1. locker number: 318
          - favourite_stop – Kiel harbour
          - boss: Ana Prieto [[entities/ana_prieto.md]]
          ### ring size
          54
          ## About
          My kiln is white. Before that it was red. She fires it on Mondays.
          ...
          | what | how many |
          | --- | --- |
          | mugs | 12 |
          === entities/ana_prieto.md
          aliases: [Anita, Boss]
          - phone: [withheld]
          likely:
          entities/ana_prieto.md: - phone: [withheld]
          </memory>

          === entities/not_shown.md
          how many mugs?
          """);

  private static Optional<Shown.Line> line(String quote) {
    return SHOWN.notes().get("user.md").quoted(quote);
  }

  @Test
  void readsTheNotesAndWhatTheyAreCalled() {
    assertThat(SHOWN.notes().keySet())
        .containsExactlyInAnyOrder("user.md", "entities/ana_prieto.md");
    assertThat(SHOWN.notes().get("entities/ana_prieto.md").names())
        .containsExactlyInAnyOrder("Anita", "Boss", "ana prieto");
    assertThat(SHOWN.notes().get("user.md").names()).contains("Edda Brandt");
  }

  @Test
  void aLineHasTheWordsOfItsKeyAndItsValue() {
    assertThat(line("- 1. locker number: 318 It is there."))
        .map(Shown.Line::key)
        .contains(Set.of("locker", "number"));
    assertThat(line("- favourite_stop – Kiel harbour"))
        .map(Shown.Line::value)
        .contains("Kiel harbour");
    assertThat(line("### ring size / 54")).map(Shown.Line::value).contains("54");
    assertThat(line("| mugs | 12 |")).map(Shown.Line::value).contains("12");
    assertThat(line("| what | how many |")).isEmpty();
  }

  @Test
  void proseIsCutIntoSentences() {
    assertThat(line("My kiln is white. Not red. Ask."))
        .map(one -> List.of(one.text(), one.value()))
        .contains(List.of("My kiln is white.", "white"));
    assertThat(line("She fires it on Mondays.")).map(Shown.Line::isFact).contains(false);
  }

  @Test
  void linksAndWhatIsWithheldAreNoFacts() {
    assertThat(line("- boss: Ana Prieto [[entities/ana_prieto.md]]"))
        .map(Shown.Line::isFact)
        .contains(false);
    assertThat(SHOWN.notes().get("entities/ana_prieto.md").lines()).noneMatch(Shown.Line::isFact);
    assertThat(SHOWN.target("ana_prieto")).contains("entities/ana_prieto.md");
    assertThat(SHOWN.target("entities/bo")).isEmpty();
  }

  @Test
  void aMessageWithoutALookShowsNothing() {
    assertThat(Shown.in("=== user.md\n- age: 4").notes()).isEmpty();
    assertThat(Shown.in("").notes()).isEmpty();
  }
}
