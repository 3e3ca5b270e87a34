package memagent.vault;

import static memagent.vault.Fixture.path;
import static memagent.vault.Fixture.text;
import static memagent.vault.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final Author MODEL = Author.agent("s", 1, "why");

  @TempDir Path home;
  private Path memory;
  private Path file;

  @BeforeEach
  void makeABackup() throws IOException {
    memory = home.resolve("notes");
    file = home.resolve("backup.zip");
    write(memory, "日本/東京.md", "# 東京\r\n");
    write(memory, "p.png", new byte[] {(byte) 0x89, 0, 13, 10});
    write(memory, ".obsidian/app.json", "{}");
    try (Vault vault = open(memory)) {
      try (VaultTransaction transaction = vault.begin(MODEL)) {
        transaction.create(path("user.md"), "# Me\n");
        transaction.commit();
      }
      assertThat(Backup.write(vault, file).notes()).isEqualTo(3);
    }
  }

  private Vault open(Path folder) {
    return Vault.open(folder, VaultLimits.DEFAULT, settings());
  }

  private HistorySettings settings() {
    return new HistorySettings(
        home.resolve("histories"),
        Instant::now,
        warning -> {
          throw new AssertionError(warning);
        });
  }

  private Backup.Summary restore(Path backup, Path to) {
    return Backup.restore(backup, to, VaultLimits.DEFAULT, settings());
  }

  @Test
  void aMemoryThatCameBackTakesManyFilesAtOnceAndForgets() throws IOException {
    Path to = home.resolve("again");
    restore(file, to);
    for (int i = 0; i < 100; i++) {
      write(to, "n" + i + ".md", "# Jane Doe " + i + "\n");
    }
    try (Vault vault = open(to)) {
      assertThat(vault.history().orElseThrow().entries(10)).hasSize(3);
      Forget plan = Forget.plan(vault, List.of("Jane Doe"), false);
      plan.carryOut();
      assertThat(plan.left()).isEmpty();
    }
  }

  @Test
  void bringsBackNotesAndHistory() throws IOException {
    Path to = home.resolve("again");
    assertThat(restore(file, to).notes()).isEqualTo(3);
    assertThat(text(to, "日本/東京.md")).isEqualTo("# 東京\r\n");
    assertThat(Files.readAllBytes(to.resolve("p.png"))).containsExactly(0x89, 0, 13, 10);
    assertThat(to.resolve(".obsidian")).doesNotExist();
    try (Vault vault = open(to);
        Vault original = open(memory)) {
      History history = vault.history().orElseThrow();
      List<HistoryEntry> entries = history.entries(10);
      assertThat(entries).isEqualTo(original.history().orElseThrow().entries(10)).hasSize(2);
      history.undo(history.latestTurn(), UndoOutcome.Prefer.ASK, Author.PROGRAM);
      assertThat(to.resolve("user.md")).doesNotExist();
      assertThat(history.entries(10)).hasSize(3);
      assertThat(original.history().orElseThrow().entries(10)).hasSize(2);
    }
  }

  @Test
  void overwritesNothing() throws IOException {
    byte[] before = Files.readAllBytes(file);
    try (Vault vault = open(memory)) {
      assertThatThrownBy(() -> Backup.write(vault, file))
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("is there already");
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThatThrownBy(() -> restore(file, memory)).hasMessageContaining("is not empty");
    assertThat(text(memory, "user.md")).isEqualTo("# Me\n");
  }

  @Test
  void refusesADamagedBackupBeforeItWritesAnything() throws IOException {
    Map<String, byte[]> entries = entries();
    entries.put("notes/user.md", "# You\n".getBytes(StandardCharsets.UTF_8));
    refused(zip(entries), "notes/user.md does not fit its sum");
    entries.remove("notes/user.md");
    refused(zip(entries), "it holds ");
    entries.remove("sums.txt");
    refused(zip(entries), "it has no sums.txt");
    refused(write(home, "other.zip", "no archive"), "it is no zip archive");
    assertThatThrownBy(() -> restore(home.resolve("none.zip"), home.resolve("x")))
        .hasMessageContaining("There is no backup");
  }

  @Test
  void refusesNamesThatLeaveTheFolder() throws IOException {
    for (String name : List.of("notes/../../evil.md", "/evil", "history/../x", "notes/.git/x")) {
      Map<String, byte[]> entries = entries();
      entries.put(name, new byte[0]);
      refused(zip(entries), "it holds the name");
    }
  }

  private void refused(Path backup, String why) {
    Path to = home.resolve("refused");
    assertThatThrownBy(() -> restore(backup, to))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining(why)
        .hasMessageEndingWith("nothing was written.");
    assertThat(to).doesNotExist();
  }

  private Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().map(each -> (ZipEntry) each).toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  private Path zip(Map<String, byte[]> entries) throws IOException {
    Path made = home.resolve("made.zip");
    try (OutputStream out = Files.newOutputStream(made);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return made;
  }
}
