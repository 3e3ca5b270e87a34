package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  @TempDir Path folder;

  @Test
  void saysWhereThereIsNoMemory() throws IOException {
    assertThatThrownBy(() -> Fixture.open(folder.resolve("none")))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("There is no memory at");
    Path file = Fixture.write(folder, "file", "x");
    assertThatThrownBy(() -> Fixture.open(file)).hasMessageContaining("is a file");
    assertThatThrownBy(() -> Vault.create(file.resolve("below"), VaultLimits.DEFAULT))
        .isInstanceOf(VaultException.class);
  }

  @Test
  void opensAnEmptyMemoryAndLeavesNoTraceInIt() throws IOException {
    Vault vault = Vault.create(folder.resolve("a/b"), VaultLimits.DEFAULT);
    assertThat(vault.notes()).isEmpty();
    assertThat(vault.begin().tree()).isEqualTo("./");
    assertThat(vault.overview()).isEqualTo(new VaultOverview(0, 0, 0, 0, 0));
    assertThat(vault.problems()).isEmpty();
    assertThat(vault.links().notes()).isEmpty();
    try (var entries = Files.list(vault.folder())) {
      assertThat(entries).isEmpty();
    }
  }

  @Test
  void listsNotesInOrderAndLeavesHiddenFilesOut() throws IOException {
    for (String name :
        List.of("user.md", "b/c.md", "b/a.md", ".obsidian/x.md", "b/.x.md", "p.png")) {
      Fixture.write(folder, name, "x");
    }
    Vault vault = Fixture.open(folder);
    assertThat(vault.notes()).containsExactly(path("b/a.md"), path("b/c.md"), path("user.md"));
    assertThat(vault.files()).contains(path("p.png"));
    assertThat(vault.overview()).isEqualTo(new VaultOverview(3, 4, 1, 4, 1));
  }

  @Test
  void readsThroughALinkToTheMemoryButFollowsNoneInIt() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Fixture.write(outside, "secret.md", "secret");
    Path memory = Files.createDirectories(folder.resolve("memory"));
    Fixture.write(memory, "user.md", "# Me\n");
    Files.createSymbolicLink(memory.resolve("link.md"), outside.resolve("secret.md"));
    Files.createSymbolicLink(memory.resolve("dir"), outside);
    Files.createSymbolicLink(memory.resolve("dangling.md"), folder.resolve("new.md"));
    Files.createSymbolicLink(folder.resolve("alias"), memory);
    Vault vault = Fixture.open(folder.resolve("alias"));
    try (VaultTransaction transaction = vault.begin()) {
      assertThat(transaction.read(path("user.md"))).isEqualTo("# Me\n");
      for (String name : List.of("link.md", "dir/secret.md", "dangling.md")) {
        assertThatThrownBy(() -> transaction.read(path(name)))
            .isInstanceOf(VaultException.class)
            .hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> transaction.create(path(name), "x"))
            .hasMessageContaining("symbolic link");
        assertThat(transaction.fileExists(path(name))).isFalse();
        assertThat(transaction.delete(path(name))).isFalse();
      }
      assertThatThrownBy(() -> transaction.create(path("dir/new.md"), "x"))
          .hasMessageContaining("symbolic link");
      assertThatThrownBy(() -> transaction.createFolder(path("dir/new")))
          .hasMessageContaining("symbolic link");
      assertThat(transaction.folderExists(path("dir"))).isFalse();
      assertThat(transaction.tree()).isEqualTo("./\n└── user.md");
    }
    assertThat(vault.notes()).containsExactly(path("user.md"));
    assertThat(vault.problems()).hasSize(3);
    assertThat(folder.resolve("new.md")).doesNotExist();
    assertThat(Fixture.text(outside, "secret.md")).isEqualTo("secret");
  }

  @Test
  void writesNothingThroughAFolderThatBecameALinkAfterItWasRead() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Path memory = Files.createDirectories(folder.resolve("memory"));
    Fixture.write(memory, "entities/a.md", "x");
    Vault vault = Fixture.open(memory);
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(path("entities/b.md"), "y");
      Files.move(memory.resolve("entities"), memory.resolve("moved"));
      Files.createSymbolicLink(memory.resolve("entities"), outside);
      assertThatThrownBy(transaction::commit)
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("symbolic link");
    }
    assertThat(outside).isEmptyDirectory();
    assertThat(memory.resolve(".mem-agent/tx")).doesNotExist();
    Files.delete(memory.resolve("entities"));
    Files.createDirectory(memory.resolve("entities"));
    assertThat(Fixture.create(vault, "entities/c.md", "z"))
        .isInstanceOf(CommitOutcome.Committed.class);
  }

  @Test
  void usesNoFolderOfItsOwnThatIsALink() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Path memory = Files.createDirectories(folder.resolve("memory"));
    Files.createSymbolicLink(memory.resolve(".mem-agent"), outside);
    Vault vault = Fixture.open(memory);
    assertThatThrownBy(() -> Fixture.create(vault, "a.md", "x")).isInstanceOf(VaultException.class);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void saysSoWhereAFileStandsInTheWayOfItsOwnFolder() throws IOException {
    Fixture.write(folder, ".mem-agent", "x");
    Vault vault = Fixture.open(folder);
    assertThat(vault.notes()).isEmpty();
    assertThatThrownBy(() -> Fixture.create(vault, "a.md", "x"))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("nothing was changed");
  }

  @Test
  void refusesANameThatDiffersFromAnExistingOneOnlyInCase() throws IOException {
    Fixture.write(folder, "entities/Jane.md", "x");
    Vault vault = Fixture.open(folder);
    try (VaultTransaction transaction = vault.begin()) {
      assertThat(transaction.fileExists(path("entities/jane.md"))).isFalse();
      for (String name : List.of("entities/jane.md", "Entities/bob.md", "ENTITIES/Jane.md")) {
        assertThatThrownBy(() -> transaction.create(path(name), "x"))
            .isInstanceOf(VaultException.class)
            .hasMessageContaining("only in case");
      }
      transaction.create(path("straße/a.md"), "x");
      assertThatThrownBy(() -> transaction.create(path("STRASSE/b.md"), "x"))
          .hasMessageContaining("only in case");
      assertThatThrownBy(() -> transaction.createFolder(path("Straße")))
          .hasMessageContaining("only in case");
    }
  }

  @Test
  void takesADecomposedNameOnTheDiskForTheComposedOne() throws IOException {
    Fixture.write(folder, "Zoe\u0308.md", "before");
    Vault vault = Fixture.open(folder);
    assertThat(vault.notes()).containsExactly(path("Zo\u00eb.md"));
    Fixture.create(vault, "Zo\u00eb.md", "after");
    assertThat(Fixture.text(folder, "Zoe\u0308.md")).isEqualTo("after");
    assertThat(folder.resolve("Zo\u00eb.md")).doesNotExist();
    try (VaultTransaction transaction = vault.begin()) {
      assertThat(transaction.delete(path("Zo\u00eb.md"))).isTrue();
      transaction.commit();
    }
    assertThat(vault.notes()).isEmpty();
  }

  @Test
  void namesWhatItCannotUse() throws IOException {
    Fixture.write(folder, "Why?.md", "x");
    Fixture.write(folder, "con.md", "x");
    Fixture.write(folder, "binary.md", new byte[] {0, 1, 2});
    Fixture.write(folder, "large.md", "x".repeat(1_000_001));
    Fixture.write(folder, "yaml.md", "---\na: [\n---\n");
    Fixture.write(folder, "twin.md", "x");
    Fixture.write(folder, "Twin.md", "x");
    Fixture.write(folder, "Zoe\u0308.md", "x");
    Fixture.write(folder, "Zo\u00eb.md", "x");
    Fixture.write(folder, "fine.md", "x");
    List<VaultProblem> problems = Fixture.open(folder).problems();
    assertThat(problems)
        .extracting(VaultProblem::path)
        .containsExactlyInAnyOrder(
            "Why?.md", "con.md", "binary.md", "large.md", "yaml.md", "twin.md", "Zoe\u0308.md");
    assertThat(problems).allSatisfy(problem -> assertThat(problem.reason()).endsWith("."));
  }

  @Test
  void refusesToGrowOverTheLimitsOfTheMemory() throws IOException {
    Vault vault = Vault.open(folder, VaultLimits.DEFAULT.withBytes(100, 250).withFileCount(4));
    Fixture.create(vault, "a.md", "x".repeat(100));
    Fixture.create(vault, "b.md", "x".repeat(100));
    try (VaultTransaction transaction = vault.begin()) {
      assertThatThrownBy(() -> transaction.create(path("c.md"), "x".repeat(60)))
          .isInstanceOf(VaultLimitException.class)
          .hasMessageContaining("260 bytes")
          .hasMessageContaining("250");
      transaction.delete(path("a.md"));
      transaction.create(path("c.md"), "x".repeat(60));
      transaction.create(path("d.md"), "x");
      transaction.create(path("e.md"), "x");
      assertThatThrownBy(() -> transaction.create(path("f.md"), "x"))
          .isInstanceOf(VaultLimitException.class)
          .hasMessageContaining("5 files");
      assertThat(transaction.commit()).isInstanceOf(CommitOutcome.Committed.class);
    }
    Fixture.write(folder, "by/hand.md", "x".repeat(100));
    try (VaultTransaction transaction = vault.begin()) {
      assertThatThrownBy(() -> transaction.create(path("e.md"), "x".repeat(50)))
          .isInstanceOf(VaultLimitException.class);
    }
    assertThatThrownBy(() -> Vault.open(folder, VaultLimits.DEFAULT.withFileCount(2)).notes())
        .isInstanceOf(VaultLimitException.class);
  }

  @Test
  void givesUpWaitingForAnotherWriterAfterTheLimit() throws IOException {
    Vault vault = Vault.open(folder, VaultLimits.DEFAULT.withLockWait(Duration.ofMillis(50)));
    Fixture.create(vault, "a.md", "x");
    try (FileChannel channel =
            FileChannel.open(folder.resolve(".mem-agent/lock"), StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> Fixture.create(vault, "a.md", "y"))
          .isInstanceOf(VaultException.class);
    }
    assertThat(Fixture.create(vault, "a.md", "y")).isInstanceOf(CommitOutcome.Committed.class);
  }

  @Test
  void losesNoUpdateOfManyThreads() throws Exception {
    Fixture.write(folder, "count.md", "- count: 0\n");
    List<FutureTask<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Vault vault = Fixture.open(folder);
      FutureTask<Integer> writer =
          new FutureTask<>(() -> Increment.times(vault, path("count.md"), 25));
      Thread.ofPlatform().start(writer);
      writers.add(writer);
    }
    for (FutureTask<Integer> writer : writers) {
      assertThat(writer.get()).isNotNegative();
    }
    assertThat(Fixture.text(folder, "count.md")).isEqualTo("- count: 200\n");
  }
}
