package memagent.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Encrypts a memory and its history, and decrypts them again.
 *
 * <p>First the key is written down ({@code KeyFile}), then everything is written anew, the history
 * before the notes; at last the key's file says that it is done, or goes. Every file and every
 * history says by itself whether it is sealed, so that what was stopped on the way can be read, and
 * another run does the rest.
 */
public final class Encryption {
  /** The fewest characters that a passphrase has. */
  public static final int PASSPHRASE_CHARS_MIN = 8;

  /** Larger files are left as they are, and named: they are sealed as a whole, in memory. */
  private static final long FILE_BYTES_MAX = 100_000_000;

  private static final int TRIES = 3;
  private static final String CHANGING = "other programs keep changing it";

  private final Path folder;
  private final Optional<Path> history;
  private final Optional<KeyFile> file;

  private Encryption(Path folder, Optional<Path> history, Optional<KeyFile> file) {
    this.folder = folder;
    this.history = history;
    this.file = file;
  }

  /** How far a memory is. */
  public enum State {
    PLAIN,
    ENCRYPTING,
    ENCRYPTED,
    DECRYPTING
  }

  /** Where a run has come to; for progress, and for tests that stop it there. */
  public enum Point {
    KEY_WRITTEN,
    HISTORY_MOVED,
    HISTORY_PURGED,
    FILE_WRITTEN,
    FILES_WRITTEN,
    INDEX_REMOVED,
    ALL_WRITTEN
  }

  /** Hears how far it is. */
  public interface Listener {
    void at(Point point, int done, int all);
  }

  /**
   * What was done.
   *
   * @param files how many were written anew
   * @param left those that could not be, with the reason
   */
  public record Summary(int files, List<VaultProblem> left) {
    public Summary {
      left = List.copyOf(left);
    }
  }

  /**
   * Looks at a memory's folder; a key's file that was lost there is put back from beside the
   * history.
   *
   * @throws VaultException if it cannot be read
   */
  public static Encryption of(Path folder, HistorySettings settings) {
    try {
      DiskFolder disk = new DiskFolder(folder.toRealPath(), false);
      Optional<Path> history = new HistoryFolder(settings.folder(), disk).find();
      if (!KeyFile.isIn(disk) && history.isPresent()) {
        Optional<KeyFile> second = KeyFile.beside(history.get());
        if (second.isPresent()) {
          putBack(second.get(), disk);
        }
      }
      return new Encryption(folder, history, read(disk));
    } catch (IOException e) {
      throw DiskErrors.reading(folder, "The folder", e);
    }
  }

  private static void putBack(KeyFile key, DiskFolder disk) throws IOException {
    try (FolderHandle root = disk.open()) {
      if (root.attributes(DiskFolder.OWN_FOLDER).isEmpty()) {
        root.createFolder(DiskFolder.OWN_FOLDER);
      }
    }
    key.putInto(disk);
  }

  private static Optional<KeyFile> read(DiskFolder disk) {
    try {
      return KeyFile.of(disk);
    } catch (IOException e) {
      throw new VaultException(
          "The key of the encrypted memory %s, .mem-agent/key, is damaged or cannot be read (%s): put that file back from a backup of the folder, or delete it where the history still has the other one."
              .formatted(disk.root(), DiskErrors.said(e)),
          e);
    }
  }

  /** How far the memory is. */
  public State state() {
    return file.map(present ->
            switch (present.state()) {
              case ENCRYPTING -> State.ENCRYPTING;
              case ENCRYPTED -> State.ENCRYPTED;
              case DECRYPTING -> State.DECRYPTING;
            })
        .orElse(State.PLAIN);
  }

  /** Tells its key from others; empty where it is not encrypted. */
  public String keyName() {
    return file.map(KeyFile::name).orElse("");
  }

  /**
   * The key, by its passphrase.
   *
   * @throws VaultException if that is another one
   */
  public MemoryKey unlock(char[] passphrase) {
    KeyFile present = present();
    return present
        .unwrap(passphrase)
        .filter(present::isWrittenWith)
        .orElseThrow(() ->
            new VaultException(
                "This is not the passphrase of the memory %s; nothing was read or changed."
                    .formatted(folder)));
  }

  /** The key, by its bytes as {@link #remember} gave them; empty where they are another one's. */
  public Optional<MemoryKey> remembered(String text) {
    KeyFile present = present();
    return MemoryKey.unbase64(text.strip())
        .filter(bytes -> bytes.length == MemoryKey.KEY_BYTES)
        .map(bytes -> MemoryKey.of(bytes, present.seals()))
        .filter(present::isWrittenWith);
  }

  /** The key's bytes as text, for a file that only its owner may read, outside the memory. */
  public static String remember(MemoryKey key) {
    return MemoryKey.base64(key.bytes());
  }

  private KeyFile present() {
    return file.orElseThrow(
        () -> new VaultException("The memory %s is not encrypted.".formatted(folder)));
  }

  /** The sentence of a memory whose key is not there. */
  public static VaultException locked(Path folder) {
    return new VaultException(
        "The memory %s is encrypted: type its passphrase in a terminal, or give it in MEM_AGENT_PASSPHRASE or in a file (--passphrase-file FILE)."
            .formatted(folder));
  }

  /** Refuses a key that is not, or is no longer, the memory's. */
  static void requireKey(DiskFolder disk) {
    Optional<KeyFile> file = read(disk);
    MemoryKey key = disk.key();
    if (file.isEmpty() && !key.isPresent()) {
      return;
    }
    if (!key.isPresent()) {
      throw locked(disk.root());
    }
    if (file.isEmpty() || file.get().seals() != key.seals()) {
      throw new VaultException(
          "The memory %s was meanwhile encrypted or decrypted by another program; nothing was written, start this one again."
              .formatted(disk.root()));
    }
    if (!file.get().isWrittenWith(key)) {
      throw new VaultException(
          "The key of the encrypted memory %s, .mem-agent/key, was changed or belongs to another memory; nothing was written, put it back from a backup."
              .formatted(disk.root()));
    }
  }

  /**
   * Gives a memory a key; from now on what is written to it is sealed. The vault cannot write any
   * more: open it again with the key, for {@link #carryOut}.
   *
   * @throws VaultException if it has one, or cannot be written
   */
  public static MemoryKey begin(Vault vault, char[] passphrase) {
    return begin(vault, passphrase, KeyFile.Cost.USUAL);
  }

  static MemoryKey begin(Vault vault, char[] passphrase, KeyFile.Cost cost) {
    MemoryKey key = MemoryKey.random();
    KeyFile made = KeyFile.of(key, passphrase, KeyFile.State.ENCRYPTING, cost);
    vault.alone(() -> {
      put(vault, made);
      return true;
    });
    return key;
  }

  /**
   * Says that a memory is to be decrypted; from now on what is written to it is plain. The vault
   * cannot write any more: open it again with the returned key, for {@link #carryOut}.
   */
  public static MemoryKey beginDecrypting(Vault vault) {
    return vault.alone(() -> {
      put(vault, read(vault.disk()).orElseThrow().with(KeyFile.State.DECRYPTING, vault.key()));
      return vault.key().sealing(false);
    });
  }

  /** Gives the memory's key another passphrase. */
  public static void changePassphrase(Vault vault, char[] passphrase) {
    changePassphrase(vault, passphrase, KeyFile.Cost.USUAL);
  }

  static void changePassphrase(Vault vault, char[] passphrase, KeyFile.Cost cost) {
    vault.alone(() -> {
      KeyFile.State state = read(vault.disk()).orElseThrow().state();
      put(vault, KeyFile.of(vault.key(), passphrase, state, cost));
      return true;
    });
  }

  /** The caller is alone in the memory. */
  private static void put(Vault vault, KeyFile made) throws IOException {
    Optional<HistoryWriter> writer = vault.writer();
    if (writer.isPresent()) {
      made.putBeside(writer.get().folder());
    }
    made.putInto(vault.disk());
  }

  /**
   * Writes everything anew as the vault's key says, sealed or plain; stopped at any point, another
   * run does the rest. What is decrypted has no key after it.
   *
   * @param indexes where the indexes of all memories lie
   * @throws VaultException if something cannot be read or written
   */
  public static Summary carryOut(Vault vault, Path indexes, Listener listener) {
    if (!vault.key().isPresent()) {
      throw new IllegalArgumentException("A memory without a key stays as it is.");
    }
    listener.at(Point.KEY_WRITTEN, 0, 0);
    List<VaultProblem> left = new ArrayList<>();
    int[] written = {0};
    VaultLock.Action<Boolean> rest =
        () -> {
          listener.at(Point.HISTORY_PURGED, 0, 0);
          vault.alone(() -> {
            written[0] = files(vault, left, listener);
            return true;
          });
          listener.at(Point.FILES_WRITTEN, 0, 0);
          if (vault.key().seals()) {
            removeIndex(vault, indexes);
            removeCopies(vault);
          }
          listener.at(Point.INDEX_REMOVED, 0, 0);
          return true;
        };
    try {
      Optional<HistoryWriter> writer = vault.writer();
      if (writer.isPresent()) {
        writer.get().seal(() -> listener.at(Point.HISTORY_MOVED, 0, 0), rest);
      } else {
        rest.run();
      }
      listener.at(Point.ALL_WRITTEN, 0, 0);
      return new Summary(written[0], left);
    } catch (IOException e) {
      throw new VaultException(
          "Not all of the memory %s and its history could be written (%s): it can be used as it is; run it again when the cause is gone."
              .formatted(vault.folder(), DiskErrors.said(e)),
          e);
    }
  }

  /**
   * Says in the key's file that all is written, after what the caller keeps elsewhere; what is
   * decrypted has no key after it, unless a file could not be decrypted.
   */
  public static void end(Vault vault, Summary summary) {
    vault.alone(() -> {
      Optional<KeyFile> present = read(vault.disk());
      if (vault.key().seals()) {
        put(vault, present.orElseThrow().with(KeyFile.State.ENCRYPTED, vault.key()));
      } else if (summary.left().isEmpty()) {
        if (vault.writer().isPresent()) {
          Files.deleteIfExists(vault.writer().get().folder().resolve(KeyFile.FILE));
        }
        KeyFile.removeFrom(vault.disk());
      }
      return true;
    });
  }

  private static int files(Vault vault, List<VaultProblem> left, Listener listener)
      throws IOException {
    List<NotePath> files = vault.files();
    int written = 0;
    for (int i = 0; i < files.size(); i++) {
      Optional<String> problem = Optional.of(CHANGING);
      for (int tries = 0; problem.isPresent() && tries < TRIES; tries++) {
        Written one = file(vault, files.get(i));
        problem = one.problem();
        written += one.isWritten() ? 1 : 0;
      }
      if (problem.isPresent()) {
        left.add(
            new VaultProblem(
                files.get(i).value(),
                "%s is left as it is: %s."
                    .formatted(PathRules.quote(files.get(i).value()), problem.get())));
      }
      listener.at(Point.FILE_WRITTEN, i + 1, files.size());
    }
    return written;
  }

  private record Written(boolean isWritten, Optional<String> problem) {}

  private static Written file(Vault vault, NotePath path) throws IOException {
    DiskFolder disk = vault.disk();
    DiskFolder.Place place = disk.locate(path);
    if (place.kind() != DiskFolder.Kind.FILE) {
      return new Written(false, Optional.empty()); // It has just gone.
    }
    byte[] stored = disk.readStored(place, FILE_BYTES_MAX);
    if (stored.length > FILE_BYTES_MAX) {
      return new Written(
          false, Optional.of("it is larger than %,d bytes".formatted(FILE_BYTES_MAX)));
    }
    byte[] content;
    try {
      content = vault.key().open(stored);
    } catch (SealedException cannot) {
      return new Written(false, Optional.of(DiskErrors.said(cannot)));
    }
    if (MemoryKey.isSealed(stored) == vault.key().seals()) {
      return new Written(false, Optional.empty());
    }
    Journal.LastLook last =
        new Journal.LastLook() {
          @Override
          public boolean holds() {
            try {
              return Arrays.equals(disk.readStored(disk.locate(path), FILE_BYTES_MAX), stored);
            } catch (IOException gone) {
              return false;
            }
          }

          @Override
          public boolean isAsSeen(byte[] bytes) {
            return Arrays.equals(bytes, content);
          }
        };
    boolean isWritten =
        new Journal(disk).apply(List.of(new Journal.Step.Put(place.names(), content)), last);
    return new Written(isWritten, isWritten ? Optional.empty() : Optional.of(CHANGING));
  }

  /** The plain one, of the time before. */
  private static void removeIndex(Vault vault, Path indexes) throws IOException {
    try (SearchIndex old = new SearchIndex(vault, Optional.of(indexes), SearchListener.SILENT)) {
      Optional<Path> place = old.folder().filter(Files::isDirectory);
      if (place.isPresent()) {
        old.drop();
        AsOf.remove(place.get());
        Path vectors = VectorIndex.beside(place.get());
        if (Files.isDirectory(vectors)) {
          AsOf.remove(vectors);
        }
      }
    }
  }

  /** Plain copies of the memory as it was, of programs that are reading them or were stopped. */
  private static void removeCopies(Vault vault) throws IOException {
    if (vault.writer().isEmpty()) {
      return;
    }
    Path history = vault.writer().get().folder();
    List<Path> plain = ForgetScan.copies(history, (name, stored) -> !MemoryKey.isSealed(stored));
    for (Path copy : plain) {
      AsOf.remove(copy);
    }
  }

  /**
   * Looks at every byte of the memory, its history and other folders for text of the notes that
   * lies there plain; the history's objects are unpacked. Empty if there is none.
   *
   * @param others files that may hold something of it
   */
  public static List<ForgetTrace> left(Vault vault, List<Path> others) {
    try {
      return new PlainLook(vault).left(others);
    } catch (IOException e) {
      throw DiskErrors.reading(vault.folder(), "A file", e);
    }
  }

  /** Where the memory's history lies, if there is one. */
  public Optional<Path> history() {
    return history;
  }
}
