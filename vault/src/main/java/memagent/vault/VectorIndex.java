package memagent.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import memagent.vault.NoteSweep.Stale;
import org.apache.lucene.document.Document;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of a memory's passages, beside its {@link SearchIndex}, and which of them lie near a
 * question (Malkov and Yashunin, "Hierarchical Navigable Small World graphs", 2018, as Lucene has
 * it). A cache as that is, of the same files; it is filled later, since a vector costs a thousand
 * times what words cost, and may lag behind: a vector counts only while its passage still says what
 * it was made of, and a text that was embedded once is not embedded again.
 *
 * <p>In a program that stays, a thread fills it, and what is not there yet is not found by it. In
 * one that asks once, the question waits for a few passages, and the rest stays for {@link
 * #fill()}. For several threads, and several processes.
 */
final class VectorIndex implements AutoCloseable {
  /** Below this two texts have nothing in common; for all-MiniLM-L6-v2, see docs/decisions.md. */
  static final double COSINE_MIN = 0.3;

  /** How many passages are embedded while a question waits. */
  static final int AT_ONCE_COUNT_MAX = 200;

  private static final Duration HOLD_MAX = Duration.ofSeconds(3);
  private static final Duration QUIET_TIME = Duration.ofMillis(300);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(5);

  /** Changes with what is written here or how a passage becomes a text. */
  private static final String FORM = "mem-agent vectors 1 ";

  private final Vault vault;
  private final Optional<Path> folder;
  private final Supplier<Embedder> source;
  private final IntSupplier passageCount;
  private final SearchListener listener;

  /** Held while vectors are made; nobody who holds {@link #lock} waits for it. */
  private final ReentrantLock filling = new ReentrantLock();

  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicBoolean isDue = new AtomicBoolean();
  private volatile @Nullable Embedder embedder;
  private volatile boolean givenUp;
  private volatile boolean isTooLarge;
  private volatile boolean isToldTooLarge;
  private volatile boolean isStopped; // what is being filled is to end
  private volatile boolean closed;
  private volatile @Nullable ScheduledExecutorService background; // in a program that stays
  private volatile long filledAt;
  private @Nullable IndexStore store; // under the lock

  /**
   * The vectors of a memory.
   *
   * @param indexFolder where the search index is kept; empty to keep neither
   * @param source loads the model, once it is needed
   * @param passageCount how many passages the memory has
   */
  VectorIndex(
      Vault vault,
      Optional<Path> indexFolder,
      Supplier<Embedder> source,
      IntSupplier passageCount,
      SearchListener listener) {
    this.vault = vault;
    this.folder = indexFolder.map(VectorIndex::beside);
    this.source = source;
    this.passageCount = passageCount;
    this.listener = listener;
  }

  /** Where the vectors of an index lie. */
  static Path beside(Path indexFolder) {
    return indexFolder.resolveSibling(indexFolder.getFileName() + "-vectors");
  }

  /**
   * The passages that lie nearest, nearest first; none while the model is not there, and for a
   * question that it cannot read.
   */
  List<NearPassage> nearest(String question, int countMax) {
    Optional<String> text = EmbeddedText.of(question);
    if (text.isEmpty() || givenUp || !isReady()) {
      return List.of();
    }
    Embedder ready = embedder;
    try {
      return ready == null || isTooLarge || !ready.knows(text.get())
          ? List.of()
          : near(VectorDocuments.bytes(ready.embed(text.get())), countMax);
    } catch (IOException | RuntimeException e) {
      giveUp(e);
      return List.of();
    }
  }

  private boolean isReady() {
    if (background != null) {
      follow();
      return true;
    }
    if (folder.isEmpty()) {
      return false; // Nothing of it would be left for the next question.
    }
    int left = fill(AT_ONCE_COUNT_MAX);
    if (left > 0) {
      listener.notice(
          "%,d notes are found by their words only as yet: `mem embedding on` does the rest."
              .formatted(left));
    }
    return true;
  }

  private List<NearPassage> near(byte[] asked, int countMax) throws IOException {
    lock.lock();
    try {
      if (closed) {
        return List.of();
      }
      open().refresh();
      return VectorDocuments.nearest(open().reader(), asked, countMax, COSINE_MIN);
    } finally {
      lock.unlock();
    }
  }

  /** From now on a thread keeps it up to date. Returns at once. */
  void stay() {
    lock.lock();
    try {
      if (!closed && background == null) {
        background = SearchThread.named("mem-agent-embed");
        follow();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Something may have changed; looked at soon, in a program that stays. */
  void follow() {
    ScheduledExecutorService running = background;
    if (running != null && !closed && !givenUp && isDue.compareAndSet(false, true)) {
      long rested = System.nanoTime() - filledAt;
      long wait = filledAt == 0 ? 0 : Math.max(QUIET_TIME.toNanos(), PAUSE.toNanos() - rested);
      var _ = running.schedule(this::fillSoon, wait, TimeUnit.NANOSECONDS);
    }
  }

  private void fillSoon() {
    isDue.set(false);
    var _ = fill(Integer.MAX_VALUE);
    filledAt = System.nanoTime();
  }

  /**
   * Makes the vectors that are missing, with progress, as far as the memory is not too large.
   *
   * @param countMax after so many passages it ends
   * @return how many notes are left
   */
  int fill(int countMax) {
    if (givenUp || closed) {
      return 0;
    }
    int passages = passageCount.getAsInt(); // Which waits for the search index, so no lock is held.
    int passagesMax = vault.limits().embeddedPassagesMax();
    isTooLarge = passages > passagesMax;
    if (isTooLarge) {
      tellTooLarge(passages, passagesMax);
      return 0;
    }
    filling.lock();
    try {
      Embedder ready = embedder;
      if (ready == null) {
        ready = source.get();
        embedder = ready;
      }
      return repaired(ready, countMax);
    } catch (IOException | RuntimeException e) {
      giveUp(e);
      return 0;
    } finally {
      filling.unlock();
    }
  }

  /** Makes all that are missing; false if some are left, or none can be used. */
  boolean fill() {
    return fill(Integer.MAX_VALUE) == 0 && !givenUp && !isTooLarge;
  }

  private int repaired(Embedder ready, int countMax) throws IOException {
    try {
      return new Filling(ready, countMax).run();
    } catch (VaultException e) {
      throw e;
    } catch (IOException damaged) { // Or of another model.
      forgetStore();
      wipe(folder, vault.limits().lockWaitMax());
      return new Filling(ready, countMax).run();
    }
  }

  private void tellTooLarge(int passages, int passagesMax) {
    if (!isToldTooLarge && passagesMax > 0) {
      isToldTooLarge = true;
      listener.notice(
          "The memory has %,d passages and at most %,d are embedded (embedded-passages-max): it is searched by words and links only."
              .formatted(passages, passagesMax));
    }
  }

  private void giveUp(Exception e) {
    if (!givenUp && !closed) {
      givenUp = true;
      listener.notice(
          "The search by meaning cannot be used (%s); this run searches by words and links."
              .formatted(IndexStore.reason(e)));
    }
  }

  private IndexStore open() throws IOException {
    if (store == null) {
      Embedder ready = Objects.requireNonNull(embedder, "the model is loaded before");
      store = folder.isPresent() ? IndexStore.in(folder.get(), form(ready)) : IndexStore.inMemory();
    }
    return store;
  }

  static String form(Embedder model) {
    return FORM + model.name();
  }

  /** One look at all files, and what it found to do. */
  private final class Filling {
    private final Embedder ready;
    private final int countMax;
    private int embedded;
    private long writingSince;

    Filling(Embedder ready, int countMax) {
      this.ready = ready;
      this.countMax = countMax;
    }

    int run() throws IOException {
      Map<String, FileStamp> stamps;
      lock.lock();
      try {
        if (closed) {
          return 0;
        }
        open().refresh();
        stamps = open().stamps();
      } finally {
        lock.unlock();
      }
      NoteSweep sweep = NoteSweep.all(vault, stamps);
      if (sweep.isEmpty()) {
        return 0;
      }
      int done = 0;
      int total = sweep.stale().size();
      for (Stale note : sweep.stale()) {
        if (isStopped || closed || embedded >= countMax || !write()) {
          save();
          return total - done;
        }
        take(note, Optional.ofNullable(stamps.get(note.path().value())));
        done++;
        listener.embedding(done, total);
      }
      if (write()) {
        lock.lock();
        try {
          for (String path : sweep.gone()) {
            open().remove(new NotePath(path));
          }
        } finally {
          lock.unlock();
        }
      }
      save();
      return 0;
    }

    /** Takes the right to write, or keeps it for a while; false while another process has it. */
    private boolean write() throws IOException {
      if (System.nanoTime() - writingSince > HOLD_MAX.toNanos()) {
        save();
      }
      lock.lock();
      try {
        if (!open().isWriting()) {
          writingSince = System.nanoTime();
        }
        return open().write(Duration.ZERO);
      } finally {
        lock.unlock();
      }
    }

    private void save() throws IOException {
      IndexStore written;
      lock.lock();
      try {
        written = open();
      } finally {
        lock.unlock();
      }
      if (closed || !written.isWriting()) {
        return;
      }
      written.commit(true); // The slow part, which no search has to wait for.
      lock.lock();
      try {
        if (!closed) {
          var _ = written.release();
          written.refresh();
        }
      } finally {
        lock.unlock();
      }
    }

    private void take(Stale note, Optional<FileStamp> before) throws IOException {
      byte[] bytes = bytesOf(note);
      FileStamp stamp = note.stamp().withContent(bytes);
      boolean isSame =
          before.isPresent()
              && before.get().bytes() == stamp.bytes()
              && before.get().content() == stamp.content();
      List<Document> documents = isSame ? List.of() : documents(note.path(), stamp, bytes);
      lock.lock();
      try {
        if (closed) {
          return;
        }
        if (isSame) {
          open().restamp(note.path(), stamp);
        } else {
          open().put(note.path(), documents);
        }
      } finally {
        lock.unlock();
      }
    }

    private byte[] bytesOf(Stale note) {
      try (FolderHandle handle = vault.disk().open(note.folder())) {
        byte[] bytes = vault.disk().read(handle, note.name(), vault.limits().fileBytesMax());
        return bytes.length <= vault.limits().fileBytesMax() ? bytes : new byte[0];
      } catch (IOException unreadable) {
        return new byte[0]; // Gone by the next look, or found by `mem memory check`.
      }
    }

    private List<Document> documents(NotePath path, FileStamp stamp, byte[] bytes)
        throws IOException {
      List<Document> documents = new ArrayList<>();
      List<Passage> passages =
          NoteText.decode(bytes)
              .map(text -> PassageReader.read(path, text.text()).passages())
              .orElse(List.of());
      for (int at = 0; at < passages.size(); at++) {
        Optional<String> text = EmbeddedText.of(passages.get(at));
        if (text.isPresent()) {
          documents.add(document(path, at, text.get()));
        }
      }
      documents.addAll(NoteDocuments.of(path, stamp, Optional.empty()));
      return documents;
    }

    private Document document(NotePath path, int at, String text) throws IOException {
      String hash = EmbeddedText.hash(text);
      Optional<byte[]> known = known(hash);
      byte[] vector; // (dimension)
      if (known.isPresent()) {
        vector = known.get();
      } else {
        vector = VectorDocuments.bytes(ready.embed(text));
        embedded++;
      }
      return VectorDocuments.passage(path, at, hash, vector);
    }

    private Optional<byte[]> known(String hash) throws IOException {
      lock.lock();
      try {
        return VectorDocuments.known(open().reader(), hash);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Deletes all vectors; what is not forgotten is embedded again. */
  private void drop() throws IOException {
    isStopped = true;
    filling.lock();
    try {
      forgetStore();
      wipe(folder, vault.limits().lockWaitMax());
    } finally {
      isStopped = false;
      filling.unlock();
    }
  }

  /** Deletes the vectors beside an index, also those of a time when there was a model. */
  static void drop(Optional<VectorIndex> vectors, Optional<Path> indexFolder, Duration waitMax)
      throws IOException {
    if (vectors.isPresent()) {
      vectors.get().drop();
    } else {
      wipe(indexFolder.map(VectorIndex::beside), waitMax);
    }
  }

  private static void wipe(Optional<Path> folder, Duration waitMax) throws IOException {
    if (folder.isPresent() && Files.isDirectory(folder.get())) {
      try (IndexStore old = IndexStore.in(folder.get(), FORM)) {
        old.wipe(waitMax);
      }
    }
  }

  private void forgetStore() throws IOException {
    lock.lock();
    try {
      IndexStore open = store;
      store = null;
      if (open != null) {
        open.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends soon: what is not made yet is made another time. */
  @Override
  public void close() {
    closed = true;
    ScheduledExecutorService running = background;
    if (running != null) {
      SearchThread.end(running, CLOSE_WAIT_MAX);
    }
    try {
      forgetStore();
    } catch (IOException | RuntimeException unsaved) {
      // It is a cache: what was not saved is made again.
      givenUp = true;
    }
    Embedder ready = embedder;
    if (ready != null) {
      ready.close();
    }
  }
}
