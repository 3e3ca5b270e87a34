package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import memagent.agent.PrivacyFilter.Checked;
import memagent.agent.PrivacyFilterTest.Case;
import memagent.vault.SearchText;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SeenLinesTest {
  @TempDir static Path folder;
  private static List<SeenFact> found;

  /** What a search shows of the notes that the filter's own cases are about. */
  @BeforeAll
  static void searchEveryNote() throws IOException {
    StringBuilder lines = new StringBuilder();
    List<String> paths = PrivacyFilterTest.facts().stream().map(SeenFact::path).distinct().toList();
    for (String path : paths) {
      Files.createDirectories(folder.resolve(path).getParent());
      Files.writeString(folder.resolve(path), PrivacyFilterTest.text(path));
    }
    try (Vault vault = Vault.open(folder, VaultLimits.DEFAULT)) {
      for (String path : paths) {
        String title = PrivacyFilterTest.text(path).lines().findFirst().orElseThrow();
        var hits = vault.index().search(title, 500);
        lines.append(SearchText.of(hits, SearchText.Level.FACTS, 100_000, note -> ""));
      }
    }
    found = SeenLines.facts("", lines.toString());
  }

  static Stream<Case> cases() {
    return PrivacyFilterTest.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatASearchFoundIsHeldBackLikeWhatWasRead(Case one) {
    Checked checked =
        PrivacyFilter.parse(one.filter())
            .check(one.reply(), one.question(), found, java.time.LocalDate.of(2025, 8, 1));
    String shown =
        switch (checked.tier()) {
          case NOTHING_DENIED -> "SAME";
          case PART_DENIED -> checked.reply();
          case ALL_DENIED -> "ALL";
        };
    // A row's first cell comes without its column's name, so that more may be held back, never
    // less.
    boolean wholeInsteadOfPart = shown.equals("ALL") && one.expect().contains("[withheld]");
    assertThat(wholeInsteadOfPart ? one.expect() : shown)
        .as(one.toString() + checked.maskings())
        .isEqualTo(one.expect());
  }

  @Test
  void aDashIsBetweenAKeyAndAValueAndInASentence() {
    assertThat(facts("- desk – window")).containsExactly(" [] desk=window", " [] =desk – window");
    assertThat(facts("Tom came. He left – at nine.")).noneMatch(fact -> fact.contains("left="));
  }

  private static List<String> facts(String line) {
    List<String> facts = new ArrayList<>();
    SeenLines.facts("", line)
        .forEach(fact ->
            facts.add(fact.path() + " " + fact.headings() + " " + fact.key() + "=" + fact.value()));
    return facts;
  }

  @Test
  void aLineOfASearchIsTheFactOfItsNote() {
    assertThat(facts("entities/jane.md: Jane Doe: - age: 30"))
        .containsExactly("entities/jane.md [Jane Doe] age=30");
    assertThat(facts("stock.md: Stock: oil: - count: 3"))
        .containsExactly("stock.md [Stock, oil] count=3");
    assertThat(facts("a.md: - age: 30")).containsExactly("a.md [] age=30");
    assertThat(facts("a.md: born: 1990")).containsExactly("a.md [] born=1990", "a.md [born] =1990");
    assertThat(facts("a.md: Me: I earn 50 a day.")).contains("a.md [Me] =I earn 50 a day.");
    assertThat(facts("- see: b.md: - no")).containsExactly(" [] see=b.md: - no");
  }
}
