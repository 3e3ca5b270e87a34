package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Writes so often to a memory that others write at the same time: lines to notes that all share, a
 * number that all count up together with one of its own, and notes of its own. What conflicts or
 * waits too long is repeated, as a caller would; {@code SharedWriter FOLDER ID WRITES}.
 */
final class SharedWriter {
  static final int SHARED_NOTES = 32;
  static final int OWN_NOTES = 20;

  private final Vault vault;
  private final String name;
  private int conflicts;
  private int waits;

  private SharedWriter(Vault vault, int id) {
    this.vault = vault;
    this.name = name(id);
  }

  public static void main(String[] args) throws IOException {
    Path place = Path.of(args[0]);
    int id = Integer.parseInt(args[1]);
    int writes = Integer.parseInt(args[2]);
    try (Vault vault = MixedWriter.open(place)) {
      SharedWriter writer = new SharedWriter(vault, id);
      for (int number = 1; number <= writes; number++) {
        writer.write(id, number);
        Files.write(
            place.resolve("acks-" + name(id)),
            (number + "\n").getBytes(StandardCharsets.US_ASCII),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
      System.out.println("done " + writer.conflicts + " " + writer.waits);
    }
  }

  static String name(int id) {
    return "w%02d".formatted(id);
  }

  /** The note with the lines of all that this write goes to; empty if it is another kind. */
  static String sharedNote(int id, int number) {
    return number % 10 < 5 ? "shared/s%d.md".formatted((id + number) % SHARED_NOTES) : "";
  }

  static boolean isTransfer(int number) {
    return number % 10 == 5 || number % 10 == 6;
  }

  static String line(String name, int number) {
    return String.format(Locale.ROOT, "- %s %05d: whole\n", name, number);
  }

  private void write(int id, int number) {
    while (true) {
      try (VaultTransaction transaction = vault.begin(Author.agent(name, number, "a question"))) {
        stage(transaction, id, number);
        if (transaction.commit() instanceof CommitOutcome.Committed) {
          return;
        }
        conflicts++;
      } catch (VaultException e) {
        if (!e.getMessage().startsWith("Another program has been writing")) {
          throw e;
        }
        waits++;
      }
    }
  }

  private void stage(VaultTransaction transaction, int id, int number) {
    String shared = sharedNote(id, number);
    if (!shared.isEmpty()) {
      NotePath note = NotePath.of(shared);
      String before = transaction.fileExists(note) ? transaction.read(note) : "";
      transaction.create(note, before + line(name, number));
    } else if (isTransfer(number)) {
      add(transaction, "count.md");
      add(transaction, "own/" + name + ".md");
    } else {
      transaction.create(
          NotePath.of("own/%s_%d.md".formatted(name, number % OWN_NOTES)), line(name, number));
    }
  }

  private static void add(VaultTransaction transaction, String path) {
    NotePath note = NotePath.of(path);
    int before = transaction.fileExists(note) ? number(transaction.read(note)) : 0;
    transaction.create(note, "- count: " + (before + 1) + "\n");
  }

  static int number(String text) {
    return Integer.parseInt(text.strip().substring("- count: ".length()));
  }
}
