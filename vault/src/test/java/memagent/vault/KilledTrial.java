package memagent.vault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Kills a {@link MixedWriter} at random moments, again and again, and looks each time whether every
 * memory is at the transaction that was acknowledged last, or at the one after it, and at nothing
 * in between. At the end every history must have each transaction once, in order, and nothing else.
 */
final class KilledTrial {
  private static final int MEMORIES = 3;
  private static final long AFTER_START_NANOS = 1_200_000_000;
  private static final long AFTER_FIRST_NANOS = 400_000_000;
  private static final long WITH_HISTORY_NANOS = 1_500_000_000;

  private final Path folder;
  private final long seed;
  private final RandomGenerator random;
  private final Tally tally;
  private final int[] last = new int[MEMORIES]; // (memory): its last transaction

  private KilledTrial(Path folder, long seed, Tally tally) {
    this.folder = folder;
    this.seed = seed;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.tally = tally;
  }

  /** Makes new memories in an empty folder and kills so often; stops at the first fault. */
  static void run(Path folder, int kills, long seed, Tally tally)
      throws IOException, InterruptedException {
    KilledTrial trial = new KilledTrial(folder, seed, tally);
    for (int i = 0; i < MEMORIES; i++) {
      Files.createDirectories(folder.resolve("m" + i));
    }
    for (int i = 0; i < kills; i++) {
      trial.kill(i % 8 == 7);
      tally.add("kills", 1);
      for (int memory = 0; memory < MEMORIES; memory++) {
        trial.check(memory);
      }
    }
    for (int memory = 0; memory < MEMORIES; memory++) {
      trial.checkHistory(memory);
    }
  }

  private void kill(boolean takesIn) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.add(folder.toString());
    arguments.add(Long.toString(seed));
    arguments.add(takesIn ? "yes" : "no");
    for (int number : last) {
      arguments.add(Integer.toString(number));
    }
    Process writer = Child.start(MixedWriter.class, arguments.toArray(String[]::new));
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> said = new ArrayList<>();
      if (random.nextInt(8) == 0) {
        // Also while it starts and finishes what the one before it left.
        LockSupport.parkNanos(random.nextLong(AFTER_START_NANOS));
      } else {
        String first = output.readLine();
        said.add(first == null ? "nothing" : first);
        LockSupport.parkNanos(random.nextLong(takesIn ? WITH_HISTORY_NANOS : AFTER_FIRST_NANOS));
      }
      boolean lived = writer.isAlive();
      writer.toHandle().destroyForcibly(); // Unlike the process, it leaves the output readable.
      writer.waitFor();
      output.lines().forEach(said::add);
      said.removeIf(line -> line.isBlank() || "ack".startsWith(line) || line.startsWith("SLF4J"));
      if (!lived || !said.isEmpty()) {
        throw new IllegalStateException("The writer ended by itself: " + said);
      }
    }
  }

  private void check(int memory) throws IOException {
    Path place = folder.resolve("m" + memory);
    int acknowledged = MixedWriter.acknowledged(place);
    tally.add("acknowledged", Math.max(0, acknowledged - last[memory]));
    if (Files.exists(place.resolve("memory/.mem-agent/tx"))) {
      tally.add("found half carried out", 1);
    }
    try (Vault vault = MixedWriter.open(place)) {
      int number =
          StateCheck.standsAt(
              vault.folder(), seed + memory, Math.max(acknowledged, last[memory]), tally);
      if (number < 0 || Files.exists(vault.folder().resolve(".mem-agent/tx"))) {
        throw new IllegalStateException("Look into " + place + ", seed " + (seed + memory));
      }
      last[memory] = number;
    }
  }

  private void checkHistory(int memory) throws IOException {
    try (Vault vault = MixedWriter.open(folder.resolve("m" + memory))) {
      List<Integer> numbers =
          vault.history().orElseThrow().entries(Integer.MAX_VALUE).stream()
              .map(entry ->
                  entry.author().kind() == Author.Kind.AGENT ? entry.author().question() : -1)
              .toList();
      List<Integer> expected = new ArrayList<>();
      for (int number = last[memory]; number > 0; number--) {
        expected.add(number);
      }
      tally.add("entries in the histories", numbers.size());
      if (!numbers.equals(expected)) {
        List<Integer> missing = new ArrayList<>(expected);
        missing.removeAll(numbers);
        tally.add(Tally.LOST, Math.max(1, missing.size()));
        throw new IllegalStateException(
            "The history of %s has %s instead of %d to 1"
                .formatted(vault.folder(), numbers, last[memory]));
      }
    }
  }
}
