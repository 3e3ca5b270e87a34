package memagent.vault;

import java.nio.file.Path;
import java.util.Optional;

/** Writes notes into a memory, and searches for each at once; what a second process does. */
final class SearchingWriter {
  static final int NOTE_COUNT = 12;

  private SearchingWriter() {}

  /** The word that only one note has. */
  static String word(String name, int number) {
    return name + "word" + (char) ('a' + number);
  }

  /** Arguments: the memory, the folder of the indexes, a name. */
  public static void main(String[] args) {
    long found = 0;
    try (Vault vault =
        Vault.open(
            Path.of(args[0]),
            VaultLimits.DEFAULT,
            Optional.of(Path.of(args[1])),
            SearchListener.SILENT)) {
      for (int i = 0; i < NOTE_COUNT; i++) {
        String word = word(args[2], i);
        try (VaultTransaction transaction = vault.begin()) {
          transaction.create(NotePath.of(args[2] + i + ".md"), "- kept: " + word + "\n");
          transaction.commit();
        }
        found +=
            vault.index().search(word, 1).stream()
                .filter(hit -> hit.passage().value().equals(word))
                .count();
      }
    }
    System.out.println("found " + found);
  }
}
