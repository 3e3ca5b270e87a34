package memagent.vault;

import java.nio.file.Path;

/**
 * Adds one to a number in a note, again and again, and repeats what conflicts; also as a program of
 * its own: {@code Increment FOLDER NOTE TIMES}.
 */
final class Increment {
  private Increment() {}

  public static void main(String[] args) {
    try (Vault vault = Vault.open(Path.of(args[0]), VaultLimits.DEFAULT)) {
      int conflicts = times(vault, NotePath.of(args[1]), Integer.parseInt(args[2]));
      System.out.println("conflicts " + conflicts);
    }
  }

  /** How many commits had to be repeated. */
  static int times(Vault vault, NotePath note, int times) {
    int conflicts = 0;
    for (int done = 0; done < times; ) {
      try (VaultTransaction transaction = vault.begin()) {
        String text = transaction.read(note);
        int count = Integer.parseInt(text.strip().substring("- count: ".length()));
        if (!(transaction.update(note, "count: " + count, "count: " + (count + 1))
            instanceof UpdateOutcome.Replaced)) {
          throw new IllegalStateException("The number that was just read is not there.");
        }
        switch (transaction.commit()) {
          case CommitOutcome.Committed committed -> done++;
          case CommitOutcome.Conflict conflict -> conflicts++;
        }
      }
    }
    return conflicts;
  }
}
