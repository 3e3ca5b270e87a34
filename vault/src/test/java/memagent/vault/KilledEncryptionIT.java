package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the process that encrypts or decrypts a memory at any moment; nothing may be lost. */
class KilledEncryptionIT {
  private static final int KILLS_MAX = 8;
  private static final long SEED = 20_261_127;
  private static final long NANOS_MAX = 700_000_000;
  private static final int NOTES = 60;

  @TempDir Path home;

  @Test
  void anotherRunDoesTheRestWheneverTheFirstIsKilled() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    int unfinished = 0;
    for (int kill = 0; kill < KILLS_MAX; kill++) {
      boolean decrypts = kill % 2 == 1;
      Encrypted it = fill(home.resolve("m" + kill));
      Map<String, String> before = seen(it, MemoryKey.NONE);
      if (decrypts) {
        it.encrypt();
      }
      boolean hasEnded = killAfter(it.home, decrypts, random.nextLong(NANOS_MAX));
      unfinished += hasEnded ? 0 : 1;
      if (it.look().state() != Encryption.State.PLAIN) {
        assertThat(seen(it, it.unlock())).isEqualTo(before);
        it.carryOut(it.unlock(), (point, done, all) -> {});
      }
      assertThat(it.look().state())
          .isEqualTo(decrypts ? Encryption.State.PLAIN : Encryption.State.ENCRYPTED);
      assertThat(seen(it, decrypts ? MemoryKey.NONE : it.unlock())).isEqualTo(before);
      assertThat(it.with("Quibble").isEmpty()).isEqualTo(!decrypts);
      assertThat(it.warnings).isEmpty();
    }
    System.out.printf("kills %d, of them before the end %d%n", KILLS_MAX, unfinished);
    assertThat(unfinished).isPositive();
  }

  private static Encrypted fill(Path folder) {
    Encrypted it = new Encrypted(folder);
    try (Vault vault = it.open(MemoryKey.NONE)) {
      for (int round = 0; round < 3; round++) {
        try (VaultTransaction transaction = vault.begin(Author.agent("s", round + 1, "Quibble"))) {
          for (int i = 0; i < NOTES; i++) {
            transaction.create(
                NotePath.of("n" + i + ".md"), "# Quibble Wort %d %d\n".formatted(i, round));
          }
          transaction.commit();
        }
      }
    }
    return it;
  }

  private static Map<String, String> seen(Encrypted it, MemoryKey key) {
    Map<String, String> seen = new TreeMap<>();
    try (Vault vault = it.open(key)) {
      vault.notes().forEach(note -> seen.put(note.value(), vault.note(note).text()));
      History history = vault.history().orElseThrow();
      for (HistoryEntry entry : history.entries(100)) {
        seen.put(
            "question " + entry.author().question(),
            entry.author() + " " + history.diff(List.of(entry)));
      }
    }
    return seen;
  }

  /** Whether it had ended before. */
  private static boolean killAfter(Path folder, boolean decrypts, long nanos) throws Exception {
    return Child.killedAfter(
        Child.start(Encrypter.class, folder.toString(), decrypts ? "decrypt" : "encrypt"), nanos);
  }
}
