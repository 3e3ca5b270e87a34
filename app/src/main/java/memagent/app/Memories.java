package memagent.app;

import java.nio.file.Files;
import java.nio.file.Path;
import memagent.embed.EmbeddingParts;
import memagent.embed.MiniLmEmbedder;
import memagent.vault.Author;
import memagent.vault.HistorySettings;
import memagent.vault.MemoryKey;
import memagent.vault.NotePath;
import memagent.vault.SearchListener;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import memagent.vault.VaultTransaction;

/** Opens the memory that the settings name. */
final class Memories {
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
          .withFileCount(settings.fileCountMax())
          .withEmbeddedPassages(settings.embeddedPassagesMax());
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
  static Vault open(Settings settings, Surroundings surroundings) {
    SearchListener notices =
        new SearchListener() {
          @Override
          public void notice(String sentence) {
            surroundings.errors().println(Paint.harmless(sentence));
          }
        };
    return open(settings, surroundings, notices);
  }

  /** The same, and says to somebody else what the search index does. */
  static Vault open(Settings settings, Surroundings surroundings, SearchListener listener) {
    Vault vault = vault(settings, surroundings);
    vault.guardSecrets(settings.secrets());
    vault.keepIndexIn(settings.folders().indexes(), listener);
    EmbeddingParts parts = new EmbeddingParts(settings.folders().embedding());
    if (settings.embeddedPassagesMax() > 0 && parts.areThere()) {
      vault.embedWith(() -> MiniLmEmbedder.load(parts));
    }
    return vault;
  }

  /** Opens a memory to search in; the default one is not made for that. */
  static Vault existing(Settings settings, Surroundings surroundings, SearchListener listener) {
    if (isNew(settings)) {
      throw new UserException(
          ExitCode.MEMORY,
          "There is no memory yet at %s: `mem chat` makes it, or name one (--memory DIR)."
              .formatted(settings.memory()));
    }
    return open(settings, surroundings, listener);
  }

  private static Vault vault(Settings settings, Surroundings surroundings) {
    HistorySettings history = history(settings, surroundings);
    Path folder = settings.memory();
    if (Files.isDirectory(folder)) {
      MemoryKey key = new MemoryKeys(settings, surroundings).find();
      return Vault.open(folder, limits(settings), history, key);
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
    Vault vault = Vault.create(folder, limits(settings), history);
    try (VaultTransaction transaction =
        vault.begin(new Author(Author.Kind.PROGRAM, "", "the first note", "", 0))) {
      transaction.create(NotePath.USER, FIRST_NOTE);
      transaction.commit();
    }
    return vault;
  }

  /** Where what becomes of memories is kept. */
  static HistorySettings history(Settings settings, Surroundings surroundings) {
    return new HistorySettings(
        settings.folders().histories(),
        surroundings.clock(),
        sentence -> surroundings.errors().println(Paint.harmless(sentence)));
  }

  /** Opens a memory that is there, as it is or as it was; a missing one is not made. */
  static OpenMemory present(Settings settings, Surroundings surroundings, AsOfFlag asOf) {
    if (isNew(settings)) {
      throw new UserException(
          ExitCode.MEMORY,
          "There is no memory yet at %s: `mem chat` makes it, or name one (--memory DIR)."
              .formatted(settings.memory()));
    }
    return OpenMemory.of(open(settings, surroundings), asOf.moment(surroundings));
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
