package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FactPastTest extends KeptMemory {
  private static final NotePath HOME = NotePath.of("home.md");

  private static void set(Vault vault, String heading, String key, String value, Author author) {
    try (VaultTransaction transaction = vault.begin(author)) {
      assertThat(transaction.setFact(HOME, key, heading, value))
          .isInstanceOfAny(
              FactOutcome.Replaced.class, FactOutcome.Added.class, FactOutcome.Unchanged.class);
      transaction.commit();
    }
  }

  private void on(String day) {
    stopped = Optional.of(Instant.parse(day + "T10:00:00Z"));
  }

  private static List<String> past(Vault vault, String key) {
    return history(vault).factValues(HOME, key).stream()
        .map(value ->
            "%s %s..%s %s"
                .formatted(
                    value.value(),
                    value.since().when().toString().substring(0, 10),
                    value.until().map(end -> end.when().toString().substring(0, 10)).orElse(""),
                    value.since().author().kind().word()))
        .toList();
  }

  @Test
  void aFactsValuesAreKeptWithTheirDatesAndAuthors() throws IOException {
    try (Vault vault = open()) {
      on("2030-01-01");
      put(vault, "home.md", "# Home\n- rent: 700\n- town: Oslo\n", Author.person("new"));
      on("2030-02-01");
      set(vault, "", "rent", "750", MODEL);
      on("2030-03-01");
      set(vault, "", "town", "Bergen", MODEL);
      set(vault, "", "Rent", "800", Author.client("desk", "edit_fact"));
      on("2030-04-01");
      set(vault, "", "rent", "750", MODEL);
      assertThat(past(vault, "rent"))
          .containsExactly(
              "750 2030-04-01.. agent",
              "800 2030-03-01..2030-04-01 client",
              "750 2030-02-01..2030-03-01 agent",
              "700 2030-01-01..2030-02-01 person");
      assertThat(past(vault, "town"))
          .containsExactly("Bergen 2030-03-01.. agent", "Oslo 2030-01-01..2030-03-01 person");
      assertThat(past(vault, "phone")).isEmpty();
      assertThat(noteHome(vault)).isEqualTo("# Home\n- rent: 750\n- town: Bergen\n");
    }
  }

  @Test
  void aRemovedFactAndADeletedNoteHaveEnds() throws IOException {
    try (Vault vault = open()) {
      on("2030-01-01");
      put(vault, "home.md", "# Home\n- rent: 700\n", Author.person("new"));
      on("2030-02-01");
      put(vault, "home.md", "# Home\n", Author.person("gone"));
      on("2030-03-01");
      put(vault, "home.md", "# Home\n- rent: 700\n", Author.person("back"));
      on("2030-04-01");
      try (VaultTransaction transaction = vault.begin(Author.person("moved out"))) {
        transaction.delete(HOME);
        transaction.commit();
      }
      assertThat(past(vault, "rent"))
          .containsExactly(
              "700 2030-03-01..2030-04-01 person", "700 2030-01-01..2030-02-01 person");
    }
  }

  @Test
  void aRenamedNoteIsFollowed() throws IOException {
    try (Vault vault = open()) {
      on("2030-01-01");
      put(vault, "flat.md", "# Home\n- rent: 700\n", Author.person("new"));
      on("2030-02-01");
      put(vault, "flat.md", "# Home\n- rent: 750\n", MODEL);
      history(vault).pickUp();
      Files.move(memory.resolve("flat.md"), memory.resolve("home.md"));
      history(vault).pickUp();
      on("2030-03-01");
      set(vault, "", "rent", "800", MODEL);
      assertThat(past(vault, "rent").stream().map(line -> line.substring(0, 3)))
          .containsExactly("800", "750", "700");
    }
  }

  @Test
  void factsOfOneNameAreKeptApartByTheirHeadings() {
    try (Vault vault = open()) {
      on("2030-01-01");
      put(vault, "home.md", "# Home\n## A\n- k: 1\n## B\n- k: 1\n", Author.person("new"));
      on("2030-02-01");
      set(vault, "B", "k", "2", MODEL);
      assertThat(history(vault).factValues(HOME, "k"))
          .extracting(value -> value.headings().getLast() + value.value())
          .containsExactlyInAnyOrder("A1", "B2", "B1");
    }
  }

  @Test
  void theOldValueGoesIntoTheNoteOnlyWhereTheNoteKeepsItsHistory() {
    try (Vault vault = open()) {
      put(
          vault,
          "home.md",
          "# Home\n- rent: 700\n\n## History\n- 2029-08-14: moved in\n",
          Author.person("new"));
      on("2030-02-01");
      set(vault, "", "rent", "750", MODEL);
      set(vault, "", "phone", "1", MODEL);
      assertThat(noteHome(vault))
          .isEqualTo(
              "# Home\n- rent: 750\n- phone: 1\n\n## History\n- 2029-08-14: moved in\n- 2030-02-01: rent was 700\n");
    }
  }

  private static String noteHome(Vault vault) {
    return vault.note(path("home.md")).text();
  }

  @Test
  void whatIsTakenBackIsWhatItWasByteForByte() {
    String[] pieces = {
      "# T\n",
      "- a: 1\n",
      "- **b**: two\r\n",
      "**c:** x\n",
      "| k | v |\n|-|-|\n| d | 4 |\n",
      "\n",
      "w\n"
    };
    Properties.forAll(
        12,
        random -> {
          Vault vault = open(Files.createDirectory(home.resolve("m" + random.nextLong(1L << 60))));
          try (vault) {
            String before = "\ufeff" + Properties.text(random, pieces, 6) + "- z: 0";
            Files.writeString(vault.folder().resolve("home.md"), before);
            history(vault).pickUp();
            List<String> values = new ArrayList<>();
            for (int i = random.nextInt(1, 5); i > 0; i--) {
              change(vault, random, values);
            }
            List<HistoryEntry> all = history(vault).entries(100);
            List<HistoryEntry> ours = all.subList(0, all.size() - 1);
            List<String> shown =
                history(vault).factValues(HOME, "z").stream().map(FactValue::value).toList();
            assertThat(shown).isEqualTo(values.reversed());
            history(vault).undo(ours, UndoOutcome.Prefer.ASK, Author.PROGRAM);
            assertThat(Files.readString(vault.folder().resolve("home.md"))).isEqualTo(before);
          }
        });
  }

  private static void change(Vault vault, RandomGenerator random, List<String> values) {
    if (values.isEmpty()) {
      values.add("0");
    }
    String value = Integer.toString(random.nextInt(5));
    set(vault, "", "z", value, MODEL);
    if (!values.getLast().equals(value)) {
      values.add(value);
    }
    try (VaultTransaction transaction = vault.begin(MODEL)) {
      transaction.setFact(
          HOME, List.of("a", "b", "c", "d", "new").get(random.nextInt(5)), "", value);
      transaction.commit();
    }
  }
}
