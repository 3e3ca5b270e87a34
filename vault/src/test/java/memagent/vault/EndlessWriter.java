package memagent.vault;

import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Commits transactions of several files to several memories at once, until it is killed. Every file
 * of a transaction carries the transaction's number; {@code EndlessWriter FOLDER SEED}. After each
 * commit it names the memory and the number.
 */
final class EndlessWriter {
  static final int MEMORIES = 6;
  static final int FILES = 4;

  private EndlessWriter() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    long seed = Long.parseLong(args[1]);
    for (int i = 0; i < MEMORIES; i++) {
      int memory = i;
      Thread.ofPlatform().start(() -> write(folder, memory, seed + memory));
    }
  }

  static Path memory(Path folder, int memory) {
    return folder.resolve("memory" + memory);
  }

  private static void write(Path folder, int memory, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    try (Vault vault = Vault.create(memory(folder, memory), VaultLimits.DEFAULT)) {
      for (int number = number(vault) + 1; ; number++) {
        try (VaultTransaction transaction = vault.begin()) {
          stage(transaction, number, random);
          if (!(transaction.commit() instanceof CommitOutcome.Committed)) {
            throw new IllegalStateException("Nobody else writes here.");
          }
        }
        System.out.println(memory + " " + number);
      }
    }
  }

  /** The last number on the disk. */
  static int number(Vault vault) {
    try (VaultTransaction transaction = vault.begin()) {
      NotePath first = NotePath.of("file0.md");
      String text = transaction.fileExists(first) ? transaction.read(first) : "0\n";
      return Integer.parseInt(text.lines().findFirst().orElseThrow());
    }
  }

  /** Odd numbers make a file in a new folder, even ones remove it again. */
  private static void stage(VaultTransaction transaction, int number, RandomGenerator random) {
    String text = number + "\n" + "x".repeat(random.nextInt(30_000)) + "\n" + number + "\n";
    for (int i = 0; i < FILES; i++) {
      transaction.create(NotePath.of("file" + i + ".md"), text);
    }
    NotePath extra = NotePath.of("folder" + number / 2 % 5 + "/extra.md");
    if (number % 2 == 1) {
      transaction.create(extra, text);
    } else {
      transaction.delete(NotePath.of("folder" + (number - 1) / 2 % 5 + "/extra.md"));
    }
  }
}
