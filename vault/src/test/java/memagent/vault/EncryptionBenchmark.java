package memagent.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What reading, writing and searching cost in an encrypted memory and in the same one plain, in
 * turns. See docs/benchmarks.md, section Encryption.
 *
 * <p>No test by its name; run with {@code -Dtest=EncryptionBenchmark}. Properties: {@code
 * encryption.benchmark.notes} (1,000), {@code encryption.benchmark.times} each (200).
 */
class EncryptionBenchmark {
  private static final int WARM_UP = 50;

  @Test
  void comparesAnEncryptedMemoryWithAPlainOne(@TempDir Path base) throws IOException {
    int notes = Integer.getInteger("encryption.benchmark.notes", 1_000);
    int times = Integer.getInteger("encryption.benchmark.times", 200);
    Encrypted plain = fill(new Encrypted(base.resolve("plain")), notes);
    Encrypted sealed = fill(new Encrypted(base.resolve("sealed")), notes);
    try (Vault vault = plain.open(MemoryKey.NONE)) {
      vault.history().orElseThrow().entries(1);
    }
    MemoryKey key;
    try (Vault vault = sealed.open(MemoryKey.NONE)) {
      key = Encryption.begin(vault, Encrypted.PASSPHRASE); // As dear as a person's.
    }
    long start = System.nanoTime();
    sealed.carryOut(key, (point, done, all) -> {});
    print("encrypting %,d notes".formatted(notes), System.nanoTime() - start);
    start = System.nanoTime();
    sealed.unlock();
    print("the key by its passphrase", System.nanoTime() - start);
    for (int round = 0; round < 3; round++) {
      firstSearch("plain, first search", plain, MemoryKey.NONE);
      firstSearch("sealed, first search", sealed, key);
    }
    try (Vault a = plain.open(MemoryKey.NONE);
        Vault b = sealed.open(key)) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
      long[][] nanos =
          new long[4][times]; // (plain and sealed reads, plain and sealed writes; time)
      for (int i = -WARM_UP; i < times; i++) {
        NotePath path = note(random.nextInt(notes));
        long[] now = {
          read(a, path),
          read(b, path),
          HistoryBenchmark.write(a, path, i),
          HistoryBenchmark.write(b, path, i)
        };
        for (int k = 0; i >= 0 && k < now.length; k++) {
          nanos[k][i] = now[k];
        }
      }
      String[] names = {"plain, read", "sealed, read", "plain, write", "sealed, write"};
      for (int k = 0; k < names.length; k++) {
        Arrays.sort(nanos[k]);
        System.out.printf(
            Locale.ROOT,
            "%s: p50 %.3f ms, p95 %.3f ms%n",
            names[k],
            nanos[k][times / 2] / 1e6,
            nanos[k][times * 95 / 100] / 1e6);
      }
    }
  }

  private static void firstSearch(String what, Encrypted it, MemoryKey key) {
    try (Vault vault = it.open(key)) {
      vault.keepIndexIn(it.home.resolve("search"), SearchListener.SILENT);
      long start = System.nanoTime();
      vault.index().search("value of some length", 5);
      print(what, System.nanoTime() - start);
    }
  }

  private static void print(String what, long nanos) {
    System.out.printf(Locale.ROOT, "%s: %.0f ms%n", what, nanos / 1e6);
  }

  private static long read(Vault vault, NotePath path) {
    long start = System.nanoTime();
    try (VaultTransaction transaction = vault.begin()) {
      transaction.read(path);
    }
    return System.nanoTime() - start;
  }

  private static NotePath note(int number) {
    return NotePath.of("entities%d/note_%06d.md".formatted(number / 1_000, number));
  }

  private static Encrypted fill(Encrypted it, int notes) throws IOException {
    for (int i = 0; i < notes; i++) {
      Path file = it.memory.resolve(note(i).value());
      Files.createDirectories(file.getParent());
      Files.writeString(file, "# Note " + i + "\n" + "- key: a value of some length\n".repeat(60));
    }
    return it;
  }
}
