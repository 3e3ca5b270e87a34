package memagent.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One folder of markdown, opened as a memory. What is read is read from the disk each time; what is
 * written goes through a {@link VaultTransaction}. Safe for use by several threads, and by several
 * processes on the same folder.
 *
 * <p>Nothing outside the folder is ever read or written: symbolic links below it are not followed.
 * Hidden files and folders are left alone, but for {@code .mem-agent}, the lock and the journal.
 */
public final class Vault implements AutoCloseable {
  private final Path folder;
  private final VaultLimits limits;
  private final DiskFolder disk;
  private final Usage usage;
  private final Optional<HistoryWriter> writer;
  private final Optional<History> history;
  private volatile SearchIndex index;
  private volatile SecretPolicy secrets = SecretPolicy.KEEP_ALL;

  /** Why nothing can be written; empty where it can. */
  private final Optional<String> refusal;

  private Vault(
      Path folder,
      VaultLimits limits,
      Optional<HistorySettings> settings,
      MemoryKey key,
      Optional<String> refusal) {
    this.folder = folder;
    this.limits = limits;
    this.disk = new DiskFolder(folder, foldsCase(folder), key);
    this.usage = new Usage(disk, limits);
    this.writer = settings.map(kept -> new HistoryWriter(this, kept));
    this.history = writer.map(kept -> new History(this, kept));
    this.refusal = refusal;
    this.index = new SearchIndex(this, Optional.empty(), SearchListener.SILENT);
  }

  /**
   * Opens a memory that exists, and finishes what a writer that died left half done. Nothing that
   * is changed through it goes into a history by itself.
   *
   * @throws VaultException if there is no such folder, its file system cannot keep a memory safe,
   *     or an unfinished change cannot be finished
   */
  public static Vault open(Path folder, VaultLimits limits) {
    return open(folder, limits, Optional.empty(), MemoryKey.NONE, Optional.empty());
  }

  /**
   * Opens a memory as {@link #open(Path, VaultLimits)} does, and keeps what becomes of it.
   *
   * @param history where the histories of memories are
   */
  public static Vault open(Path folder, VaultLimits limits, HistorySettings history) {
    return open(folder, limits, history, MemoryKey.NONE);
  }

  /**
   * The same of a memory that may be encrypted.
   *
   * @param key what {@link Encryption} gave
   * @throws VaultException if the memory is encrypted and this is not its key, or as {@link
   *     #open(Path, VaultLimits)} does
   */
  public static Vault open(
      Path folder, VaultLimits limits, HistorySettings history, MemoryKey key) {
    return open(folder, limits, Optional.of(history), key, Optional.empty());
  }

  /**
   * Opens a memory as {@link #open(Path, VaultLimits)} does, with a search index that is kept.
   *
   * @param indexFolder where the indexes of all memories lie; empty to keep none
   */
  public static Vault open(
      Path folder, VaultLimits limits, Optional<Path> indexFolder, SearchListener listener) {
    Vault vault = open(folder, limits);
    indexFolder.ifPresent(indexes -> vault.keepIndexIn(indexes, listener));
    return vault;
  }

  /** Opens a folder to which nothing can be written; the refusal is the sentence that says so. */
  static Vault readOnly(Path folder, VaultLimits limits, MemoryKey key, String refusal) {
    return open(folder, limits, Optional.empty(), key, Optional.of(refusal));
  }

  private static Vault open(
      Path folder,
      VaultLimits limits,
      Optional<HistorySettings> history,
      MemoryKey key,
      Optional<String> refusal) {
    if (!Files.exists(folder)) {
      throw new VaultException(
          "There is no memory at %s; create that folder or name another one.".formatted(folder));
    }
    if (!Files.isDirectory(folder)) {
      throw new VaultException(
          "%s is a file, and a memory is a folder of markdown files; name a folder."
              .formatted(folder));
    }
    try {
      Vault vault = new Vault(folder.toRealPath(), limits, history, key, refusal);
      if (refusal.isEmpty()) {
        vault.requireKey();
        DiskCheck.require(vault.disk);
      }
      vault.recover();
      return vault;
    } catch (IOException e) {
      throw DiskErrors.reading(folder, "The folder", e);
    }
  }

  /**
   * Opens a memory, and makes its folder first if there is none.
   *
   * @throws VaultException if the folder cannot be made, or as {@link #open} does
   */
  public static Vault create(Path folder, VaultLimits limits) {
    make(folder);
    return open(folder, limits);
  }

  /** Opens a memory, made first if there is none, and keeps what becomes of it. */
  public static Vault create(Path folder, VaultLimits limits, HistorySettings history) {
    make(folder);
    return open(folder, limits, history);
  }

  private static void make(Path folder) {
    if (!Files.exists(folder)) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw DiskErrors.writing(folder, false, e);
      }
    }
  }

  /** The folder's real path. */
  public Path folder() {
    return folder;
  }

  public VaultLimits limits() {
    return limits;
  }

  /** Begins with nothing read. */
  public VaultTransaction begin() {
    return begin(Seen.NOTHING);
  }

  /**
   * Begins after earlier transactions of the same conversation: a file that they read and this one
   * writes unread must still be as they read it.
   *
   * @param earlier what {@link VaultTransaction#seen} gave
   */
  public VaultTransaction begin(Seen earlier) {
    return begin(earlier, Author.PROGRAM);
  }

  /** Begins with nothing read, for somebody. */
  public VaultTransaction begin(Author author) {
    return begin(Seen.NOTHING, author);
  }

  /** Begins as {@link #begin(Seen)} does; the history says whose change it was, and why. */
  public VaultTransaction begin(Seen earlier, Author author) {
    return new VaultTransaction(this, earlier, author);
  }

  /** What became of the memory; empty if it was opened without. */
  public Optional<History> history() {
    return history;
  }

  /**
   * All notes, ascending; hidden ones, those that no path can name, and copies that a sync tool
   * made of a note ({@link #syncCopies}) are left out.
   *
   * @throws VaultException if the folder cannot be read or holds more files than allowed
   */
  public List<NotePath> notes() {
    return files().stream().filter(Vault::isEntity).toList();
  }

  /** Whether a file counts as a note: copies that sync tools make of one do not. */
  static boolean isEntity(NotePath file) {
    return file.isNote() && !SyncCopy.isCertain(file);
  }

  /** All files, notes and others, ascending, as {@link #notes} does. */
  public List<NotePath> files() {
    List<NotePath> files = new ArrayList<>();
    walk(entry -> {
      if (entry.kind() == DiskFolder.Kind.FILE) {
        checkCount(files.size() + 1);
        files.add(entry.path());
      }
    });
    files.sort(null);
    return List.copyOf(files);
  }

  /**
   * One parsed note.
   *
   * @throws VaultException if it is absent, a folder, no UTF-8 text, or too big
   */
  public Note note(NotePath path) {
    try (VaultTransaction transaction = begin()) {
      return Note.parse(path, transaction.read(path));
    }
  }

  /**
   * All notes with their links. Notes that cannot be read are left out; {@link #problems} names
   * them.
   */
  public LinkGraph links() {
    return links(SearchListener.SILENT);
  }

  /** The same with progress, since a large memory takes a while. */
  public LinkGraph links(SearchListener listener) {
    List<NotePath> files = files();
    List<Optional<Note>> notes =
        SideBySide.map(
            files.stream().filter(Vault::isEntity).toList(), this::readableNote, listener);
    return new LinkGraph(notes.stream().flatMap(Optional::stream).toList(), files);
  }

  private Optional<Note> readableNote(NotePath path) {
    try (VaultTransaction transaction = begin()) {
      return transaction.readable(path).map(text -> Note.parse(path, text));
    }
  }

  /** How full the memory is. */
  public VaultOverview overview() {
    int[] counts = new int[3];
    long[] bytes = new long[2];
    walk(entry -> {
      switch (entry.kind()) {
        case FILE -> {
          counts[0] += entry.path().isNote() ? 1 : 0;
          counts[1]++;
          bytes[0] += entry.bytes();
          bytes[1] = Math.max(bytes[1], entry.bytes());
        }
        case FOLDER -> counts[2]++;
        case ABSENT, BEHIND_FILE, LINK, OTHER -> {}
      }
    });
    return new VaultOverview(counts[0], counts[1], counts[2], bytes[0], bytes[1]);
  }

  /** What in the folder cannot be used, in the order of the tree; empty when all is well. */
  public List<VaultProblem> problems() {
    return new Problems(this, Optional.empty()).list();
  }

  /** The same of a memory whose notes were read already, so that only the others are read. */
  public List<VaultProblem> problems(LinkGraph read) {
    return new Problems(this, Optional.of(read)).list();
  }

  /**
   * Files that a sync tool seems to have made of a note that was changed in two places, in the
   * order of the tree. They are left alone; those that their name tells for certain are no notes.
   */
  public List<VaultProblem> syncCopies() {
    return SyncCopy.in(this);
  }

  /**
   * Keeps the search index from now on; call it before the first search. That of an encrypted
   * memory lives in this process only, since it holds all that the notes say.
   *
   * @param indexes where the indexes of all memories lie, such as a folder in the person's cache
   */
  public void keepIndexIn(Path indexes, SearchListener listener) {
    SearchIndex before = index;
    index = new SearchIndex(this, Optional.of(indexes).filter(i -> !key().isPresent()), listener);
    before.close();
  }

  /**
   * Searches by meaning too from now on; call it after {@link #keepIndexIn}. An encrypted memory
   * keeps no vectors on the disk either.
   *
   * @param embedder loads the model, at the first search; what it throws is told, and leaves the
   *     search by words
   */
  public void embedWith(Supplier<Embedder> embedder) {
    index.embedWith(embedder);
  }

  /** Masks or refuses secrets from now on in what models, clients and imports write. */
  public void guardSecrets(SecretPolicy policy) {
    secrets = policy;
  }

  /** What becomes of secrets that are written here; at first all are kept. */
  public SecretPolicy secrets() {
    return secrets;
  }

  /** Finds passages by words and along links; made when it is first asked. */
  public SearchIndex index() {
    return index;
  }

  @Override
  public void close() {
    index.close();
    writer.ifPresent(HistoryWriter::close);
  }

  Optional<HistoryWriter> writer() {
    return writer;
  }

  void requireWritable() {
    refusal.ifPresent(sentence -> {
      throw new VaultException(sentence);
    });
  }

  /** The memory's key; {@link MemoryKey#NONE} where it is not encrypted. */
  public MemoryKey key() {
    return disk.key();
  }

  DiskFolder disk() {
    return disk;
  }

  Usage usage() {
    return usage;
  }

  void walk(DiskFolder.Visitor visitor) {
    try {
      disk.walk(NotePath.ROOT, visitor);
    } catch (IOException e) {
      throw DiskErrors.reading(folder, "A folder", e);
    }
  }

  void checkCount(int files) {
    if (files > limits.fileCountMax()) {
      throw new VaultLimitException(
          "The memory %s holds more than %,d files; move some elsewhere."
              .formatted(folder, limits.fileCountMax()));
    }
  }

  /** Runs an action alone in this memory, after finishing what an earlier writer left. */
  <T> T alone(VaultLock.Action<T> action) {
    try {
      makeOwnFolder();
      return VaultLock.holding(
          folder,
          limits.lockWaitMax(),
          () -> {
            requireKey();
            new Journal(disk).recover();
            return action.run();
          });
    } catch (IOException e) {
      throw DiskErrors.writing(folder, isPending(), e);
    }
  }

  /** Somebody may encrypt the memory, or decrypt it, while it is open here. */
  private void requireKey() throws IOException {
    Encryption.requireKey(disk);
  }

  private void recover() {
    if (isPending()) {
      alone(() -> true);
    }
  }

  private boolean isPending() {
    try {
      return new Journal(disk).isPending();
    } catch (IOException unreadable) {
      return false;
    }
  }

  private void makeOwnFolder() throws IOException {
    try (FolderHandle root = disk.open()) {
      if (root.attributes(DiskFolder.OWN_FOLDER).isEmpty()) {
        try {
          root.createFolder(DiskFolder.OWN_FOLDER);
        } catch (java.nio.file.FileAlreadyExistsException another) {
          return; // Another writer was faster.
        }
      }
      root.child(DiskFolder.OWN_FOLDER).close();
    }
  }

  /** Asks the disk for the folder under another case; a name without letters answers no. */
  private static boolean foldsCase(Path folder) {
    Path name = folder.getFileName();
    if (name == null) {
      return false;
    }
    String upper = name.toString().toUpperCase(Locale.ROOT);
    String other = upper.equals(name.toString()) ? upper.toLowerCase(Locale.ROOT) : upper;
    if (other.equals(name.toString())) {
      return false;
    }
    try {
      Path twin = folder.resolveSibling(other);
      return Files.exists(twin, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(folder, twin);
    } catch (IOException e) {
      return false;
    }
  }
}
