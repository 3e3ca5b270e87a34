package memagent.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import memagent.agent.SealedFiles;
import memagent.vault.Backup;
import memagent.vault.Encryption;
import memagent.vault.ForgetTrace;
import memagent.vault.HistorySettings;
import memagent.vault.MemoryKey;
import memagent.vault.Vault;
import memagent.vault.VaultException;

/** Encrypts a memory with all that is kept beside it, decrypts it, changes its passphrase. */
final class MemoryEncryption {
  private static final String WARNING =
      "Whoever loses the passphrase loses the notes: nobody can open them without it, and no copy of it is kept.";

  private final Settings settings;
  private final Surroundings surroundings;
  private final MemoryKeys keys;
  private final Paint paint;

  MemoryEncryption(Settings settings, Surroundings surroundings, Paint paint) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.keys = new MemoryKeys(settings, surroundings);
    this.paint = paint;
    if (!Files.isDirectory(settings.memory())) {
      throw new UserException(
          ExitCode.MEMORY,
          "There is no memory at %s: name one (--memory DIR).".formatted(settings.memory()));
    }
  }

  /** Encrypts it, does the rest where that was stopped, or takes in what has come since. */
  ExitCode encrypt(boolean isRemembered) {
    Encryption before = keys.encryption();
    if (before.state() == Encryption.State.DECRYPTING) {
      throw new UserException(
          ExitCode.MEMORY,
          "The memory %s is being decrypted: `mem memory decrypt` does the rest first."
              .formatted(settings.memory()));
    }
    MemoryKey key;
    if (before.state() == Encryption.State.PLAIN) {
      surroundings.errors().println(WARNING);
      char[] passphrase = keys.given().map(this::checked).orElseGet(() -> typedTwice(""));
      try (Vault vault = open(MemoryKey.NONE)) {
        key = Encryption.begin(vault, passphrase);
      }
    } else {
      key = keys.find(before);
    }
    if (isRemembered) {
      surroundings.output().println("The key is remembered in " + keys.remember(key) + ".");
    }
    return carryOut(key);
  }

  /** Makes plain files of it again. */
  ExitCode decrypt() {
    Encryption before = keys.encryption();
    MemoryKey key = requireKey(before);
    if (before.state() != Encryption.State.DECRYPTING) {
      try (Vault vault = open(key)) {
        key = Encryption.beginDecrypting(vault);
      }
    }
    ExitCode code = carryOut(key);
    if (code == ExitCode.DONE) {
      keys.forget(key.name());
    }
    return code;
  }

  /** Gives it another passphrase. */
  ExitCode changePassphrase(Optional<Path> file) {
    MemoryKey key = requireKey(keys.encryption());
    char[] passphrase =
        file.map(MemoryKeys::line).map(this::checked).orElseGet(() -> typedTwice("new "));
    try (Vault vault = open(key)) {
      Encryption.changePassphrase(vault, passphrase);
    }
    surroundings
        .output()
        .println(
            "%s has a new passphrase. Backups that were written before keep the old one."
                .formatted(settings.memory()));
    return ExitCode.DONE;
  }

  /** Keeps the key on this machine, or no longer. */
  ExitCode remember(boolean isWanted) {
    Encryption encryption = keys.encryption();
    if (isWanted) {
      MemoryKey key = requireKey(encryption);
      surroundings.output().println("The key is remembered in " + keys.remember(key) + ".");
    } else {
      boolean was = keys.forget(encryption.keyName());
      surroundings
          .output()
          .println(was ? "The key is not remembered any more." : "No key was remembered.");
    }
    return ExitCode.DONE;
  }

  private MemoryKey requireKey(Encryption encryption) {
    if (encryption.state() == Encryption.State.PLAIN) {
      throw new UserException(
          ExitCode.MEMORY, "The memory %s is not encrypted.".formatted(settings.memory()));
    }
    return keys.find(encryption);
  }

  private Vault open(MemoryKey key) {
    HistorySettings history = Memories.history(settings, surroundings);
    return Vault.open(settings.memory(), Memories.limits(settings), history, key);
  }

  private char[] typedTwice(String which) {
    if (!surroundings.isTerminal()) {
      throw new UserException(
          ExitCode.USAGE,
          "Nothing was changed: there is nobody to ask for the %spassphrase, so give it in a file (%s)."
              .formatted(which, which.isEmpty() ? "--passphrase-file" : "--new-passphrase-file"));
    }
    char[] first = checked(surroundings.hidden("The %spassphrase: ".formatted(which)));
    if (!Arrays.equals(first, surroundings.hidden("The same once more: "))) {
      throw new UserException(
          ExitCode.USAGE, "The two were not the same, and nothing was changed.");
    }
    return first;
  }

  private char[] checked(char[] passphrase) {
    if (passphrase.length < Encryption.PASSPHRASE_CHARS_MIN) {
      throw new UserException(
          ExitCode.USAGE,
          "A passphrase has %d characters or more, and nothing was changed: some words are easier to keep than one."
              .formatted(Encryption.PASSPHRASE_CHARS_MIN));
    }
    return passphrase;
  }

  private ExitCode carryOut(MemoryKey key) {
    UserFolders folders = settings.folders();
    try (Vault vault = open(key)) {
      Encryption.Summary done = Encryption.carryOut(vault, folders.indexes(), this::progress);
      SealedFiles beside = new SealedFiles(key);
      beside.whole(folders.sessions());
      beside.lines(folders.trajectories());
      beside.lines(McpCommand.changeLog(settings, vault.folder()));
      if (key.seals()) {
        removePlain(folders);
      }
      Encryption.end(vault, done);
      done.left().forEach(each -> say(each.reason()));
      beside
          .left()
          .forEach(each -> say(each + " was changed after it was encrypted, and is left."));
      boolean isWhole = done.left().isEmpty() && beside.left().isEmpty();
      if (!key.seals()) {
        surroundings
            .output()
            .println(
                "%s is not encrypted %s: %,d files and %,d of conversations were written anew."
                    .formatted(
                        vault.folder(),
                        isWhole ? "any more" : "any more, but for what is named above",
                        done.files(),
                        beside.written()));
        return isWhole ? ExitCode.DONE : ExitCode.FOUND;
      }
      surroundings
          .output()
          .println(
              "%s is encrypted: %,d files and %,d of conversations were written anew, and the history."
                  .formatted(vault.folder(), done.files(), beside.written()));
      oldBackups();
      return look(vault) && isWhole ? ExitCode.DONE : ExitCode.FOUND;
    }
  }

  private void say(String sentence) {
    surroundings.errors().println(Paint.harmless(sentence));
  }

  private void progress(Encryption.Point point, int done, int all) {
    if (surroundings.isTerminal() && point == Encryption.Point.FILE_WRITTEN && done % 100 == 0) {
      surroundings.errors().printf("%,d of %,d files%n", done, all);
    }
  }

  /** Lines typed in chats and the report of a fault are of no use to anything but a person. */
  private static void removePlain(UserFolders folders) {
    try {
      Files.deleteIfExists(folders.chatHistory());
      Files.deleteIfExists(folders.cache().resolve(Main.FAULT_FILE));
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "The lines typed in chats, %s, cannot be deleted (%s): delete them, then run it again."
              .formatted(folders.chatHistory(), e.getMessage()));
    }
  }

  private void oldBackups() {
    for (Path backup : new KnownBackups(settings, surroundings).present()) {
      try {
        if (!Backup.isEncrypted(backup)) {
          say("A backup of before is not encrypted, and stays as it is: " + backup);
        }
      } catch (VaultException unreadable) {
        say(String.valueOf(unreadable.getMessage()));
      }
    }
  }

  /** Whether nothing of the notes lies anywhere plain. */
  private boolean look(Vault vault) {
    List<ForgetTrace> left = Encryption.left(vault, others(vault));
    PrintWriter out = new PrintWriter(surroundings.output(), false, StandardCharsets.UTF_8);
    if (left.isEmpty()) {
      out.println("A search of every byte that is kept finds no text of a note.");
    } else {
      out.println("But text of notes stands here, not encrypted:");
      ForgetCommand.table(out, paint, left);
    }
    out.flush();
    return left.isEmpty();
  }

  /** All that this program keeps but for memories, their histories and their indexes. */
  private List<Path> others(Vault vault) {
    UserFolders folders = settings.folders();
    List<Path> files = new ArrayList<>();
    try {
      files.addAll(ForgetPlaces.editorCopies(surroundings));
      for (Path folder : List.of(folders.data(), folders.config(), folders.cache())) {
        if (Files.isDirectory(folder)) {
          try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile).forEach(files::add);
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "The last look could not read all files (%s): run it again to be sure."
              .formatted(e.getMessage()));
    }
    List<Path> elsewhere =
        List.of(
            folders.histories(),
            vault.folder(),
            folders.memory(),
            folders.indexes(),
            folders.merged(),
            folders.sandbox(),
            folders.states());
    return files.stream()
        .distinct()
        .filter(file -> elsewhere.stream().noneMatch(file::startsWith))
        .sorted()
        .toList();
  }
}
