package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops encrypting and decrypting at every point: the folders become what the disk had then, as
 * they would be if the process had been killed.
 */
class StoppedEncryptionTest {
  private static final int NOTES = 5;

  @TempDir Path folder;

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static Encrypted fill(Path home) {
    Encrypted it = new Encrypted(home);
    try (Vault vault = it.open(MemoryKey.NONE)) {
      vault.keepIndexIn(home.resolve("search"), SearchListener.SILENT);
      for (int round = 0; round < 2; round++) {
        try (VaultTransaction transaction = vault.begin(Author.agent("s", 1, "Quibble"))) {
          for (int i = 0; i < NOTES; i++) {
            transaction.create(path("n" + i + ".md"), "# Quibble %d %d\n".formatted(i, round));
          }
          transaction.commit();
        }
      }
      vault.index().refresh();
    }
    return it;
  }

  private static Map<String, String> seen(Encrypted it, MemoryKey key) {
    Map<String, String> seen = new TreeMap<>();
    try (Vault vault = it.open(key)) {
      vault.notes().forEach(note -> seen.put(note.value(), vault.note(note).text()));
      List<HistoryEntry> entries = vault.history().orElseThrow().entries(100);
      seen.put("entries", entries.stream().map(entry -> entry.author().toString()).toList() + "");
      seen.put("found", vault.index().search("quibble", 99).size() + "");
    }
    return seen;
  }

  /** The names of the points that a whole run meets. */
  private List<String> points(boolean decrypts) {
    List<String> points = new ArrayList<>();
    Encrypted it = fill(folder.resolve("all" + decrypts));
    it.carryOut(it.begin(), listener(decrypts ? new ArrayList<>() : points));
    if (decrypts) {
      MemoryKey plain;
      try (Vault vault = it.open(it.unlock())) {
        plain = Encryption.beginDecrypting(vault);
      }
      it.carryOut(plain, listener(points));
    }
    return points;
  }

  private static Encryption.Listener listener(List<String> points) {
    return (point, done, all) -> points.add(point + " " + done);
  }

  @Test
  void anotherRunDoesTheRestWhereverTheFirstWasStopped() throws IOException {
    for (boolean decrypts : new boolean[] {false, true}) {
      List<String> points = points(decrypts);
      assertThat(points).hasSize(NOTES + Encryption.Point.values().length - 1);
      for (String point : points) {
        stopAt(point, decrypts);
      }
    }
  }

  private void stopAt(String wanted, boolean decrypts) throws IOException {
    Encrypted it = fill(folder.resolve(wanted + decrypts));
    Map<String, String> before = seen(it, MemoryKey.NONE);
    MemoryKey key = it.begin();
    if (decrypts) {
      it.carryOut(key, (point, done, all) -> {});
      try (Vault vault = it.open(it.unlock())) {
        key = Encryption.beginDecrypting(vault);
      }
    }
    Path disk = folder.resolve("disk " + wanted + decrypts);
    boolean isStopped = false;
    try {
      it.carryOut(
          key,
          (point, done, all) -> {
            if ((point + " " + done).equals(wanted)) {
              try {
                Encrypted.copy(it.home, disk);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              throw new Stopped();
            }
          });
    } catch (Stopped e) {
      isStopped = true;
    }
    assertThat(isStopped).as(wanted).isTrue();
    AsOf.remove(it.home);
    Encrypted.copy(disk, it.home);
    // It reads as before, and can be written.
    assertThat(seen(it, it.unlock())).as(wanted).isEqualTo(before);
    try (Vault vault = it.open(it.unlock())) {
      assertThat(Fixture.create(vault, "later.md", "# Quibble later\n"))
          .isInstanceOf(CommitOutcome.Committed.class);
    }
    before = seen(it, it.unlock());
    it.carryOut(it.unlock(), (point, done, all) -> {});
    assertThat(it.look().state())
        .isEqualTo(decrypts ? Encryption.State.PLAIN : Encryption.State.ENCRYPTED);
    assertThat(seen(it, decrypts ? MemoryKey.NONE : it.unlock())).as(wanted).isEqualTo(before);
    if (!decrypts) {
      assertThat(it.with("Quibble", "quibble")).as(wanted).isEmpty();
    }
    assertThat(it.warnings).isEmpty();
  }
}
