package memagent.vault;

import static memagent.vault.Fixture.create;
import static memagent.vault.Fixture.path;
import static memagent.vault.Fixture.text;
import static memagent.vault.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest extends KeptMemory {
  @Test
  void saysWhoChangedWhatWhenAndWhy() throws IOException {
    write(memory, "user.md", "# Me\n");
    try (Vault vault = open()) {
      put(vault, "user.md", "# Me\n- berth: 12\n", MODEL);
      List<HistoryEntry> entries = history(vault).entries(10);
      assertThat(entries).hasSize(2);
      HistoryEntry latest = entries.getFirst();
      assertThat(latest.author()).isEqualTo(MODEL);
      assertThat(latest.when()).isBetween(Instant.now().minusSeconds(60), Instant.now());
      assertThat(history(vault).paths(latest)).containsExactly(path("user.md"));
      assertThat(history(vault).diff(List.of(latest)).getFirst().diff()).contains("+- berth: 12\n");
      assertThat(entries.getLast().author().kind()).isEqualTo(Author.Kind.HAND);
      assertThat(entries.getLast().author().reason()).isEqualTo("the memory as it was found");
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void keepsAReasonOfSeveralLinesAndOneThatLooksLikeItsOwnLines() {
    try (Vault vault = open()) {
      Author odd = Author.agent("s", 3, "First.\n\nKind: hand\nSession: x\n\nLast. 😀");
      put(vault, "a.md", "a\n", odd);
      put(vault, "a.md", "b\n", Author.client("A\nclient", ""));
      put(vault, "a.md", "c\n", Author.PROGRAM);
      List<HistoryEntry> entries = history(vault).entries(10);
      assertThat(entries.get(0).author()).isEqualTo(Author.PROGRAM);
      assertThat(entries.get(1).author().name()).isEqualTo("A client");
      assertThat(entries.get(2).author()).isEqualTo(odd);
    }
  }

  @Test
  void putsEditsByHandBeforeTheChangeThatFollowsThem() throws IOException {
    try (Vault vault = open()) {
      put(vault, "a.md", "one\n", MODEL);
      write(memory, "b.md", "mine\n");
      write(memory, "a.md", "one\ntwo\n");
      put(vault, "a.md", "one\ntwo\nthree\n", MODEL);
      List<HistoryEntry> entries = history(vault).entries(10);
      assertThat(reasons(vault)).containsExactly("Which berth?", "edited by hand", "Which berth?");
      assertThat(history(vault).paths(entries.get(1))).containsExactly(path("a.md"), path("b.md"));
      assertThat(history(vault).diff(entries.subList(0, 1)).getFirst().diff())
          .contains("+three\n")
          .doesNotContain("+two");
    }
  }

  @Test
  void findsAnEditThatKeepsSizeAndAFileThatWentAway() throws IOException {
    try (Vault vault = open()) {
      put(vault, "a.md", "one\n", MODEL);
      put(vault, "b.md", "two\n", MODEL);
      assertThat(history(vault).entries(10)).hasSize(2);
      write(memory, "a.md", "eno\n");
      Files.delete(memory.resolve("b.md"));
      List<HistoryEntry> entries = history(vault).entries(10);
      assertThat(entries).hasSize(3);
      assertThat(history(vault).paths(entries.getFirst()))
          .containsExactly(path("a.md"), path("b.md"));
    }
  }

  @Test
  void makesNoEntryWhereNothingChanged() {
    try (Vault vault = open()) {
      put(vault, "a.md", "one\n", MODEL);
      put(vault, "a.md", "one\n", MODEL);
      assertThat(history(vault).entries(10)).hasSize(1);
    }
    try (Vault vault = open()) {
      assertThat(history(vault).entries(10)).hasSize(1);
    }
  }

  @Test
  void takesOneChangeBackAndKeepsLaterOnes() {
    try (Vault vault = open()) {
      put(vault, "a.md", "# A\n- one: 1\n", Author.PROGRAM);
      put(vault, "a.md", "# A\n- one: 1\n- two: 2\n", MODEL);
      put(vault, "a.md", "# A\n- one: 1\n- two: 2\n- three: 3\n", Author.PROGRAM);
      HistoryEntry second = history(vault).entries(10).get(1);
      assertThat(undo(vault, second)).hasSize(1);
      assertThat(vault.note(path("a.md")).text()).isEqualTo("# A\n- one: 1\n- three: 3\n");
      HistoryEntry undone = history(vault).entries(10).getFirst();
      assertThat(undone.undoes()).containsExactly(second.id());
      assertThat(undone.author()).isEqualTo(Author.person("undo"));
      undo(vault, undone);
      assertThat(vault.note(path("a.md")).text())
          .isEqualTo("# A\n- one: 1\n- two: 2\n- three: 3\n");
    }
  }

  @Test
  void showsAConflictAndWritesNothing() throws IOException {
    try (Vault vault = open()) {
      put(vault, "a.md", "- city: Oslo\n", Author.PROGRAM);
      put(vault, "b.md", "old\n", Author.PROGRAM);
      try (VaultTransaction both = vault.begin(MODEL)) {
        both.create(path("a.md"), "- city: Rome\n");
        both.create(path("b.md"), "new\n");
        both.commit();
      }
      put(vault, "a.md", "- city: Bonn\n", Author.PROGRAM);
      HistoryEntry middle = history(vault).entries(10).get(1);
      UndoOutcome outcome =
          history(vault).undo(List.of(middle), UndoOutcome.Prefer.ASK, Author.PROGRAM);
      assertThat(outcome)
          .isEqualTo(
              new UndoOutcome.Conflicting(
                  List.of(
                      new UndoOutcome.Conflict(
                          path("a.md"),
                          """
                          <<<<<<< now
                          - city: Bonn
                          =======
                          - city: Oslo
                          >>>>>>> with the change taken back
                          """))));
      assertThat(text(memory, "a.md")).isEqualTo("- city: Bonn\n");
      assertThat(text(memory, "b.md")).isEqualTo("new\n");
      assertThat(history(vault).entries(10)).hasSize(4);

      history(vault).undo(List.of(middle), UndoOutcome.Prefer.LATER, Author.PROGRAM);
      assertThat(text(memory, "a.md")).isEqualTo("- city: Bonn\n");
      assertThat(text(memory, "b.md")).isEqualTo("old\n");
      history(vault).undo(List.of(middle), UndoOutcome.Prefer.EARLIER, Author.PROGRAM);
      assertThat(text(memory, "a.md")).isEqualTo("- city: Oslo\n");
    }
  }

  @Test
  void asksBeforeItDeletesANoteThatWasWrittenOnSince() {
    try (Vault vault = open()) {
      put(vault, "user.md", "# Me\n", Author.PROGRAM);
      put(vault, "a.md", "- one: 1\n", MODEL);
      put(vault, "a.md", "- one: 1\n- mine: 2\n", Author.PROGRAM);
      HistoryEntry made = history(vault).entries(10).get(1);
      UndoOutcome outcome =
          history(vault).undo(List.of(made), UndoOutcome.Prefer.ASK, Author.PROGRAM);
      assertThat(((UndoOutcome.Conflicting) outcome).conflicts().getFirst().text())
          .startsWith("a.md was made then and has been changed since");
      assertThat(noteA(vault)).isEqualTo("- one: 1\n- mine: 2\n");
    }
  }

  private static String noteA(Vault vault) {
    return vault.note(path("a.md")).text();
  }

  @Test
  void theLatestTurnIsAllOfAQuestionAndNotWhatWasTakenBack() {
    try (Vault vault = open()) {
      put(vault, "a.md", "1\n", Author.agent("s", 1, "first"));
      put(vault, "a.md", "2\n", Author.agent("s", 2, "second"));
      put(vault, "b.md", "2\n", Author.agent("s", 2, "second"));
      put(vault, "c.md", "mine\n", Author.person("edit"));
      List<HistoryEntry> turn = history(vault).latestTurn();
      assertThat(turn).hasSize(2).allMatch(entry -> entry.author().question() == 2);
      undo(vault, turn.toArray(HistoryEntry[]::new));
      assertThat(noteA(vault)).isEqualTo("1\n");
      assertThat(vault.notes()).containsExactly(path("a.md"), path("c.md"));
      assertThat(history(vault).latestTurn())
          .hasSize(1)
          .allMatch(entry -> entry.author().question() == 1);
    }
  }

  @Test
  void doesNotTakeBackTheMemoryAsItWasFound() throws IOException {
    write(memory, "a.md", "a\n");
    try (Vault vault = open()) {
      HistoryEntry first = history(vault).entries(10).getLast();
      assertThatThrownBy(() -> undo(vault, first))
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("as it was found");
    }
  }

  @Test
  void restoresANoteAFolderAndTheWholeMemory() throws IOException {
    write(memory, "a.md", "a1\n");
    write(memory, "f/b.md", "b1\n");
    try (Vault vault = open()) {
      HistoryEntry first = history(vault).entries(1).getFirst();
      put(vault, "a.md", "a2\n", MODEL);
      put(vault, "f/b.md", "b2\n", MODEL);
      put(vault, "f/new.md", "new\n", MODEL);
      assertThat(history(vault).restore(path("a.md"), first, Author.PROGRAM)).hasSize(1);
      assertThat(text(memory, "a.md")).isEqualTo("a1\n");
      assertThat(text(memory, "f/b.md")).isEqualTo("b2\n");
      assertThat(history(vault).restore(path("f"), first, Author.PROGRAM)).hasSize(2);
      assertThat(vault.notes()).containsExactly(path("a.md"), path("f/b.md"));
      Files.delete(memory.resolve("a.md"));
      assertThat(history(vault).restore(NotePath.ROOT, first, Author.PROGRAM)).hasSize(1);
      assertThat(text(memory, "a.md")).isEqualTo("a1\n");
      assertThatThrownBy(() -> history(vault).restore(path("x.md"), first, Author.PROGRAM))
          .hasMessageContaining("x.md was not in the memory at");
    }
  }

  @Test
  void keepsEveryByteOfFilesThatAreNoTextOrHaveOtherLineEnds() throws IOException {
    byte[] picture = {(byte) 0x89, 'P', 'N', 'G', 0, 13, 10, 26, 10, (byte) 0xff};
    byte[] windows = "\ufeff# Me\r\n- a: 1\r\n- b: 2\n".getBytes(StandardCharsets.UTF_8);
    write(memory, "p.png", picture);
    write(memory, "w.md", windows);
    try (Vault vault = open()) {
      HistoryEntry first = history(vault).entries(1).getFirst();
      put(vault, "w.md", "# Me\r\n- a: 9\r\n- b: 2\n", MODEL);
      HistoryEntry change = history(vault).entries(1).getFirst();
      Files.delete(memory.resolve("p.png"));
      undo(vault, change);
      assertThat(Files.readAllBytes(memory.resolve("w.md"))).isEqualTo(windows);
      history(vault).restore(NotePath.ROOT, first, Author.PROGRAM);
      assertThat(Files.readAllBytes(memory.resolve("p.png"))).isEqualTo(picture);
    }
  }

  @Test
  void keepsNamesOfAnyScript() throws IOException {
    List<String> names =
        List.of(
            "日本/東京.md", "עברית.md", "a b.md", "é è.md", "😀.md", "Ünï/.md".replace("/.", "/x."));
    for (String name : names) {
      write(memory, name, name + "\n");
    }
    try (Vault vault = open()) {
      HistoryEntry first = history(vault).entries(1).getFirst();
      assertThat(history(vault).paths(first)).hasSize(names.size()).isEqualTo(vault.notes());
      put(vault, names.getFirst(), "other\n", MODEL);
      undo(vault, history(vault).entries(1).getFirst());
      assertThat(text(memory, names.getFirst())).isEqualTo(names.getFirst() + "\n");
      assertThat(history(vault).entries(path("日本"), 10)).hasSize(3);
    }
  }

  @Test
  void showsTheMemoryAsItWasAndTakesNoWrites() throws IOException {
    try (Vault vault = open()) {
      Instant then = Instant.parse("2031-03-01T10:00:00Z");
      stopped = Optional.of(then);
      put(vault, "a.md", "- city: Oslo\n", MODEL);
      stopped = Optional.of(then.plusSeconds(3_600));
      put(vault, "a.md", "- city: Rome\n", MODEL);
      HistoryEntry at = history(vault).at(then.plusSeconds(1)).orElseThrow();
      assertThat(history(vault).at(then.minusSeconds(60))).isEmpty();
      Path copy;
      try (AsOf old = history(vault).asOf(at)) {
        copy = old.vault().folder();
        assertThat(noteA(old.vault())).isEqualTo("- city: Oslo\n");
        try (VaultTransaction transaction = old.vault().begin()) {
          assertThatThrownBy(() -> transaction.create(path("a.md"), "x"))
              .isInstanceOf(VaultException.class)
              .hasMessageStartingWith("This is the memory as it was at 2031-03-01T10:00:00Z");
          assertThatThrownBy(() -> transaction.delete(path("a.md")))
              .isInstanceOf(VaultException.class);
        }
      }
      assertThat(copy).doesNotExist();
      assertThat(noteA(vault)).isEqualTo("- city: Rome\n");
    }
  }

  @Test
  void keepsTheOrderWhenTheClockGoesBackwards() {
    try (Vault vault = open()) {
      Instant first = Instant.parse("2031-03-01T10:00:00Z");
      stopped = Optional.of(first);
      put(vault, "a.md", "1\n", MODEL);
      stopped = Optional.of(first.minusSeconds(86_400));
      put(vault, "a.md", "2\n", MODEL);
      assertThat(history(vault).entries(1).getFirst().when()).isEqualTo(first);
      assertThat(history(vault).at(first).map(HistoryEntry::id))
          .isEqualTo(Optional.of(history(vault).entries(1).getFirst().id()));
    }
  }

  @Test
  void namesAnEntryByTheBeginningOfItsId() {
    try (Vault vault = open()) {
      put(vault, "a.md", "1\n", MODEL);
      put(vault, "a.md", "2\n", MODEL);
      HistoryEntry latest = history(vault).entries(1).getFirst();
      assertThat(history(vault).entry(latest.shortId())).isEqualTo(latest);
      assertThatThrownBy(() -> history(vault).entry("last")).hasMessageContaining("no id");
      assertThatThrownBy(() -> history(vault).entry("0000000000"))
          .hasMessageContaining("No change has the id");
      List<HistoryEntry> all = history(vault).entries(10);
      assertThat(history(vault).range(all.get(1), all.get(0))).isEqualTo(all);
      assertThat(history(vault).diff(all).getFirst().diff())
          .contains("+2\n")
          .doesNotContain("1\n-");
    }
  }
}
