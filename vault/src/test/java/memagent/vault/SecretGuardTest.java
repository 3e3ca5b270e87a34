package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import memagent.vault.SecretPolicy.Action;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretGuardTest {
  private static final NotePath ANNA = NotePath.of("anna.md");
  private static final NotePath OTHER = NotePath.of("other.md");
  private static final String PASSWORD = "- password: Lavender_46\n";
  private static final String CARD = "- card: 4012888888881881\n";
  private static final Author AGENT = Author.agent("s", 1, "keep it");

  @TempDir Path base;
  private Vault vault;

  @BeforeEach
  void open() {
    vault =
        Vault.create(
            base.resolve("memory"),
            VaultLimits.DEFAULT,
            new HistorySettings(base.resolve("histories"), InstantSource.system(), line -> {}));
    vault.guardSecrets(SecretPolicy.USUAL);
  }

  @Test
  void aModelsPasswordIsRefusedInOneSentenceThatDoesNotRepeatIt() {
    try (VaultTransaction transaction = vault.begin(AGENT)) {
      assertThatThrownBy(() -> transaction.create(ANNA, "# Anna\n" + PASSWORD))
          .isInstanceOf(SecretRefusedException.class)
          .hasMessage(
              "The text for 'anna.md' has a password on line 2, and this memory keeps none: leave it out, and tell the person so.");
      assertThat(transaction.fileExists(ANNA)).isFalse();
      assertThat(transaction.withheld())
          .containsExactly(new WithheldSecret(ANNA, SecretKind.PASSWORD, Action.REFUSE));
    }
  }

  @Test
  void aCardKeepsItsLastFourDigits() {
    write(AGENT, ANNA, CARD);
    assertThat(onDisk(ANNA)).isEqualTo("- card: [card number masked, ends in 1881]\n");
  }

  @Test
  void aClientAndAnImportAreGuardedAndAPersonIsNot() {
    write(Author.client("c", "remember"), ANNA, CARD);
    write(Author.imported("old notes"), OTHER, CARD);
    assertThat(onDisk(ANNA)).doesNotContain("40128");
    assertThat(onDisk(OTHER)).doesNotContain("40128");
    write(Author.person("memory edit"), ANNA, PASSWORD + CARD);
    assertThat(onDisk(ANNA)).isEqualTo(PASSWORD + CARD);
  }

  @Test
  void aLineIsAddedToANoteInWhichAPersonKeepsAPassword() throws Exception {
    Files.writeString(vault.folder().resolve("anna.md"), PASSWORD + CARD);
    try (VaultTransaction transaction = vault.begin(AGENT)) {
      assertThat(transaction.update(ANNA, CARD, CARD + "- dog: Milo\n"))
          .isInstanceOf(UpdateOutcome.Replaced.class);
      transaction.commit();
    }
    assertThat(onDisk(ANNA)).isEqualTo(PASSWORD + CARD + "- dog: Milo\n");
  }

  @Test
  void aNoteThatWasReadMayBeMovedWithThePasswordInIt() throws Exception {
    Files.writeString(vault.folder().resolve("anna.md"), PASSWORD);
    Seen seen;
    try (VaultTransaction transaction = vault.begin(AGENT)) {
      transaction.read(ANNA);
      seen = transaction.seen();
    }
    try (VaultTransaction transaction = vault.begin(seen, AGENT)) {
      transaction.create(OTHER, "# Moved\n" + PASSWORD);
      transaction.delete(ANNA);
      transaction.commit();
    }
    assertThat(onDisk(OTHER)).isEqualTo("# Moved\n" + PASSWORD);
  }

  @Test
  void aRefusedUpdateLeavesWhatWasStagedBefore() {
    try (VaultTransaction transaction = vault.begin(AGENT)) {
      transaction.create(ANNA, "# Anna\n");
      assertThatThrownBy(() -> transaction.update(ANNA, "# Anna\n", "# Anna\n" + PASSWORD))
          .isInstanceOf(SecretRefusedException.class);
      transaction.commit();
    }
    assertThat(onDisk(ANNA)).isEqualTo("# Anna\n");
  }

  @Test
  void undoBringsBackWhatAPersonHadWritten() {
    write(Author.person("edit"), ANNA, PASSWORD);
    write(AGENT, ANNA, "- nothing: left\n");
    History history = vault.history().orElseThrow();
    history.undo(history.entries(1), UndoOutcome.Prefer.ASK, Author.person("undo"));
    assertThat(onDisk(ANNA)).isEqualTo(PASSWORD);
  }

  @Test
  void theHistoryDoesNotKeepTheSecretOfAQuestion() {
    write(
        Author.agent("s", 1, "my password is Lavender_46, and the dog is Milo"),
        ANNA,
        "- dog: Milo\n");
    HistoryEntry entry = vault.history().orElseThrow().entries(1).getFirst();
    assertThat(entry.author().reason())
        .isEqualTo("my password is [password masked], and the dog is Milo");
  }

  @Test
  void whoeverSetsKeepKeeps() {
    vault.guardSecrets(SecretPolicy.parse("password=keep, card=refuse"));
    write(AGENT, ANNA, PASSWORD);
    assertThat(onDisk(ANNA)).isEqualTo(PASSWORD);
    assertThatThrownBy(() -> write(AGENT, OTHER, CARD))
        .hasMessageContaining("a payment card number");
  }

  @Test
  void aMemoryThatNobodyGuardsKeepsAll() {
    vault.guardSecrets(SecretPolicy.KEEP_ALL);
    write(AGENT, ANNA, PASSWORD + CARD);
    assertThat(onDisk(ANNA)).isEqualTo(PASSWORD + CARD);
  }

  @Test
  void aPolicyNamesTheWordThatItDoesNotKnow() {
    assertThatThrownBy(() -> SecretPolicy.parse("pasword=keep"))
        .hasMessageStartingWith(
            "\"pasword\" is no kind of secret; the kinds are private-key, api-key,");
    assertThatThrownBy(() -> SecretPolicy.parse("card=hide"))
        .hasMessageStartingWith("\"hide\" says nothing about secrets");
    assertThat(SecretPolicy.parse("mask").action(SecretKind.IBAN)).isEqualTo(Action.MASK);
    assertThat(SecretPolicy.parse("keep").keepsAll()).isTrue();
  }

  private void write(Author author, NotePath path, String text) {
    try (VaultTransaction transaction = vault.begin(author)) {
      transaction.create(path, text);
      assertThat(transaction.commit()).isInstanceOf(CommitOutcome.Committed.class);
    }
  }

  private String onDisk(NotePath path) {
    try (VaultTransaction transaction = vault.begin()) {
      return transaction.read(path);
    }
  }
}
