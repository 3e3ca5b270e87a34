package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to an encrypted memory gives what it gives in a plain one. */
class EncryptionPropertyTest {
  private static final String[] LINES = {
    "# A\n",
    "- k: v\n",
    "- city: Oslo\r\n",
    "- city: Rome\n",
    "text é\n",
    "[[a b]]\n",
    "\ufeff",
    "\n"
  };
  private static final List<String> NAMES =
      List.of("user.md", "a b.md", "日本/東京.md", "f/g/h.md", "f/user.md", "note.txt");
  private static final int STEPS = 25;

  @TempDir Path home;

  @Test
  void everySequenceOfOperationsGivesTheSame() {
    Properties.forAll(
        6,
        random -> {
          long seed = random.nextLong(Long.MAX_VALUE);
          Encrypted plain = new Encrypted(home.resolve("plain" + seed));
          Encrypted sealed = new Encrypted(home.resolve("sealed" + seed));
          MemoryKey key = sealed.encrypt();
          assertThat(run(sealed, key, seed)).isEqualTo(run(plain, MemoryKey.NONE, seed));
          // And decrypted it is the plain one.
          sealed.decrypt();
          assertThat(look(sealed, MemoryKey.NONE)).isEqualTo(look(plain, MemoryKey.NONE));
          assertThat(plain.warnings).isEmpty();
          assertThat(sealed.warnings).isEmpty();
        });
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static List<String> run(Encrypted it, MemoryKey key, long seed) throws IOException {
    RandomGenerator random = generator(seed);
    List<String> log = new ArrayList<>();
    Vault vault = it.open(key);
    try {
      for (int i = 0; i < STEPS; i++) {
        if (random.nextInt(8) == 0) {
          vault.close();
          vault = it.open(key);
        }
        log.add(step(vault, random));
      }
    } finally {
      vault.close();
    }
    log.addAll(look(it, key));
    return log;
  }

  private static String step(Vault vault, RandomGenerator random) throws IOException {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    String text = Properties.text(random, LINES, 6);
    int what = random.nextInt(8);
    if (what == 0) { // By hand, as a plain file.
      Path file = vault.folder().resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      // The system's own time has steps of some milliseconds, so that the edit could seem older
      // than the transaction before it.
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      vault.history().orElseThrow().pickUp();
      return "by hand";
    }
    if (what == 1) {
      Files.deleteIfExists(vault.folder().resolve(name));
      vault.history().orElseThrow().pickUp();
      return "gone";
    }
    try (VaultTransaction transaction = vault.begin(Author.agent("s", 1, "why"))) {
      NotePath path = NotePath.of(name);
      String said =
          switch (what) {
            case 2 -> String.valueOf(transaction.delete(path));
            case 3 -> String.valueOf(transaction.update(path, "- city: Oslo", "- city: Bern"));
            case 4 -> String.valueOf(transaction.setFact(path, "city", "", "Paris"));
            case 5 -> String.valueOf(transaction.search("city Oslo", 3).size());
            case 6 -> transaction.tree() + transaction.fileExists(path);
            default -> {
              transaction.create(path, text);
              yield "created";
            }
          };
      return said + " " + transaction.commit();
    } catch (VaultException e) {
      return e.getMessage().replace(vault.folder().toString(), "");
    }
  }

  /** All that can be seen of a memory, but for times and ids. */
  private static List<String> look(Encrypted it, MemoryKey key) {
    List<String> seen = new ArrayList<>();
    try (Vault vault = it.open(key)) {
      vault.index().search("city", 9).forEach(hit -> seen.add(hit.passage().toString()));
      try (VaultTransaction transaction = vault.begin()) {
        for (NotePath path : vault.files()) {
          seen.add(path + " " + transaction.readable(path));
        }
      }
      seen.add(vault.links().notes().toString());
      History history = vault.history().orElseThrow();
      for (HistoryEntry entry : history.entries(100)) {
        seen.add(entry.author() + " " + history.diff(List.of(entry)));
      }
      seen.add(
          history.factValues(NotePath.of("user.md"), "city").stream()
              .map(value -> String.valueOf(value.value()))
              .toList()
              .toString());
    }
    return seen;
  }
}
