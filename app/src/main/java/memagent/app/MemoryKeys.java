package memagent.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import memagent.agent.OwnFiles;
import memagent.vault.Encryption;
import memagent.vault.MemoryKey;
import memagent.vault.VaultException;

/**
 * Finds the key of an encrypted memory: by the passphrase that was given, in the file that {@code
 * --remember} wrote, or by asking the person. What is remembered lies in the config folder, never
 * in the memory, and is for its owner only.
 */
final class MemoryKeys {
  private static final int TRIES = 3;
  private static final int PASSPHRASE_BYTES_MAX = 10_000;
  private static final String FOLDER = "keys";

  private final Settings settings;
  private final Surroundings surroundings;

  MemoryKeys(Settings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
  }

  /** The key of the memory that the settings name; none where it is not encrypted. */
  MemoryKey find() {
    if (!Files.isDirectory(settings.memory())) {
      return MemoryKey.NONE;
    }
    Encryption encryption = encryption();
    return encryption.state() == Encryption.State.PLAIN ? MemoryKey.NONE : find(encryption);
  }

  Encryption encryption() {
    return Encryption.of(settings.memory(), Memories.history(settings, surroundings));
  }

  /** The key of an encrypted memory. */
  MemoryKey find(Encryption encryption) {
    switch (encryption.state()) {
      case ENCRYPTING -> unfinished("encrypted", "encrypt");
      case DECRYPTING -> unfinished("decrypted", "decrypt");
      case PLAIN, ENCRYPTED -> {}
    }
    Optional<char[]> given = given();
    if (given.isPresent()) {
      return encryption.unlock(given.get());
    }
    Optional<MemoryKey> remembered = remembered(encryption);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    if (!surroundings.isTerminal()) {
      throw Encryption.locked(settings.memory());
    }
    for (int left = TRIES; ; left--) {
      char[] typed =
          surroundings.hidden("Passphrase of the memory %s: ".formatted(settings.memory()));
      try {
        return encryption.unlock(typed);
      } catch (VaultException wrong) {
        if (left <= 1 || typed.length == 0) {
          throw wrong;
        }
        surroundings.errors().println("This is not its passphrase.");
      }
    }
  }

  private void unfinished(String what, String command) {
    surroundings
        .errors()
        .println(
            "The memory is only half %s, as that was stopped: `mem memory %s` does the rest."
                .formatted(what, command));
  }

  /** What the environment or a file says. */
  Optional<char[]> given() {
    if (settings.passphrase().isPresent()) {
      return settings.passphrase().map(secret -> secret.value().toCharArray());
    }
    return settings.passphraseFile().map(MemoryKeys::line);
  }

  /** The first line of a file. */
  static char[] line(Path file) {
    try {
      if (Files.size(file) <= PASSPHRASE_BYTES_MAX) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        String line = text.lines().findFirst().orElse("").stripTrailing();
        if (!line.isEmpty()) {
          return line.toCharArray();
        }
      }
      throw new UserException(
          ExitCode.USAGE,
          "The first line of %s is no passphrase: write it there, and nothing else."
              .formatted(file));
    } catch (NoSuchFileException e) {
      throw new UserException(ExitCode.USAGE, "There is no passphrase file %s.".formatted(file));
    } catch (IOException e) {
      throw new UserException(
          ExitCode.USAGE,
          "The passphrase file %s cannot be read (%s).".formatted(file, e.getMessage()));
    }
  }

  private Optional<MemoryKey> remembered(Encryption encryption) {
    Path file = file(encryption.keyName());
    try {
      return Files.isRegularFile(file)
          ? encryption.remembered(Files.readString(file))
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Keeps a key, so that nobody is asked for its passphrase. */
  Path remember(MemoryKey key) {
    Path file = file(key.name());
    try {
      OwnFiles.createFolder(file.getParent());
      OwnFiles.replace(file, (Encryption.remember(key) + "\n").getBytes(StandardCharsets.UTF_8));
      return file;
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "The key cannot be remembered in %s (%s).".formatted(file, e.getMessage()));
    }
  }

  /** Whether there was one. */
  boolean forget(String keyName) {
    try {
      return Files.deleteIfExists(file(keyName));
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "The remembered key %s cannot be deleted (%s): delete it."
              .formatted(file(keyName), e.getMessage()));
    }
  }

  private Path file(String keyName) {
    return settings.folders().config().resolve(FOLDER).resolve(keyName);
  }
}
