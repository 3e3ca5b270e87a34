package memagent.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A memory as it once was. {@link #vault} reads like any other; whatever would write to it throws a
 * {@link VaultException} that says why. Closing it removes the copy that it is made of.
 */
public final class AsOf implements AutoCloseable {
  private final HistoryEntry entry;
  private final Vault vault;
  private final Path copy;

  AsOf(HistoryEntry entry, Vault vault, Path copy) {
    this.entry = entry;
    this.vault = vault;
    this.copy = copy;
  }

  /** The latest change that is in it. */
  public HistoryEntry entry() {
    return entry;
  }

  /** The notes as they were. */
  public Vault vault() {
    return vault;
  }

  @Override
  public void close() {
    vault.close();
    try {
      remove(copy);
    } catch (IOException e) {
      throw new VaultException(
          "The copy of the memory as it was, %s, cannot be removed (%s); delete it."
              .formatted(copy, e.getMessage()),
          e);
    }
  }

  /** Removes a folder with all that is in it. */
  static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
