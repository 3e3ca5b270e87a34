package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a real, tiny disk: a tmpfs of 256 KB, which only root can mount. Elsewhere these tests are
 * skipped with that reason; rights alone bind no root, so a read-only folder is a read-only mount.
 */
class FullDiskIT {
  @TempDir Path folder;
  private Path disk;

  @BeforeEach
  void mountATinyDisk() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        DiskTrial.run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()),
        "Only root on Linux can mount a tiny disk for this test.");
  }

  @AfterEach
  void unmount() throws Exception {
    DiskTrial.run("umount", disk.toString());
  }

  @Test
  void changesNothingOnAFullDiskAndSaysSo() throws IOException {
    Fixture.write(disk, "user.md", "old");
    Vault vault = Fixture.open(disk);
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(NotePath.of("user.md"), "new");
      transaction.create(NotePath.of("entities/big.md"), "x".repeat(400_000));
      assertThatThrownBy(transaction::commit)
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("is full")
          .hasMessageContaining("nothing was changed");
    }
    assertThat(Fixture.text(disk, "user.md")).isEqualTo("old");
    assertThat(disk.resolve("entities")).doesNotExist();
    assertThat(disk.resolve(".mem-agent/tx")).doesNotExist();
    assertThat(Fixture.create(vault, "small.md", "fits"))
        .isInstanceOf(CommitOutcome.Committed.class);
  }

  @Test
  void readsAReadOnlyMemoryAndRefusesToWriteIt() throws Exception {
    Fixture.write(disk, "user.md", "# Me\n");
    assertThat(DiskTrial.run("mount", "-o", "remount,ro", disk.toString())).isTrue();
    Vault vault = Fixture.open(disk);
    assertThat(vault.notes()).hasSize(1);
    assertThat(vault.note(NotePath.of("user.md")).title()).isEqualTo("Me");
    assertThatThrownBy(() -> Fixture.create(vault, "a.md", "x"))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("read-only")
        .hasMessageContaining("nothing was changed");
  }

  @Test
  void writesIntoAFolderThatIsAnotherDisk() throws Exception {
    Vault vault = Fixture.open(folder);
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(NotePath.of("disk/a.md"), "there");
      transaction.create(NotePath.of("b.md"), "here");
      assertThat(transaction.commit()).isInstanceOf(CommitOutcome.Committed.class);
    }
    assertThat(Fixture.text(disk, "a.md")).isEqualTo("there");
    assertThat(disk.resolve(".mem-agent.tmp")).doesNotExist();
  }
}
