package memagent.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a write of one note costs, forced to the disk, with a history and without, in turns. See
 * docs/benchmarks.md, section History.
 *
 * <p>No test by its name; run with {@code -Dtest=HistoryBenchmark}. Properties: {@code
 * history.benchmark.notes} (1,000) in folders of {@code history.benchmark.folder} (all in one),
 * {@code history.benchmark.writes} each (200).
 */
class HistoryBenchmark {
  @Test
  void comparesWritesWithAHistoryAndWithout(@TempDir Path base) throws IOException {
    int notes = Integer.getInteger("history.benchmark.notes", 1_000);
    int perFolder = Integer.getInteger("history.benchmark.folder", notes);
    int writes = Integer.getInteger("history.benchmark.writes", 200);
    VaultLimits limits =
        VaultLimits.DEFAULT.withBytes(1_000_000, 1_000_000_000).withFileCount(3 * notes);
    Path with = fill(base.resolve("with"), notes, perFolder);
    Path without = fill(base.resolve("without"), notes, perFolder);
    HistorySettings settings =
        new HistorySettings(base.resolve("histories"), InstantSource.system(), System.out::println);
    try (Vault kept = Vault.open(with, limits, settings);
        Vault plain = Vault.open(without, limits)) {
      System.out.printf(
          Locale.ROOT, "first write: %.0f ms%n", write(kept, note(0, perFolder), 0) / 1e6);
      long start = System.nanoTime();
      kept.history().orElseThrow().entries(1);
      System.out.printf(Locale.ROOT, "first look: %.0f ms%n", (System.nanoTime() - start) / 1e6);
      start = System.nanoTime();
      kept.history().orElseThrow().entries(1);
      System.out.printf(Locale.ROOT, "second look: %.0f ms%n", (System.nanoTime() - start) / 1e6);
      long[] a = new long[writes];
      long[] b = new long[writes];
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
      for (int i = -20; i < writes; i++) {
        NotePath path = note(random.nextInt(notes), perFolder);
        long mine = write(kept, path, i + 100);
        long theirs = write(plain, path, i + 100);
        if (i >= 0) {
          a[i] = mine;
          b[i] = theirs;
        }
      }
      print("with a history", a);
      print("without", b);
    }
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%s: p50 %.1f ms, p95 %.1f ms%n",
        what,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 95 / 100] / 1e6);
  }

  static long write(Vault vault, NotePath path, int number) {
    long start = System.nanoTime();
    try (VaultTransaction transaction = vault.begin(Author.agent("s", 1, "a question"))) {
      transaction.create(path, transaction.read(path) + "- fact " + number + ": value\n");
      transaction.commit();
    }
    return System.nanoTime() - start;
  }

  private static NotePath note(int number, int perFolder) {
    return NotePath.of("entities%d/note_%06d.md".formatted(number / perFolder, number));
  }

  private static Path fill(Path memory, int notes, int perFolder) throws IOException {
    for (int i = 0; i < notes; i++) {
      Path file = memory.resolve(note(i, perFolder).value());
      if (i % perFolder == 0) {
        Files.createDirectories(file.getParent());
      }
      Files.writeString(file, "# Note " + i + "\n" + "- key: a value of some length\n".repeat(10));
    }
    return memory;
  }
}
