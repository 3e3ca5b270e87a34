package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTransactionTest {
  @TempDir Path folder;
  private Vault vault;

  @BeforeEach
  void openAMemoryWithTwoNotes() throws IOException {
    Fixture.write(folder, "user.md", "# Me\n- age: 30\n");
    Fixture.write(folder, "entities/jane_doe.md", "# Jane\n");
    vault = Fixture.open(folder);
  }

  @Test
  void readsItsOwnChangesBeforeTheyAreOnTheDisk() throws IOException {
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(path("entities/new/bob.md"), "# Bob\n");
      transaction.update(path("user.md"), "30", "31");
      transaction.delete(path("entities/jane_doe.md"));
      assertThat(transaction.read(path("entities/new/bob.md"))).isEqualTo("# Bob\n");
      assertThat(transaction.read(path("user.md"))).isEqualTo("# Me\n- age: 31\n");
      assertThat(transaction.fileExists(path("entities/jane_doe.md"))).isFalse();
      assertThat(transaction.folderExists(path("entities/new"))).isTrue();
      assertThat(transaction.tree())
          .isEqualTo("./\n├── entities/\n│   └── new/\n│       └── bob.md\n└── user.md");
      assertThat(transaction.size("")).isEqualTo(6 + 15);
      assertThat(transaction.size("entities")).isEqualTo(6);
    }
    assertThat(Fixture.text(folder, "user.md")).isEqualTo("# Me\n- age: 30\n");
    assertThat(folder.resolve("entities/new")).doesNotExist();
  }

  @Test
  void writesAllItsChangesAtTheCommit() throws IOException {
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(path("entities/new/bob.md"), "# Bob\n");
      transaction.update(path("user.md"), "30", "31");
      transaction.delete(path("entities/jane_doe.md"));
      transaction.createFolder(path("notes/old"));
      assertThat(transaction.changes())
          .containsExactly(
              new VaultChange.Deleted(path("entities/jane_doe.md"), "# Jane\n"),
              new VaultChange.Created(path("entities/new/bob.md"), "# Bob\n"),
              new VaultChange.Updated(path("user.md"), "# Me\n- age: 30\n", "# Me\n- age: 31\n"));
      assertThat(transaction.commit())
          .isEqualTo(new CommitOutcome.Committed(transaction.changes()));
    }
    assertThat(Fixture.text(folder, "user.md")).isEqualTo("# Me\n- age: 31\n");
    assertThat(Fixture.text(folder, "entities/new/bob.md")).isEqualTo("# Bob\n");
    assertThat(folder.resolve("entities/jane_doe.md")).doesNotExist();
    assertThat(folder.resolve("notes/old")).isDirectory();
    assertThat(folder.resolve(".mem-agent/tx")).doesNotExist();
  }

  @Test
  void writesNothingWhenAFileThatItReadWasChangedMeanwhile() throws IOException {
    try (VaultTransaction transaction = vault.begin()) {
      assertThat(transaction.read(path("user.md"))).contains("30");
      transaction.create(path("entities/bob.md"), "# Bob\n");
      Fixture.write(folder, "user.md", "# Me\n- age: 99\n");
      assertThat(transaction.commit())
          .isEqualTo(new CommitOutcome.Conflict(List.of(path("user.md"))));
    }
    assertThat(folder.resolve("entities/bob.md")).doesNotExist();
    assertThat(Fixture.text(folder, "user.md")).contains("99");
  }

  @Test
  void readsAFileTheSameAgainThoughItWasChangedMeanwhile() throws IOException {
    try (VaultTransaction transaction = vault.begin()) {
      assertThat(transaction.read(path("user.md"))).contains("30");
      Fixture.write(folder, "user.md", "# Me\n- age: 99\n");
      assertThat(transaction.read(path("user.md"))).contains("30");
      assertThat(transaction.update(path("user.md"), "30", "31"))
          .isEqualTo(new UpdateOutcome.Replaced());
      assertThat(transaction.commit())
          .isEqualTo(new CommitOutcome.Conflict(List.of(path("user.md"))));
    }
  }

  @Test
  void conflictsWhenAFileAppearsThatWasAbsentOrGoesThatWasThere() throws IOException {
    try (VaultTransaction first = vault.begin();
        VaultTransaction second = vault.begin()) {
      assertThat(first.fileExists(path("bob.md"))).isFalse();
      first.create(path("bob.md"), "mine");
      assertThat(second.fileExists(path("user.md"))).isTrue();
      second.create(path("eve.md"), "x");
      Fixture.write(folder, "bob.md", "theirs");
      Files.delete(folder.resolve("user.md"));
      assertThat(first.commit()).isEqualTo(new CommitOutcome.Conflict(List.of(path("bob.md"))));
      assertThat(second.commit()).isEqualTo(new CommitOutcome.Conflict(List.of(path("user.md"))));
    }
    assertThat(Fixture.text(folder, "bob.md")).isEqualTo("theirs");
  }

  @Test
  void remembersWhatEarlierTransactionsOfTheConversationRead() throws IOException {
    Seen seen;
    try (VaultTransaction first = vault.begin()) {
      first.read(path("user.md"));
      first.commit();
      seen = first.seen();
    }
    Fixture.write(folder, "user.md", "# Me\n- age: 99\n");
    try (VaultTransaction second = vault.begin(seen)) {
      second.create(path("user.md"), "# Me\n- age: 31\n");
      assertThat(second.commit()).isInstanceOf(CommitOutcome.Conflict.class);
    }
    try (VaultTransaction third = vault.begin(seen)) {
      third.read(path("user.md"));
      third.create(path("user.md"), "# Me\n- age: 32\n");
      assertThat(third.commit()).isInstanceOf(CommitOutcome.Committed.class);
      seen = third.seen();
    }
    try (VaultTransaction fourth = vault.begin(seen)) {
      fourth.create(path("user.md"), "# Me\n- age: 33\n");
      assertThat(fourth.commit()).isInstanceOf(CommitOutcome.Committed.class);
    }
  }

  @Test
  void changesNothingOnTheDiskWhenNothingIsDifferent() throws IOException {
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(path("user.md"), "# Me\n- age: 30\n");
      transaction.create(path("bob.md"), "x");
      transaction.delete(path("bob.md"));
      assertThat(transaction.changes()).isEmpty();
      assertThat(transaction.commit()).isEqualTo(new CommitOutcome.Committed(List.of()));
    }
    assertThat(folder.resolve(".mem-agent")).doesNotExist();
  }

  @Test
  void keepsByteOrderMarkLineEndsAndTrailingSpacesOutsideAnEdit() throws IOException {
    String text = "\ufeff# Über  \r\n- age: 30\t \r\n\r\n\u00e9e\u0301 \n";
    Fixture.write(folder, "user.md", text);
    try (VaultTransaction transaction = vault.begin()) {
      assertThat(transaction.read(path("user.md"))).isEqualTo(text.substring(1));
      assertThat(transaction.update(path("user.md"), "- age: 30\t \n", "- age: 31\t \n- x: y\n"))
          .isEqualTo(new UpdateOutcome.Replaced());
      transaction.commit();
    }
    assertThat(Files.readAllBytes(folder.resolve("user.md")))
        .isEqualTo(
            text.replace("30\t \r\n", "31\t \r\n- x: y\r\n").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void keepsTheByteOrderMarkOfAFileThatIsReplaced() throws IOException {
    Fixture.write(folder, "user.md", "\ufeffold");
    Fixture.create(vault, "user.md", "new");
    assertThat(Fixture.text(folder, "user.md")).isEqualTo("\ufeffnew");
  }

  @Test
  void answersEveryWayThatAnUpdateCanGo() {
    try (VaultTransaction transaction = vault.begin()) {
      assertThat(transaction.update(path("no.md"), "a", "b"))
          .isEqualTo(new UpdateOutcome.NoSuchFile());
      assertThat(transaction.update(path("entities"), "a", "b"))
          .isEqualTo(new UpdateOutcome.NotAFile());
      assertThat(transaction.update(path("user.md"), "zzz", "b"))
          .isEqualTo(new UpdateOutcome.NotFound());
      assertThat(transaction.update(path("user.md"), "e", "b"))
          .isEqualTo(new UpdateOutcome.SeveralMatches(2, List.of(1, 2)));
      assertThat(transaction.update(path("user.md"), "30", "30"))
          .isEqualTo(new UpdateOutcome.Unchanged());
      assertThat(transaction.changes()).isEmpty();
    }
  }

  @Test
  void leavesABinaryNoteAsItIs() throws IOException {
    byte[] binary = {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2};
    Fixture.write(folder, "photo.md", binary);
    try (VaultTransaction transaction = vault.begin()) {
      assertThatThrownBy(() -> transaction.read(path("photo.md")))
          .hasMessageContaining("'photo.md' is no UTF-8 text");
      assertThatThrownBy(() -> transaction.update(path("photo.md"), "P", "Q"))
          .hasMessageContaining("UTF-8");
      assertThatThrownBy(() -> transaction.create(path("photo.md"), "x"))
          .hasMessageContaining("UTF-8");
      transaction.commit();
    }
    assertThat(Files.readAllBytes(folder.resolve("photo.md"))).isEqualTo(binary);
  }

  @Test
  void leavesANoteThatIsTooLargeAsItIs() throws IOException {
    Fixture.write(folder, "long.md", "x".repeat(2_000_000));
    try (VaultTransaction transaction = vault.begin()) {
      assertThatThrownBy(() -> transaction.read(path("long.md")))
          .isInstanceOf(VaultLimitException.class)
          .hasMessageContaining("2,000,000 bytes")
          .hasMessageContaining("1,000,000");
      assertThatThrownBy(() -> transaction.create(path("long.md"), "x"))
          .isInstanceOf(VaultLimitException.class);
      assertThat(transaction.size("long.md")).isEqualTo(2_000_000);
    }
  }

  @Test
  void refusesToWriteMoreThanAFileMayHold() {
    try (VaultTransaction transaction = vault.begin()) {
      assertThatThrownBy(() -> transaction.create(path("a.md"), "x".repeat(1_000_001)))
          .isInstanceOf(VaultLimitException.class)
          .hasMessageContaining("1,000,001");
      assertThatThrownBy(() -> transaction.create(path("a.md"), "ä".repeat(500_001)))
          .isInstanceOf(VaultLimitException.class);
      transaction.create(path("a.md"), "x".repeat(1_000_000));
      assertThat(transaction.fileExists(path("a.md"))).isTrue();
    }
  }

  @Test
  void refusesTextThatNoNoteCanHold() {
    try (VaultTransaction transaction = vault.begin()) {
      assertThatThrownBy(() -> transaction.create(path("a.md"), "a\0b"))
          .hasMessageContaining("NUL");
      assertThatThrownBy(() -> transaction.create(path("a.md"), "a\ud83d"))
          .hasMessageContaining("surrogate");
      assertThat(transaction.fileExists(path("a.md"))).isFalse();
    }
  }

  @Test
  void refusesAFileWhereAFolderIsAndAFolderWhereAFileIs() {
    try (VaultTransaction transaction = vault.begin()) {
      assertThatThrownBy(() -> transaction.create(path("entities"), "x"))
          .hasMessageContaining("is a folder");
      assertThatThrownBy(() -> transaction.create(path("user.md/x.md"), "x"))
          .hasMessageContaining("is a file");
      assertThatThrownBy(() -> transaction.createFolder(path("user.md")))
          .hasMessageContaining("is a file");
      transaction.create(path("new"), "x");
      assertThatThrownBy(() -> transaction.create(path("new/y.md"), "x"))
          .hasMessageContaining("is a file");
      transaction.createFolder(path("made"));
      assertThatThrownBy(() -> transaction.create(path("made"), "x"))
          .hasMessageContaining("is a folder");
      assertThatThrownBy(() -> transaction.read(path("entities")))
          .hasMessageContaining("is a folder");
      assertThatThrownBy(() -> transaction.read(path("user.md/x.md")))
          .hasMessageContaining("does not exist");
    }
  }

  @Test
  void saysThatAFileIsAbsentInOneSentence() {
    try (VaultTransaction transaction = vault.begin()) {
      assertThatThrownBy(() -> transaction.read(path("no.md")))
          .isInstanceOf(VaultException.class)
          .hasMessage("'no.md' does not exist in the memory; list the files to see what does.");
      assertThatThrownBy(() -> transaction.size("no.md")).isInstanceOf(VaultException.class);
      assertThat(transaction.delete(path("no.md"))).isFalse();
      assertThat(transaction.delete(path("entities"))).isFalse();
    }
  }

  @Test
  void keepsTheRightsOfAFileThatItReplaces() throws IOException {
    Files.setPosixFilePermissions(
        folder.resolve("user.md"), PosixFilePermissions.fromString("rw-------"));
    Fixture.create(vault, "user.md", "new");
    assertThat(Files.getPosixFilePermissions(folder.resolve("user.md")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void endsWithItsCommit() {
    VaultTransaction transaction = vault.begin();
    transaction.commit();
    assertThatThrownBy(() -> transaction.create(path("a.md"), "x"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(transaction::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void commitsInOnePieceOnAThreadThatIsInterrupted() throws IOException {
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(path("a.md"), "x");
      transaction.create(path("b.md"), "y");
      Thread.currentThread().interrupt();
      assertThat(transaction.commit()).isInstanceOf(CommitOutcome.Committed.class);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(Fixture.text(folder, "b.md")).isEqualTo("y");
  }
}
