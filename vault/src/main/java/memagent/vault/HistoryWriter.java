package memagent.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the history what becomes of the memory.
 *
 * <p>A transaction costs one small file more ({@link Inbox}); git is not even loaded for it. The
 * commits are made later: when the history is read, when the memory is closed, or beside the work
 * when {@link #INBOX_FILES_MAX} transactions wait. What goes wrong with the history never fails a
 * transaction: it becomes one warning, and the difference is found later as an edit by hand.
 *
 * <p>Two locks: the history's own, for whoever makes commits, and inside it for a moment the
 * memory's, for a look at the disk at which nobody of ours is writing.
 */
final class HistoryWriter implements AutoCloseable {
  /** From so many waiting transactions on, they are taken in without being asked for. */
  static final int INBOX_FILES_MAX = 256;

  private static final int LOOSE_FILES_MAX = 4_000;
  private static final String CLOCK = "clock";

  /** Lies in the history's folder while something is being forgotten. */
  private static final String FORGETTING = "forgetting";

  private final Vault vault;
  private final HistorySettings settings;
  private final HandEdits handEdits;
  private @Nullable Path folder;
  private @Nullable GitStore store;
  private @Nullable Thread taking;
  private boolean warned;
  private boolean written;

  HistoryWriter(Vault vault, HistorySettings settings) {
    this.vault = vault;
    this.settings = settings;
    this.handEdits = new HandEdits(vault);
  }

  HistorySettings settings() {
    return settings;
  }

  /** What the memory's writer does between the two notes. */
  interface Writing {
    /** Whether it was done. */
    boolean write() throws IOException;
  }

  /**
   * Writes the memory, and down what was written. The caller holds the memory's lock.
   *
   * @return whether the memory was written
   */
  boolean keep(
      Author author, List<String> undoes, Map<NotePath, Staging.Staged> files, Writing writing)
      throws IOException {
    Map<NotePath, Inbox.Change> changes = new TreeMap<>();
    files.forEach(
        (path, staged) -> changes.put(path, new Inbox.Change(staged.before(), staged.after())));
    Optional<Inbox.Announced> announced =
        announce(new Inbox.Item("", settings.clock().instant(), author, undoes, changes));
    // What fails here leaves the note, and the next one to settle looks at the disk.
    boolean isWritten = writing.write();
    try {
      if (announced.isPresent() && !isWritten) {
        Files.deleteIfExists(announced.get().file());
      } else if (announced.isPresent()) {
        inbox().accept(announced.get().file());
        takeInWhenMany(announced.get().waiting() + 1);
      }
    } catch (IOException | RuntimeException e) {
      warn(e);
    }
    return isWritten;
  }

  private Optional<Inbox.Announced> announce(Inbox.Item item) {
    try {
      inbox().settle(handEdits::read);
      return Optional.of(inbox().announce(item));
    } catch (IOException | RuntimeException e) {
      warn(e);
      return Optional.empty();
    }
  }

  /** They wait for whichever process is the first to see that they are many. */
  private synchronized void takeInWhenMany(int waiting) {
    written = true;
    if (waiting >= INBOX_FILES_MAX && (taking == null || !taking.isAlive())) {
      taking =
          Thread.ofPlatform()
              .daemon()
              .name("mem-agent-history")
              .start(() -> {
                try {
                  takeIn(false, Duration.ZERO);
                } catch (VaultBusyException another) {
                  return; // It takes them in.
                } catch (IOException | RuntimeException | LinkageError e) {
                  warn(e);
                }
              });
    }
  }

  /**
   * Makes commits of what waits.
   *
   * @param look whether to look for edits by hand in the whole memory, and not only in the files of
   *     the transactions
   */
  void takeIn(boolean look) throws IOException {
    takeIn(look, vault.limits().lockWaitMax());
  }

  private void takeIn(boolean look, Duration waitMax) throws IOException {
    alone(
        waitMax,
        () -> {
          takeInAlone(look);
          return true;
        });
  }

  /** Runs an action while nobody else adds commits. */
  <T> T alone(VaultLock.Action<T> action) throws IOException {
    return alone(vault.limits().lockWaitMax(), action);
  }

  private <T> T alone(Duration waitMax, VaultLock.Action<T> action) throws IOException {
    Path lock = knownFolder().resolve("lock");
    return VaultLock.holding(vault.folder(), lock, waitMax, action);
  }

  private Path knownFolder() throws IOException {
    Path known;
    synchronized (this) {
      known = folder;
    }
    return known == null ? vault.alone(this::folder) : known;
  }

  private void takeInAlone(boolean look) throws IOException {
    store().removeLocks();
    // Whoever began to forget something was stopped when the branch was moved, or before.
    GitStore git = isUnfinished(folder()) ? purged(store()) : store();
    Path clock = folder().resolve(CLOCK);
    Files.writeString(clock, "");
    long nowNanos = Files.getLastModifiedTime(clock).to(TimeUnit.NANOSECONDS);
    Map<Path, Inbox.Item> items = new LinkedHashMap<>();
    Map<NotePath, Optional<ObjectId>> expected = new HashMap<>();
    HandEdits.Found found =
        vault.alone(() -> {
          inbox().settle(handEdits::read);
          for (Path file : inbox().accepted()) {
            Optional<Inbox.Item> item = inbox().read(file);
            if (item.isEmpty()) {
              Files.delete(file);
            } else {
              items.put(file, item.get());
              for (Map.Entry<NotePath, Inbox.Change> change : item.get().changes().entrySet()) {
                expected.put(change.getKey(), id(git, change.getValue().after()));
              }
            }
          }
          // The first time all is looked at, so that what is found later was changed later.
          return look || git.head().isEmpty()
              ? handEdits.find(git, expected, nowNanos)
              : new HandEdits.Found();
        });
    for (Map.Entry<Path, Inbox.Item> item : items.entrySet()) {
      takeIn(git, item.getValue(), found);
      Files.delete(item.getKey());
    }
    addHandEdits(git, found);
    git.tidy(LOOSE_FILES_MAX);
  }

  /** Writes the history anew without what is to be forgotten, and removes the old one for good. */
  void forget(ForgetRule rule) throws IOException {
    alone(() -> {
      takeInAlone(true);
      rewrite(rule, store().seals(), () -> {});
      return true;
    });
  }

  /**
   * Writes the history anew as the memory's key says, sealed or plain, removes the old one for
   * good, and then does the rest, before anybody else can add to it.
   *
   * @param moved is run when the new one is there and the old one not yet gone
   */
  void seal(Runnable moved, VaultLock.Action<Boolean> rest) throws IOException {
    alone(() -> {
      takeInAlone(true);
      if (store().seals() != vault.key().seals()) {
        rewrite(ForgetRule.NOTHING, vault.key().seals(), moved);
      }
      return rest.run();
    });
  }

  private void rewrite(ForgetRule rule, boolean seals, Runnable moved) throws IOException {
    Files.writeString(folder().resolve(FORGETTING), "");
    new GitRewrite(store(), rule, seals).run();
    moved.run();
    purged(store());
  }

  /** What was removed is still known to whoever has the repository open. */
  private synchronized GitStore purged(GitStore git) throws IOException {
    git.purge();
    git.close();
    store = null;
    Files.deleteIfExists(folder().resolve(FORGETTING));
    return store();
  }

  /** Edits by hand that are older come first: those of other files by the time of their change. */
  private void takeIn(GitStore git, Inbox.Item item, HandEdits.Found found) throws IOException {
    Optional<RevCommit> head = git.head();
    if (head.isPresent() && CommitText.key(git.text(head.get())).equals(item.key())) {
      return; // It is in, and whoever took it in was stopped before the file was removed.
    }
    HandEdits.Found before = found.takeUntil(item.when());
    Map<NotePath, Optional<byte[]>> after = new TreeMap<>();
    for (Map.Entry<NotePath, Inbox.Change> change : item.changes().entrySet()) {
      Optional<byte[]> old = change.getValue().before();
      if (!git.find(head, change.getKey()).equals(id(git, old))) {
        before.add(change.getKey(), old, item.when());
      }
      after.put(change.getKey(), change.getValue().after());
    }
    head = addHandEdits(git, before);
    String text = CommitText.write(item.author(), item.undoes(), item.key());
    git.commit(item.author(), laterThan(head, item.when()), text, after);
  }

  private Optional<RevCommit> addHandEdits(GitStore git, HandEdits.Found found) throws IOException {
    Optional<RevCommit> head = git.head();
    if (found.isEmpty()) {
      return head;
    }
    Author author = head.isPresent() ? Author.HAND : Author.FOUND;
    Instant now = settings.clock().instant();
    Instant changed = found.latest().isAfter(now) ? now : found.latest();
    return Optional.of(
        git.commit(
            author,
            laterThan(head, changed),
            CommitText.write(author, List.of(), ""),
            found.contents()));
  }

  private static Optional<ObjectId> id(GitStore git, Optional<byte[]> content) throws IOException {
    return content.isEmpty() ? Optional.empty() : Optional.of(git.id(content.get()));
  }

  /** A clock that goes backwards does not make a later change an earlier one. */
  private static Instant laterThan(Optional<RevCommit> head, Instant when) {
    Instant last =
        head.map(commit -> Instant.ofEpochSecond(commit.getCommitTime())).orElse(Instant.EPOCH);
    return when.isBefore(last) ? last : when;
  }

  /** The repository, if there is one. */
  synchronized Optional<GitStore> present() throws IOException {
    if (store == null) {
      Optional<Path> found = new HistoryFolder(settings.folder(), vault.disk()).find();
      if (found.isEmpty() || !GitStore.exists(found.get().resolve(HistoryFolder.GIT))) {
        return Optional.empty();
      }
      folder = found.get();
      store = GitStore.open(found.get().resolve(HistoryFolder.GIT), vault.key());
    }
    return Optional.of(store);
  }

  synchronized Path folder() throws IOException {
    if (folder == null) {
      folder = new HistoryFolder(settings.folder(), vault.disk()).findOrMake();
    }
    return folder;
  }

  /** Whether something was being forgotten when its program was stopped. */
  static boolean isUnfinished(Path folder) {
    return Files.exists(folder.resolve(FORGETTING));
  }

  private Inbox inbox() throws IOException {
    return new Inbox(folder(), vault.key());
  }

  private synchronized GitStore store() throws IOException {
    if (store == null) {
      store = GitStore.open(folder().resolve(HistoryFolder.GIT), vault.key());
    }
    return store;
  }

  private void warn(Throwable cause) {
    String message = cause.getMessage();
    String reason = message == null ? cause.getClass().getSimpleName() : message;
    synchronized (this) {
      if (warned) {
        return;
      }
      warned = true;
    }
    settings
        .warnings()
        .accept(
            "The memory is written, but its history in %s cannot be (%s): free space or set its rights; if it is damaged, move that folder away and a new history begins."
                .formatted(folder == null ? settings.folder() : folder, reason));
  }

  /** Takes in what was written here, so that a memory is known before somebody else changes it. */
  @Override
  public void close() {
    Thread last;
    boolean wrote;
    synchronized (this) {
      last = taking;
      wrote = written;
    }
    if (last != null) {
      try {
        last.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (wrote) {
      try {
        takeIn(true);
      } catch (VaultBusyException another) {
        // What was written waits in the inbox, which the next one to look at the history takes in.
      } catch (IOException | RuntimeException | LinkageError e) {
        warn(e);
      }
    }
    synchronized (this) {
      if (store != null) {
        store.close();
        store = null;
      }
    }
  }
}
