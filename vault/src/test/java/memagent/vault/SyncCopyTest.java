package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncCopyTest {
  private static final String TEXT = "# Me\n\n- name: Ada\n- city: Oslo\n- boat: Heron\n";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user (conflicted copy 2026-01-01).md",
        "user (Ada's conflicted copy 2026-01-01).md",
        "user (Ada's conflicted copy 2026-01-01 (1)).md",
        "user (Conflicted copy phone 202601011200).md",
        "user (In Konflikt stehende Kopie von Ada 2026-01-01).md",
        "user (Copie en conflit de Ada 2026-01-01).md",
        "user.sync-conflict-20260101-120000-ABCDEFG.md",
        "user_conflict-20260101-120000.md",
        "user (SFConflict ada@example.org 2026-01-01-12-00-00).md",
        "user.Conflict.md"
      })
  void aNameThatSaysSoIsACopyAndNoNote(String name) throws IOException {
    assertThat(SyncCopy.of(path(name))).contains(new SyncCopy(path("user.md"), true));
    Fixture.write(folder, "user.md", TEXT);
    Fixture.write(folder, name, TEXT.replace("Oslo", "Turku"));
    try (Vault vault = Fixture.open(folder)) {
      assertThat(vault.notes()).containsExactly(path("user.md"));
      assertThat(vault.links().notes()).hasSize(1);
      assertThat(vault.index().search("Turku", 10)).isEmpty();
      assertThat(vault.files()).contains(path(name));
      assertThat(vault.syncCopies()).hasSize(1);
      assertThat(vault.syncCopies().getFirst().path()).isEqualTo(name);
      assertThat(vault.syncCopies().getFirst().reason()).contains("'user.md'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"user 2.md", "user (1).md", "user-DESKTOP-A1B2C3D.md"})
  void aNumberedTwinIsReportedAndStaysANote(String name) throws IOException {
    Fixture.write(folder, "user.md", TEXT);
    Fixture.write(folder, name, TEXT.replace("Oslo", "Turku"));
    try (Vault vault = Fixture.open(folder)) {
      assertThat(vault.notes()).hasSize(2);
      assertThat(vault.syncCopies()).extracting(VaultProblem::path).containsExactly(name);
    }
  }

  @Test
  void aNumberedNoteThatSaysSomethingElseIsNone() throws IOException {
    Fixture.write(folder, "plan.md", "# Plan\n\n- roof: done\n- door: green\n");
    Fixture.write(folder, "plan 2.md", "# Plan 2\n\n- garden: roses\n- well: dry\n- door: green\n");
    Fixture.write(folder, "henry 8.md", "# Henry 8\n\n- born: 1491\n");
    try (Vault vault = Fixture.open(folder)) {
      assertThat(vault.syncCopies()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conflict.md",
        "conflicted copy.md",
        "inner conflict (novel).md",
        "the conflicted copywriter (2026).md",
        "user.conflict.txt",
        "war_conflict-2026.md"
      })
  void otherNamesWithTheWordAreNotes(String name) {
    assertThat(SyncCopy.of(path(name))).isEqualTo(Optional.empty());
  }
}
