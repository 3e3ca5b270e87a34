package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledHistoryIT {
  private static final int KILLS_MAX = 10;
  private static final Duration TIME_MAX = Duration.ofSeconds(30);
  private static final long SEED = 20_260_101;

  @TempDir Path folder;

  @Test
  void hasEveryTransactionWithItsAuthorWheneverTheWriterIsKilled() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    long end = System.nanoTime() + TIME_MAX.toNanos();
    int kills = 0;
    int last = 0;
    while (kills < KILLS_MAX && System.nanoTime() < end) {
      int acknowledged =
          killAfter(
              Child.start(KeptWriter.class, folder.toString()), random.nextLong(1_500_000_000L));
      try (Vault vault = KeptWriter.open(folder)) {
        last = EndlessWriter.number(vault);
        assertThat(last).isGreaterThanOrEqualTo(acknowledged);
        List<HistoryEntry> entries = vault.history().orElseThrow().entries(Integer.MAX_VALUE);
        List<Integer> numbers = new ArrayList<>();
        for (HistoryEntry entry : entries) {
          assertThat(entry.author().kind()).isEqualTo(Author.Kind.AGENT);
          numbers.add(entry.author().question());
        }
        List<Integer> expected = new ArrayList<>();
        for (int number = last; number > 0; number--) {
          expected.add(number);
        }
        assertThat(numbers).isEqualTo(expected);
      }
      kills++;
    }
    assertThat(kills).isGreaterThan(1);
    System.out.printf("kills %d, entries %d%n", kills, last);
  }

  /** Waits for its first commit, then for a random time, and kills it; the last number it named. */
  private static int killAfter(Process writer, long nanos) throws Exception {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> lines = new ArrayList<>();
      while (lines.isEmpty() || !lines.getLast().matches("[0-9]+")) {
        lines.add(output.readLine());
      }
      LockSupport.parkNanos(nanos);
      writer.toHandle().destroyForcibly(); // Unlike the process, it leaves the output readable.
      writer.waitFor();
      output.lines().forEach(lines::add);
      lines.removeIf(line -> line.startsWith("SLF4J") || line.isEmpty());
      assertThat(lines).allMatch(line -> line.matches("[0-9]+"));
      return lines.isEmpty() ? 0 : Integer.parseInt(lines.get(Math.max(0, lines.size() - 2)));
    }
  }
}
