package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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
 * Adds to the history what becomes of the memory. Every method here is called by the holder of the
 * memory's lock, so that the history has the changes in the order in which the disk had them.
 *
 * <p>A transaction is written down in two steps. {@link #announce} leaves a file {@code pending}
 * that says whose it is and what it will leave on the disk; then the {@link Journal} writes the
 * memory; then {@link #record} adds the commit and removes the file. A process that is killed in
 * between leaves the file, and the next writer or reader adds the commit. Neither step can fail the
 * transaction: what goes wrong becomes one warning, and the difference is picked up later.
 */
final class HistoryWriter implements AutoCloseable {
  /**
   * A memory of at most so many files is looked over for edits by hand at every commit (some 4 ms);
   * in a larger one only the files of the transaction are, and the rest when the history is read.
   */
  static final int LOOKED_OVER_FILES_MAX = 1_000;

  private static final String PENDING = "pending";
  private static final String CLOCK = "clock";
  private static final String LOOKED_OVER = "looked-over";
  private static final String ABSENT = "-";

  private final Vault vault;
  private final HistorySettings settings;
  private final HandEdits handEdits;
  private @Nullable Path folder;
  private @Nullable GitStore store;
  private boolean warned;

  HistoryWriter(Vault vault, HistorySettings settings) {
    this.vault = vault;
    this.settings = settings;
    this.handEdits = new HandEdits(vault);
  }

  HistorySettings settings() {
    return settings;
  }

  /** What a transaction is about to write, and what it has written. */
  record Written(Author author, List<String> undoes, Map<NotePath, Staging.Staged> files) {}

  /** Says what is about to be written; never throws. */
  void announce(Written written) {
    try {
      Path pending = folder().resolve(PENDING);
      if (Files.exists(pending)) {
        heal();
      }
      StringBuilder text = new StringBuilder();
      written
          .files()
          .forEach((path, staged) ->
              text.append(staged.after().map(bytes -> GitTree.id(bytes).name()).orElse(ABSENT))
                  .append(' ')
                  .append(path)
                  .append('\n'));
      text.append('\n').append(CommitText.write(written.author(), written.undoes()));
      Files.writeString(pending, text);
    } catch (Exception | LinkageError e) {
      warn(e);
    }
  }

  /** Adds what has been written; never throws. */
  void record(Written written) {
    try {
      Map<NotePath, Optional<byte[]>> after = new TreeMap<>();
      written.files().forEach((path, staged) -> after.put(path, staged.after()));
      HandEdits.Found found = before(written.files());
      Optional<RevCommit> head = addHandEdits(found);
      Instant when = laterThan(head, settings.clock().instant());
      store().commit(written.author(), when, written.undoes(), after);
      Files.deleteIfExists(folder().resolve(PENDING));
    } catch (Exception | LinkageError e) {
      warn(e);
    }
  }

  /**
   * Adds what was changed without this program, and what a writer that was stopped could not add.
   */
  void pickUp() throws IOException {
    heal();
    Path clock = folder().resolve(CLOCK);
    Files.writeString(clock, "");
    addHandEdits(handEdits.all(store(), Map.of(), changedNanos(clock)));
  }

  /** Whether there is anything to read. */
  Optional<GitStore> present() throws IOException {
    if (store == null) {
      Optional<Path> found = new HistoryFolder(settings.folder(), vault.disk()).find();
      if (found.isEmpty() || !GitStore.exists(found.get().resolve(HistoryFolder.GIT))) {
        return Optional.empty();
      }
      folder = found.get();
      store = GitStore.open(found.get().resolve(HistoryFolder.GIT));
    }
    return Optional.of(store);
  }

  Path folder() throws IOException {
    if (folder == null) {
      folder = new HistoryFolder(settings.folder(), vault.disk()).findOrMake();
    }
    return folder;
  }

  private GitStore store() throws IOException {
    if (store == null) {
      store = GitStore.open(folder().resolve(HistoryFolder.GIT));
    }
    return store;
  }

  /** What was changed by hand before a transaction, as far as it is looked for now. */
  private HandEdits.Found before(Map<NotePath, Staging.Staged> files) throws IOException {
    Map<NotePath, Optional<byte[]>> before = new TreeMap<>();
    files.forEach((path, staged) -> before.put(path, staged.before()));
    return vault.usage().files() <= LOOKED_OVER_FILES_MAX
        ? handEdits.all(store(), before, changedNanos(folder().resolve(PENDING)))
        : handEdits.some(store(), before);
  }

  private Optional<RevCommit> addHandEdits(HandEdits.Found found) throws IOException {
    Optional<RevCommit> head = store().head();
    Path mark = folder().resolve(LOOKED_OVER);
    boolean known = head.isPresent() && Files.exists(mark);
    if (found.isAll() && !Files.exists(mark)) {
      Files.createFile(mark);
    }
    if (found.files().isEmpty()) {
      return head;
    }
    Instant now = settings.clock().instant();
    Instant changed = found.changed().isAfter(now) ? now : found.changed();
    Author author = known ? Author.HAND : Author.FOUND;
    return Optional.of(store().commit(author, laterThan(head, changed), List.of(), found.files()));
  }

  /**
   * The moment at which a file was just written, by the disk's clock; long ago without the file.
   */
  private static long changedNanos(Path file) throws IOException {
    return Files.exists(file)
        ? Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS)
        : Long.MIN_VALUE / 2;
  }

  /** A clock that goes backwards does not make a later change an earlier one. */
  private static Instant laterThan(Optional<RevCommit> head, Instant when) {
    Instant last =
        head.map(commit -> Instant.ofEpochSecond(commit.getCommitTime())).orElse(Instant.EPOCH);
    return when.isBefore(last) ? last : when;
  }

  /** Adds the transaction of a writer that was stopped, as far as the disk has it. */
  private void heal() throws IOException {
    Path pending = folder().resolve(PENDING);
    String text;
    try {
      text = new String(Files.readAllBytes(pending), StandardCharsets.UTF_8);
    } catch (NoSuchFileException nothing) {
      return;
    }
    int gap = text.indexOf("\n\n");
    if (gap > 0) {
      Optional<RevCommit> head = store().head();
      Map<NotePath, Optional<byte[]>> found = new LinkedHashMap<>();
      for (String line : text.substring(0, gap).lines().toList()) {
        announced(line, head, found);
      }
      if (!found.isEmpty()) {
        HistoryEntry told = CommitText.read("", Instant.EPOCH, text.substring(gap + 2));
        Instant when = laterThan(head, settings.clock().instant());
        store().commit(told.author(), when, told.undoes(), found);
      }
    }
    Files.deleteIfExists(pending);
  }

  private void announced(
      String line, Optional<RevCommit> head, Map<NotePath, Optional<byte[]>> found)
      throws IOException {
    int space = line.indexOf(' ');
    if (space < 0) {
      return; // Cut by the stop.
    }
    NotePath path;
    try {
      path = NotePath.of(line.substring(space + 1));
    } catch (InvalidPathException cut) {
      return;
    }
    Optional<byte[]> now = handEdits.read(path);
    Optional<ObjectId> id = now.map(GitTree::id);
    String state = id.map(ObjectId::name).orElse(ABSENT);
    if (state.equals(line.substring(0, space)) && !store().find(head, path).equals(id)) {
      found.put(path, now);
    }
  }

  private void warn(Throwable cause) {
    if (!warned) {
      warned = true;
      settings.warnings().accept(warning(cause));
    }
  }

  private String warning(Throwable cause) {
    List<String> reasons = new ArrayList<>();
    String message = cause.getMessage();
    reasons.add(message == null ? cause.getClass().getSimpleName() : message);
    Path place = folder == null ? settings.folder() : folder;
    return "The memory is written, but its history in %s cannot be (%s): free space or set its rights; if it is damaged, move that folder away and a new history begins."
        .formatted(place, reasons.getFirst());
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
