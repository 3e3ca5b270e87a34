package memagent.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import memagent.vault.NotePath;
import memagent.vault.SearchListener;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import memagent.vault.VaultTransaction;

/** Opens the memory that the settings name. */
final class Memories {
  private static final NotePath USER = NotePath.of("user.md");

  private static final String FIRST_NOTE =
      """
      # Me

      Facts about you, one a line as "- name: value", and links to notes about people, places and
      things, such as [[entities/home.md]]. Write here yourself, or tell mem-agent what to keep.
      """;

  private Memories() {}

  /** The limits that the settings ask for. */
  static VaultLimits limits(Settings settings) {
    try {
      return VaultLimits.DEFAULT
          .withBytes(settings.fileBytesMax(), settings.memoryBytesMax())
          .withFileCount(settings.fileCountMax());
    } catch (IllegalArgumentException e) {
      throw new UserException(
          ExitCode.USAGE,
          "file-bytes-max is %,d and memory-bytes-max %,d: a note must be at most 100,000,000 bytes and fit into the memory."
              .formatted(settings.fileBytesMax(), settings.memoryBytesMax()));
    }
  }

  /**
   * Opens the memory. The default one is made when it is absent; one that somebody named is not,
   * since a slip of the pen must not begin an empty memory.
   */
  static Vault open(Settings settings) {
    return open(settings, SearchListener.SILENT);
  }

  /** The same, and says what the search index does. */
  static Vault open(Settings settings, SearchListener listener) {
    Path folder = settings.memory();
    Optional<Path> indexes = Optional.of(settings.folders().cache().resolve("search"));
    if (Files.isDirectory(folder)) {
      return Vault.open(folder, limits(settings), indexes, listener);
    }
    if (Files.exists(folder)) {
      throw new UserException(
          ExitCode.MEMORY,
          "The memory %s is a file: name the folder that holds your notes (--memory DIR)."
              .formatted(folder));
    }
    if (!settings.memoryIsDefault()) {
      throw new UserException(
          ExitCode.MEMORY,
          "The memory %s does not exist: make the folder, or name another one (%s)."
              .formatted(folder, "--memory DIR"));
    }
    Vault vault = Vault.create(folder, limits(settings), indexes, listener);
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(USER, FIRST_NOTE);
      transaction.commit();
    }
    return vault;
  }

  /** Opens a memory to look into; the default one is not made for that. */
  static Vault existing(Settings settings, SearchListener listener) {
    if (isNew(settings)) {
      throw new UserException(
          ExitCode.MEMORY,
          "There is no memory yet at %s: `mem chat` makes it, or name one (--memory DIR)."
              .formatted(settings.memory()));
    }
    return open(settings, listener);
  }

  /** Whether {@link #open} will make the memory. */
  static boolean isNew(Settings settings) {
    return settings.memoryIsDefault() && !Files.exists(settings.memory());
  }

  /** One line that says which memory is used. */
  static String line(Vault vault, boolean isNew, Settings settings) {
    int count = vault.notes().size();
    String notes = count == 1 ? "1 note" : "%,d notes".formatted(count);
    Settings.Origin origin =
        settings.origins().getOrDefault(Setting.MEMORY, Settings.Origin.DEFAULT);
    return isNew
        ? "Memory: %s (new, made for you)".formatted(vault.folder())
        : "Memory: %s (%s, %s)".formatted(vault.folder(), notes, origin);
  }
}
