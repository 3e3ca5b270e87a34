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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HistoryFolderTest extends KeptMemory {
  @Test
  void leavesAPersonsOwnGitAlone() throws IOException {
    write(memory, "a.md", "a\n");
    write(memory, ".git/HEAD", "ref: refs/heads/main\n");
    write(memory, ".git/config", "[core]\n\tautocrlf = true\n");
    write(memory, ".gitattributes", "*.md text eol=crlf\n");
    write(memory, ".gitignore", "*.md\n");
    List<String> before = tree(memory.resolve(".git"));
    try (Vault vault = open()) {
      put(vault, "a.md", "a\nb\n", MODEL);
      assertThat(history(vault).entries(10)).hasSize(2);
      undo(vault, history(vault).entries(1).getFirst());
    }
    assertThat(text(memory, "a.md")).isEqualTo("a\n");
    assertThat(tree(memory.resolve(".git"))).isEqualTo(before);
    assertThat(tree(memory.resolve(".mem-agent"))).noneMatch(name -> name.contains("objects"));
  }

  @Test
  void goesOnWhereAProgramWasStoppedWhileItMadeTheRepository() throws IOException {
    Path git;
    try (Vault vault = open()) {
      put(vault, "a.md", "a\n", MODEL);
      git = vault.writer().orElseThrow().folder().resolve("git");
      Files.createDirectories(git.resolve("refs/heads")); // As far as an earlier version came.
      Files.createDirectories(git.resolveSibling("git.new/objects"));
      Files.writeString(git.resolveSibling("git.new/HEAD"), "ref: ref");
      assertThat(history(vault).entries(10)).hasSize(1);
    }
    assertThat(warnings).isEmpty();
    assertThat(git.resolve("HEAD")).exists();
    assertThat(git.resolveSibling("git.new")).doesNotExist();
  }

  @Test
  void removesNoHistoryThatHasOnlyLostItsHead() throws IOException {
    Path git;
    try (Vault vault = open()) {
      put(vault, "a.md", "a\n", MODEL);
      git = vault.writer().orElseThrow().folder().resolve("git");
    }
    Files.delete(git.resolve("HEAD"));
    try (Vault vault = open()) {
      assertThatThrownBy(() -> history(vault).pickUp())
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("its HEAD is missing");
    }
    assertThat(git.resolve("refs/heads/main")).exists();
  }

  private static List<String> tree(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<String> lines = new ArrayList<>();
      for (Path file : all.sorted().toList()) {
        String content = Files.isRegularFile(file) ? Files.readString(file) : "";
        lines.add(file + " " + Files.getLastModifiedTime(file) + " " + content);
      }
      return lines;
    }
  }

  @Test
  void followsAMemoryThatIsMovedAndBeginsAnewForACopy() throws IOException {
    try (Vault vault = open()) {
      put(vault, "a.md", "a\n", MODEL);
    }
    Path copy = home.resolve("copy");
    copy(memory, copy);
    try (Vault vault = open(copy)) {
      assertThat(reasons(vault)).containsExactly("the memory as it was found");
      put(vault, "a.md", "of the copy\n", MODEL);
    }
    try (Vault vault = open()) {
      assertThat(reasons(vault)).containsExactly("Which berth?");
    }
    Path moved = Files.move(memory, home.resolve("moved"));
    try (Vault vault = open(moved)) {
      assertThat(reasons(vault)).containsExactly("Which berth?");
    }
    Files.createDirectory(memory);
    write(memory, "z.md", "z\n");
    try (Vault vault = open()) {
      assertThat(reasons(vault)).containsExactly("the memory as it was found");
    }
    assertThat(warnings).isEmpty();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void writesTheMemoryWhereTheHistoryIsBrokenAndSaysSoToReaders() throws IOException {
    try (Vault vault = open()) {
      put(vault, "a.md", "a\n", MODEL);
    }
    try (Vault vault = open()) {
      assertThat(history(vault).entries(10)).hasSize(1);
    }
    Path git = git();
    Files.writeString(git.resolve("refs/heads/main"), "no id at all\n");
    try (Vault vault = open()) {
      put(vault, "a.md", "b\n", MODEL);
      put(vault, "a.md", "c\n", MODEL);
      assertThat(noteA(vault)).isEqualTo("c\n");
      assertThatThrownBy(() -> history(vault).latestTurn())
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("is damaged or cannot be read (its branch cannot be read)");
    }
  }

  @Test
  void writesTheMemoryAndWarnsWhereTheHistoryHasNoPlace() throws IOException {
    write(home, "histories", "a file\n");
    try (Vault vault = open()) {
      put(vault, "a.md", "a\n", MODEL);
      assertThat(noteA(vault)).isEqualTo("a\n");
      put(vault, "a.md", "b\n", MODEL);
      assertThat(warnings).hasSize(1);
      assertThat(warnings.getFirst()).startsWith("The memory is written, but its history in ");
    }
  }

  private Path git() throws IOException {
    try (Stream<Path> all = Files.list(home.resolve("histories"))) {
      return all.findFirst().orElseThrow().resolve("git");
    }
  }

  @Test
  void addsTheTurnOfAWriterThatWasStopped() throws IOException {
    try (Vault vault = open()) {
      put(vault, "a.md", "a\n", MODEL);
    }
    // What a writer leaves that is killed behind its write, and one that is killed before it.
    Author killed = Author.agent("s9", 4, "Remember the tortoise.");
    Inbox inbox = new Inbox(git().getParent());
    inbox.announce(
        new Inbox.Item("", Instant.now(), killed, List.of(), change("a.md", "a\n", "b\n")));
    inbox.announce(
        new Inbox.Item("", Instant.now(), killed, List.of(), change("a.md", "b\n", "never\n")));
    write(memory, "a.md", "b\n");
    write(memory, "c.md", "by hand\n");
    try (Vault vault = open()) {
      List<HistoryEntry> entries = history(vault).entries(10);
      assertThat(entries.get(1).author()).isEqualTo(killed);
      assertThat(history(vault).paths(entries.get(1))).containsExactly(path("a.md"));
      assertThat(history(vault).paths(entries.get(0))).containsExactly(path("c.md"));
      assertThat(git().resolveSibling("inbox")).isEmptyDirectory();
    }
  }

  @Test
  void closesWithoutAWordWhileAnotherProgramMakesCommits() throws IOException {
    Path folder;
    try (Vault vault = open()) {
      put(vault, "a.md", "a\n", MODEL);
      folder = vault.writer().orElseThrow().folder();
    }
    Vault vault = open(memory, VaultLimits.DEFAULT.withLockWait(Duration.ofMillis(50)));
    put(vault, "a.md", "b\n", MODEL);
    boolean closed =
        VaultLock.holding(
            vault.folder(),
            folder.resolve("lock"),
            Duration.ofSeconds(10),
            () -> {
              vault.close();
              return true;
            });
    assertThat(closed).isTrue();
    assertThat(warnings).isEmpty();
    try (Vault again = open()) {
      assertThat(history(again).entries(10)).hasSize(2);
    }
  }

  private static Map<NotePath, Inbox.Change> change(String name, String before, String after) {
    return Map.of(
        path(name),
        new Inbox.Change(
            Optional.of(before.getBytes(StandardCharsets.UTF_8)),
            Optional.of(after.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void takesNoTransactionInTwiceAndDropsATornOne() throws IOException {
    try (Vault vault = open()) {
      put(vault, "a.md", "a\n", MODEL);
      Path waiting = git().resolveSibling("inbox/1");
      byte[] item = Files.readAllBytes(waiting);
      assertThat(history(vault).entries(10)).hasSize(1);
      Files.write(waiting, item);
      Files.write(waiting.resolveSibling("2"), Arrays.copyOf(item, item.length - 3));
      Files.write(waiting.resolveSibling("3"), new byte[0]);
      assertThat(history(vault).entries(10)).hasSize(1);
      assertThat(waiting.getParent()).isEmptyDirectory();
    }
  }

  @Test
  void aMemoryOpenedWithoutOneHasNone() {
    try (Vault vault = Fixture.open(memory)) {
      create(vault, "a.md", "a\n");
      assertThat(vault.history()).isEmpty();
    }
    try (Vault vault = open()) {
      assertThat(history(vault).entries(10)).hasSize(1);
    }
  }
}
