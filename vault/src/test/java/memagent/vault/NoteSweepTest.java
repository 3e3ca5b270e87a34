package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoteSweepTest {
  private static final List<String> NOTES =
      List.of(
          "user.md",
          "a/b.md",
          "a/b/c.md",
          "a/b/c/d.md",
          "a/b/c/e.md",
          "a/b/x/d.md",
          "a/b/x/y/z.md");

  @TempDir Path folder;

  @Test
  void aLargeMemoryIsLookedAtInPartsAndNothingIsMissed() throws IOException {
    Map<String, FileStamp> known = new TreeMap<>();
    for (int i = 0; i < 6_000; i++) {
      known.put("gone/n" + i + ".md", new FileStamp(1, 1, 1, 1));
    }
    for (String note : NOTES) {
      Fixture.write(folder, note, "- a: b\n");
    }
    Fixture.write(folder, "a/b/c/photo.png", "no note");
    known.put("a/b/c/d.md", stamp("a/b/c/d.md"));
    known.put("a/b/x/y/z.md", stamp("a/b/x/y/z.md"));
    known.put("a/b/x/d.md", new FileStamp(2, 2, 2, 2));
    try (Vault vault = Fixture.open(folder)) {
      NoteSweep sweep = NoteSweep.all(vault, known);
      assertThat(sweep.stale())
          .extracting(stale -> stale.path().value())
          .containsExactlyInAnyOrder("user.md", "a/b.md", "a/b/c.md", "a/b/c/e.md", "a/b/x/d.md");
      assertThat(sweep.gone()).hasSize(6_000).allMatch(path -> path.startsWith("gone/"));
    }
  }

  @Test
  void aSecondEditWithinOneStepOfTheDisksClockIsSeen(@TempDir Path home) throws IOException {
    HistorySettings history = new HistorySettings(home, Instant::now, sentence -> {});
    Path note = Fixture.write(folder, "entities/bob.md", "# Bob\n- hobby: chess\n");
    FileTime now = FileTime.from(Instant.now());
    Files.setLastModifiedTime(note, now);
    try (Vault vault = Vault.open(folder, VaultLimits.DEFAULT, history)) {
      vault.keepIndexIn(home.resolve("search"), new SearchListener() {});
      assertThat(vault.index().search("Bob's hobby", 1).toString()).contains("chess");

      Files.writeString(note, "# Bob\n- hobby: darts\n");
      Files.setLastModifiedTime(note, now);

      assertThat(vault.index().search("Bob's hobby", 1).toString()).contains("darts");
    }
  }

  private FileStamp stamp(String note) throws IOException {
    return FileStamp.of(Files.readAttributes(folder.resolve(note), BasicFileAttributes.class));
  }
}
