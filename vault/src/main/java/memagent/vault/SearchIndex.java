package memagent.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds passages of a memory by words and along its links. {@link Vault#index} gives it; safe for
 * several threads, and for several processes on one memory.
 *
 * <p>It is a cache. Each search first looks which files have changed and reads those anew, so a
 * search never answers from an old state; {@link #watch} lets the system tell what has changed,
 * which saves the look. The index may be deleted at any time, and one that is damaged is made anew.
 *
 * <p>How it lives: {@link IndexStore} is Lucene's side, {@link NoteSweep} finds what changed,
 * {@link PassageReader} takes notes apart, {@link PassageSearch} asks. A process writes only while
 * something changes, and hands the right to write on within {@link #SAVE_AFTER}; one that cannot
 * have it in time builds an index of its own in memory.
 */
public final class SearchIndex implements AutoCloseable {
  private static final Duration SAVE_AFTER = Duration.ofMillis(100);
  private static final Duration HOLD_MAX = Duration.ofSeconds(3);
  private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(30);

  private final Vault vault;
  private final Optional<Path> folder;
  private final SearchListener listener;
  private final ReentrantLock lock = new ReentrantLock();

  /** What was told to have changed and was not looked at yet. */
  private final Set<NotePath> pending = ConcurrentHashMap.newKeySet();

  private final WordAnalyzer questions = WordAnalyzer.forQuestions();
  private volatile Optional<VectorIndex> vectors = Optional.empty();
  private @Nullable IndexStore store; // under the lock, as all below

  /** What the notes looked like when they were read; changed in place, since it is large. */
  private Map<String, FileStamp> stamps = new ConcurrentHashMap<>();

  private @Nullable FolderWatch watch;
  private @Nullable ScheduledExecutorService background;
  private boolean saveIsDue;
  private volatile boolean tidyIsDue;
  private long changedAt;
  private long writingSince;
  private boolean closed;

  SearchIndex(Vault vault, Optional<Path> cacheFolder, SearchListener listener) {
    this.vault = vault;
    this.folder = cacheFolder.map(cache -> cache.resolve(IndexStore.nameFor(vault.folder())));
    this.listener = listener;
  }

  /** Where it is kept; empty when it lives in this process only. */
  public Optional<Path> folder() {
    return folder;
  }

  /**
   * The passages that bear on a question, best first; none for a question without words.
   *
   * @param countMax how many at most, from 1
   * @throws VaultException if the memory cannot be read
   */
  public List<SearchHit> search(String question, int countMax) {
    return search(question, countMax, Map.of());
  }

  /**
   * The same with some notes as they are about to be.
   *
   * @param staged their texts; empty for one that is about to be deleted
   */
  List<SearchHit> search(String question, int countMax, Map<NotePath, Optional<String>> staged) {
    if (countMax < 1) {
      throw new IllegalArgumentException("A search for " + countMax + " hits finds none.");
    }
    List<NearPassage> near =
        vectors.map(known -> known.nearest(question, RankFusion.DEPTH)).orElse(List.of());
    return alone(open -> {
      if (staged.isEmpty()) {
        return search(open).find(question, countMax, near);
      }
      try (StagedNotes overlay = StagedNotes.over(open.reader(), staged)) {
        return new PassageSearch(overlay.reader(), questions, overlay.hidden())
            .find(question, countMax, near);
      }
    });
  }

  void embedWith(Supplier<Embedder> embedder) {
    IntSupplier passages = () -> alone(open -> open.reader().numDocs() - stamps.size());
    vectors = Optional.of(new VectorIndex(vault, folder, embedder, passages, listener));
  }

  /** Makes the vectors that are missing, with progress; whether all are there then, to be used. */
  public boolean embed() {
    return vectors.map(VectorIndex::fill).orElse(false);
  }

  /**
   * Brings the index up to date, with progress; a search does so by itself.
   *
   * @throws VaultException if the memory cannot be read
   */
  public void refresh() {
    alone(open -> true);
  }

  /** The notes that most others link to, by the names in the links, most first. */
  List<NotePath> mostLinked(int countMax) {
    return alone(open -> search(open).mostLinked(countMax));
  }

  /**
   * The notes that have another name, ascending.
   *
   * @param key as {@link LinkResolver#key} makes it
   * @param looks whether to look first what has changed
   */
  List<NotePath> aliased(String key, boolean looks) {
    lock.lock();
    try {
      if (!looks && store != null && !closed) {
        return repaired(() -> search(open()).aliased(key));
      }
    } finally {
      lock.unlock();
    }
    return alone(open -> search(open).aliased(key));
  }

  private PassageSearch search(IndexStore open) throws IOException {
    return new PassageSearch(open.reader(), open.terms(), questions, Set.of());
  }

  /** Whether it is there already, so that a question need not read all notes first. */
  public boolean isAtHand() {
    lock.lock();
    try {
      return store != null || folder.filter(Files::isDirectory).isPresent();
    } finally {
      lock.unlock();
    }
  }

  /**
   * From now on, or soon, lets the system say what changes, as far as it can do so at once. For
   * programs that stay. Returns at once.
   */
  public void watch() {
    lock.lock();
    try {
      if (!closed) {
        background().execute(this::beginToWatch);
        vectors.ifPresent(VectorIndex::stay);
      }
    } finally {
      lock.unlock();
    }
  }

  private void beginToWatch() {
    lock.lock();
    try {
      if (watch == null && !closed) {
        watch = FolderWatch.of(vault, pending);
      }
      if (watch != null && !closed) {
        long every = FolderWatch.QUIET_TIME.toMillis();
        var _ =
            background()
                .scheduleWithFixedDelay(this::followEdits, every, every, TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Deletes it, once nobody else is writing it; the next search makes it anew. */
  public void drop() {
    lock.lock();
    try {
      open().wipe(vault.limits().lockWaitMax());
      giveUp();
      VectorIndex.drop(vectors, folder, vault.limits().lockWaitMax());
    } catch (IOException | RuntimeException e) {
      throw new VaultException(
          "The search index in %s cannot be deleted (%s); delete that folder by hand."
              .formatted(folder.map(Path::toString).orElse("memory"), e.getMessage()),
          e);
    } finally {
      lock.unlock();
    }
  }

  /** Hears of files that this process has changed. */
  void changed(Collection<NotePath> paths) {
    pending.addAll(paths);
    vectors.ifPresent(VectorIndex::follow);
    if (!lock.tryLock()) {
      return; // Whoever has it, or the next search, looks at them.
    }
    try {
      if (store != null && !closed && !stamps.isEmpty()) {
        lookAtPending();
      }
    } catch (IOException | RuntimeException broken) {
      giveUp(); // What was changed is on the disk, and the next search sees it there.
    } finally {
      lock.unlock();
    }
  }

  /** What runs on an index that is up to date. */
  private interface Action<T> {
    T on(IndexStore open) throws IOException;
  }

  private interface Attempt<T> {
    T run() throws IOException;
  }

  private <T> T alone(Action<T> action) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("The memory is closed.");
      }
      return repaired(() -> {
        bringUpToDate();
        return action.on(open());
      });
    } finally {
      lock.unlock();
    }
  }

  /** Runs an action; on a damaged index makes it anew and runs it again, at last in memory. */
  private <T> T repaired(Attempt<T> action) {
    try {
      return action.run();
    } catch (VaultException e) {
      throw e;
    } catch (IOException | RuntimeException damaged) {
      listener.notice(
          "The search index in %s could not be used (%s) and is made anew."
              .formatted(folder.map(Path::toString).orElse("memory"), IndexStore.reason(damaged)));
    }
    try {
      open().wipe();
      giveUp();
      return action.run();
    } catch (VaultException e) {
      throw e;
    } catch (IOException | RuntimeException again) {
      listener.notice(
          "The search index in %s cannot be kept (%s); this run searches without it."
              .formatted(folder.map(Path::toString).orElse("memory"), IndexStore.reason(again)));
    }
    try {
      moveIntoMemory();
      return action.run();
    } catch (IOException e) {
      throw new VaultException("The memory cannot be searched: " + IndexStore.reason(e) + ".", e);
    }
  }

  private IndexStore open() throws IOException {
    if (store == null) {
      store = folder.isPresent() ? IndexStore.in(folder.get()) : IndexStore.inMemory();
    }
    return store;
  }

  private void moveIntoMemory() {
    giveUp();
    store = IndexStore.inMemory();
  }

  private void bringUpToDate() throws IOException {
    boolean isNew = store == null || stamps.isEmpty();
    if (open().refresh() && !open().isWriting()) {
      stamps = open().stamps();
    }
    if (!isNew && watch != null && watch.isExact()) {
      lookAtPending();
    } else {
      if (watch != null) {
        watch.forgetMissed(); // It is seen now.
      }
      pending.clear();
      apply(NoteSweep.all(vault, stamps));
    }
    open().refresh();
  }

  private void lookAtPending() throws IOException {
    Set<NotePath> paths = Set.copyOf(pending);
    if (!paths.isEmpty()) {
      pending.removeAll(paths);
      apply(NoteSweep.some(vault, stamps, paths));
    }
  }

  private void apply(NoteSweep found) throws IOException {
    if (found.isEmpty()) {
      return;
    }
    NoteSweep sweep = found;
    if (!open().write(vault.limits().lockWaitMax())) {
      moveIntoMemory();
      open().write(vault.limits().lockWaitMax());
      sweep = NoteSweep.all(vault, stamps);
    } else if (stamps.isEmpty() && open().isThere()) { // Another process made it meanwhile.
      open().refresh();
      stamps = open().stamps();
      sweep = NoteSweep.all(vault, stamps);
    }
    for (String path : sweep.gone()) {
      open().remove(new NotePath(path));
      stamps.remove(path);
    }
    new NoteIntake(vault, open(), stamps, sweep.begunNanos(), listener).take(sweep.stale());
    saveSoon();
  }

  /** Others may write when nothing changed for a while, or after a longer while in any case. */
  private void saveSoon() throws IOException {
    changedAt = System.nanoTime();
    if (open().isKept() && !saveIsDue) {
      saveIsDue = true;
      writingSince = changedAt;
      schedule(SAVE_AFTER);
    }
    if (!tidyIsDue && open().isScattered()) {
      tidyIsDue = true;
      IndexStore scattered = open();
      background().execute(() -> tidy(scattered));
    }
  }

  /** In the background: a burst of changes leaves many small pieces. */
  private void tidy(IndexStore scattered) {
    try {
      scattered.tidy();
    } catch (IOException | RuntimeException e) {
      broken(scattered);
    } finally {
      tidyIsDue = false;
    }
  }

  private void schedule(Duration after) {
    var _ = background().schedule(this::settle, after.toMillis(), TimeUnit.MILLISECONDS);
  }

  private ScheduledExecutorService background() {
    if (background == null) {
      background = SearchThread.named("mem-agent-search");
    }
    return background;
  }

  /** In the background: saves what has come to rest. */
  private void settle() {
    IndexStore due = due().orElse(null);
    try {
      if (due != null) {
        due.commit(true); // The slow part, which no search has to wait for.
        release(due);
      }
    } catch (IOException | RuntimeException e) {
      broken(due);
    }
  }

  private void broken(@Nullable IndexStore used) {
    lock.lock();
    try {
      if (used != null && used.equals(store)) {
        giveUp();
      }
    } finally {
      lock.unlock();
    }
  }

  private Optional<IndexStore> due() {
    lock.lock();
    try {
      if (closed || store == null || !saveIsDue) {
        return Optional.empty();
      }
      long now = System.nanoTime();
      boolean isQuiet = now - changedAt >= SAVE_AFTER.toNanos();
      if (!isQuiet && now - writingSince < HOLD_MAX.toNanos()) {
        schedule(SAVE_AFTER);
        return Optional.empty();
      }
      return Optional.of(store);
    } finally {
      lock.unlock();
    }
  }

  private void release(IndexStore saved) throws IOException {
    lock.lock();
    try {
      if (!closed && saved.equals(store)) {
        saveIsDue = !saved.release();
        if (saveIsDue) {
          writingSince = System.nanoTime();
          schedule(SAVE_AFTER);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Saves what is not saved, so that the files hold all that a search finds. */
  void save() {
    alone(open -> {
      if (saveIsDue) {
        open.commit(true);
        release(open);
      }
      return true;
    });
  }

  /** In the background: reads what the system says has changed, so that no search has to. */
  private void followEdits() {
    lock.lock();
    try {
      if (!closed && store != null && watch != null && watch.isQuiet()) {
        bringUpToDate();
      }
    } catch (IOException | RuntimeException e) {
      giveUp();
    } finally {
      lock.unlock();
    }
  }

  /** The next search opens it again, and says what is wrong. */
  private void giveUp() {
    IndexStore broken = store;
    store = null;
    stamps = new ConcurrentHashMap<>();
    saveIsDue = false;
    if (broken != null) {
      try {
        broken.close();
      } catch (IOException | RuntimeException again) {
        return; // It is given up anyway.
      }
    }
  }

  /** Saves what is not saved, and ends. */
  @Override
  public void close() {
    vectors.ifPresent(VectorIndex::close);
    ScheduledExecutorService running;
    lock.lock();
    try {
      closed = true;
      running = background;
    } finally {
      lock.unlock();
    }
    if (running != null) {
      SearchThread.end(running, CLOSE_WAIT_MAX);
    }
    lock.lock();
    try {
      if (watch != null) {
        watch.close();
      }
      giveUp();
    } finally {
      lock.unlock();
    }
  }
}
