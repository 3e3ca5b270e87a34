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

class KilledWriterIT {
  private static final int KILLS_MAX = 40;
  private static final Duration TIME_MAX = Duration.ofSeconds(15);
  private static final long SEED = 20_260_101;

  @TempDir Path folder;

  @Test
  void leavesAllOfATransactionOrNothingWheneverTheWriterIsKilled() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    long end = System.nanoTime() + TIME_MAX.toNanos();
    int kills = 0;
    int recovered = 0;
    int commits = 0;
    while (kills < KILLS_MAX && System.nanoTime() < end) {
      Process writer =
          Child.start(EndlessWriter.class, folder.toString(), Long.toString(SEED + kills * 10L));
      int[] acknowledged = killAfter(writer, random.nextLong(80_000_000L));
      commits = 0;
      for (int i = 0; i < EndlessWriter.MEMORIES; i++) {
        Path memory = EndlessWriter.memory(folder, i);
        recovered += memory.resolve(".mem-agent/tx").toFile().exists() ? 1 : 0;
        try (Vault vault = Vault.create(memory, VaultLimits.DEFAULT)) {
          commits += check(vault, acknowledged[i]);
        }
      }
      kills++;
    }
    assertThat(commits).isPositive();
    assertThat(kills).isGreaterThan(1);
    System.out.printf(
        "kills %d of %d memories, found unfinished %d, commits %d%n",
        kills, EndlessWriter.MEMORIES, recovered, commits);
  }

  /**
   * Waits for its first commit, then for a random time, and kills it; each memory's last number.
   */
  private static int[] killAfter(Process writer, long nanos) throws Exception {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> lines = new ArrayList<>();
      lines.add(output.readLine());
      LockSupport.parkNanos(nanos);
      writer.toHandle().destroyForcibly(); // Unlike the process, it leaves the output readable.
      writer.waitFor();
      output.lines().forEach(lines::add);
      int[] numbers = new int[EndlessWriter.MEMORIES];
      for (String line : lines) {
        assertThat(line).matches("\\d+ \\d*");
        int space = line.indexOf(' ');
        if (space < line.length() - 1) {
          numbers[Integer.parseInt(line.substring(0, space))] =
              Integer.parseInt(line.substring(space + 1));
        }
      }
      return numbers;
    }
  }

  private static int check(Vault vault, int acknowledged) {
    int number = EndlessWriter.number(vault);
    assertThat(number).isGreaterThanOrEqualTo(acknowledged);
    try (VaultTransaction transaction = vault.begin()) {
      if (number > 0) {
        for (int i = 0; i < EndlessWriter.FILES; i++) {
          String text = transaction.read(NotePath.of("file" + i + ".md"));
          assertThat(text).startsWith(number + "\nx").endsWith("x\n" + number + "\n");
        }
      }
      long extras = vault.notes().stream().filter(path -> path.name().equals("extra.md")).count();
      assertThat(extras).isEqualTo(number % 2);
    }
    assertThat(vault.folder().resolve(".mem-agent/tx")).doesNotExist();
    return number;
  }
}
