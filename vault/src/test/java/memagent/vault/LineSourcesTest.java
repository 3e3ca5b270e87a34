package memagent.vault;

import static memagent.vault.Fixture.path;
import static memagent.vault.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSourcesTest extends KeptMemory {
  private static final Author TOLD =
      Author.agent("s1", 2, "I moved to Bergen, and the boat is called Heron.");

  private static List<LineSource.Kind> kinds(Vault vault, String name) {
    return history(vault).sources(path(name)).stream().map(LineSource::kind).toList();
  }

  @Test
  void eachLineKnowsWhoBroughtIt() throws IOException {
    write(memory, "user.md", "# Me\n- born: 1990\n");
    try (Vault vault = open()) {
      history(vault).pickUp();
      put(vault, "user.md", "# Me\n- born: 1990\n- city: Bergen\n- mood: cheerful\n", TOLD);
      write(
          memory, "user.md", "# Me\n- born: 1990\n- city: Bergen\n- mood: cheerful\n- pet: none\n");
      history(vault).pickUp();
      put(
          vault,
          "user.md",
          "# Me\n- phone: 555\n- born: 1990\n- city: Bergen\n- mood: cheerful\n- pet: none\n",
          Author.client("desk", "remember"));
      List<LineSource> sources = history(vault).sources(path("user.md"));
      assertThat(sources.stream().map(LineSource::kind))
          .containsExactly(
              LineSource.Kind.UNKNOWN,
              LineSource.Kind.CLIENT,
              LineSource.Kind.UNKNOWN,
              LineSource.Kind.STATED,
              LineSource.Kind.INFERRED,
              LineSource.Kind.PERSON);
      LineSource city = sources.get(3);
      assertThat(city.line()).isEqualTo(4);
      assertThat(city.text()).isEqualTo("- city: Bergen");
      assertThat(city.isOutside()).isFalse();
      assertThat(city.entry().orElseThrow().author()).isEqualTo(TOLD);
      assertThat(sources.get(1).entry().orElseThrow().author().name()).isEqualTo("desk");
    }
  }

  @Test
  void aChangedValueIsWhoeverChangedIt() {
    try (Vault vault = open()) {
      put(vault, "a.md", "# A\n- city: Oslo\n- age: 3\n", Author.imported("mail.zip"));
      put(vault, "a.md", "# A\n- city: Bergen\n- age: 3\n", TOLD);
      assertThat(kinds(vault, "a.md"))
          .containsExactly(LineSource.Kind.IMPORT, LineSource.Kind.STATED, LineSource.Kind.IMPORT);
    }
  }

  @Test
  void whatAnUndoBringsBackKeepsItsSource() {
    try (Vault vault = open()) {
      put(vault, "a.md", "# A\n- one: 1\n- two: 2\n", Author.imported("mail.zip"));
      put(vault, "a.md", "# A\n- two: 2\n", MODEL);
      put(vault, "a.md", "# A\n- two: 2\n- three: 3\n", Author.person("edit"));
      undo(vault, history(vault).entries(10).get(1));
      assertThat(vault.note(path("a.md")).text()).contains("- one: 1\n", "- three: 3\n");
      assertThat(kinds(vault, "a.md"))
          .containsExactly(
              LineSource.Kind.IMPORT,
              LineSource.Kind.IMPORT,
              LineSource.Kind.IMPORT,
              LineSource.Kind.PERSON);
    }
  }

  @Test
  void theHistorySaysWhichNotesFromOutsideHadBeenRead() {
    Author after = TOLD.after(List.of(path("imports/a b.md"), path("imports/c.md")));
    try (Vault vault = open()) {
      try (VaultTransaction turn = vault.begin(TOLD)) {
        turn.create(path("a.md"), "- city: Bergen\n");
        turn.by(after);
        turn.commit();
      }
      assertThat(history(vault).entries(1).getFirst().author()).isEqualTo(after);
      assertThat(history(vault).sources(path("a.md")).getFirst().entry().orElseThrow().author())
          .isEqualTo(after);
    }
  }

  @Test
  void aNoteWithoutAHistoryIsSaidToHaveNone() throws IOException {
    write(memory, "a.md", "- one: 1\n");
    try (Vault vault = open()) {
      assertThatThrownBy(() -> history(vault).sources(path("none.md")))
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("none.md");
      assertThat(kinds(vault, "a.md")).containsExactly(LineSource.Kind.UNKNOWN);
    }
  }

  @Test
  void theMarkOfANoteFromOutsideIsItsFolderOrItsFrontmatter() {
    assertThat(Outside.isMarked(path("imports/mail.md"), "---\ntrust: person\n---\n")).isTrue();
    assertThat(Outside.isMarked(path("Imports/Deep/mail.md"))).isTrue();
    assertThat(Outside.isMarked(path("entities/imports/mail.md"))).isFalse();
    for (String head :
        List.of(
            "trust: outside",
            "aliases: [x]\nTrust:  'outside'",
            "\"source\": import",
            "{trust: outside}",
            "trust: outside\nbroken: [",
            "source: import # from the phone")) {
      assertThat(Outside.isMarked(path("a.md"), "---\n" + head + "\n---\n# A\n")).isTrue();
    }
    assertThat(Outside.isMarked(path("a.md"), "---\ntrust: outside\n# never closed")).isTrue();
    for (String text :
        List.of(
            "# A\ntrust: outside\n",
            "---\ntrust: me\n---\n- trust: outside\n",
            "---\nsource: important\n---\n",
            "")) {
      assertThat(Outside.isMarked(path("a.md"), text)).isFalse();
    }
  }

  @Test
  void aGateShowsAndRefusesAndIsToldOfEveryReading() throws IOException {
    write(memory, "a.md", "- age: 29\n- city: Oslo\n");
    write(memory, "imports/b.md", "- age: 30\n");
    ReadGate gate =
        (path, text) -> {
          if (Outside.isMarked(path)) {
            throw new VaultException("Not now.");
          }
          return text.replace("29", "?");
        };
    try (Vault vault = open();
        VaultTransaction transaction = vault.begin()) {
      transaction.readThrough(gate);
      assertThat(transaction.read(path("a.md"))).isEqualTo("- age: ?\n- city: Oslo\n");
      assertThatThrownBy(() -> transaction.read(path("imports/b.md"))).hasMessage("Not now.");
      assertThat(transaction.readable(path("imports/b.md"))).isEmpty();
      assertThatThrownBy(() -> transaction.update(path("a.md"), "age: 29", "age: 29 "))
          .hasMessageContaining("withheld");
      assertThat(transaction.search("age", 10)).isEmpty();
      assertThat(transaction.changes()).isEmpty();
    }
  }
}
