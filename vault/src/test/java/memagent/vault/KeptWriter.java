package memagent.vault;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits numbered transactions to one memory that keeps its history, and lets the history take
 * them in at the same time, until it is killed; {@code KeptWriter FOLDER}. After each commit it
 * names the number.
 */
final class KeptWriter {
  static final int FILES = 3;

  private KeptWriter() {}

  public static void main(String[] args) {
    Vault vault = open(Path.of(args[0]));
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (true) {
            vault.history().orElseThrow().pickUp();
            LockSupport.parkNanos(30_000_000);
          }
        });
    for (int number = EndlessWriter.number(vault) + 1; ; number++) {
      try (VaultTransaction transaction = vault.begin(Author.agent("s", number, "a question"))) {
        for (int i = 0; i < FILES; i++) {
          transaction.create(NotePath.of("file" + i + ".md"), number + "\nfile " + i + "\n");
        }
        transaction.commit();
      }
      System.out.println(number);
    }
  }

  static Vault open(Path folder) {
    return Vault.create(
        folder.resolve("memory"),
        VaultLimits.DEFAULT,
        new HistorySettings(
            folder.resolve("histories"), InstantSource.system(), System.out::println));
  }
}
