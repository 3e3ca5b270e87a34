package memagent.vault;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Finds what differs between the disk and the history's latest commit.
 *
 * <p>A file whose size and time of change are as they were is taken for the same; any other is
 * read. The time says nothing about a file that was changed in the last moments before it was
 * looked at, since a disk's clock has steps (git calls such files racy): those are read again next
 * time.
 */
final class HandEdits {
  /** The coarsest step of a disk's clock (FAT). */
  private static final long RACY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Vault vault;
  private final Map<NotePath, Stamp> stamps = new HashMap<>();
  private final Map<NotePath, ObjectId> known = new TreeMap<>();
  private Optional<RevCommit> knownHead = Optional.empty();

  /** What a file was when it was read. */
  private record Stamp(long bytes, long changedNanos, ObjectId id) {}

  /**
   * What differs.
   *
   * @param files the contents now; empty where a file is gone
   * @param changed when the latest of them was changed
   * @param isAll whether the whole memory was looked at
   */
  record Found(Map<NotePath, Optional<byte[]>> files, Instant changed, boolean isAll) {}

  HandEdits(Vault vault) {
    this.vault = vault;
  }

  /** Looks at some files only, whose contents are given. */
  Found some(GitStore store, Map<NotePath, Optional<byte[]>> now) throws IOException {
    Map<NotePath, Optional<byte[]>> found = new TreeMap<>();
    Optional<RevCommit> head = store.head();
    for (Map.Entry<NotePath, Optional<byte[]>> file : now.entrySet()) {
      if (!store.find(head, file.getKey()).equals(file.getValue().map(GitTree::id))) {
        found.put(file.getKey(), file.getValue());
      }
    }
    return new Found(found, Instant.MAX, false);
  }

  /**
   * Looks at the whole memory.
   *
   * @param given files to take from here instead of from the disk
   * @param nowNanos the moment by the disk's clock, since 1970
   */
  Found all(GitStore store, Map<NotePath, Optional<byte[]>> given, long nowNanos)
      throws IOException {
    refresh(store);
    Map<NotePath, Optional<byte[]>> found = new TreeMap<>();
    TreeMap<NotePath, ObjectId> gone = new TreeMap<>(known);
    long[] latest = {Long.MIN_VALUE};
    List<DiskFolder.Entry> entries = new ArrayList<>();
    vault.walk(entries::add);
    for (DiskFolder.Entry entry : entries) {
      if (entry.kind() != DiskFolder.Kind.FILE || given.containsKey(entry.path())) {
        continue;
      }
      gone.remove(entry.path());
      if (entry.bytes() > vault.limits().fileBytesMax() || isUnchanged(entry)) {
        continue;
      }
      Optional<byte[]> bytes = read(entry.path());
      if (bytes.isEmpty()) {
        continue; // It has just gone; the next look sees it.
      }
      ObjectId id = GitTree.id(bytes.get());
      if (!id.equals(known.get(entry.path()))) {
        found.put(entry.path(), bytes);
        latest[0] = Math.max(latest[0], entry.changedNanos());
      }
      if (nowNanos - entry.changedNanos() > RACY_NANOS) {
        stamps.put(entry.path(), new Stamp(entry.bytes(), entry.changedNanos(), id));
      }
    }
    given.forEach((path, bytes) -> {
      gone.remove(path);
      stamps.remove(path);
      if (!Optional.ofNullable(known.get(path)).equals(bytes.map(GitTree::id))) {
        found.put(path, bytes);
      }
    });
    gone.keySet().forEach(path -> found.put(path, Optional.empty()));
    stamps.keySet().removeAll(gone.keySet());
    Instant changed =
        latest[0] == Long.MIN_VALUE || !gone.isEmpty()
            ? Instant.MAX
            : Instant.EPOCH.plusNanos(latest[0]);
    return new Found(found, changed, true);
  }

  private boolean isUnchanged(DiskFolder.Entry entry) {
    Stamp stamp = stamps.get(entry.path());
    return stamp != null
        && stamp.bytes() == entry.bytes()
        && stamp.changedNanos() == entry.changedNanos()
        && stamp.id().equals(known.get(entry.path()));
  }

  /** The disk's content; empty if there is no such file or it cannot be read. */
  Optional<byte[]> read(NotePath path) throws IOException {
    DiskFolder.Place place = vault.disk().locate(path);
    if (place.kind() != DiskFolder.Kind.FILE || place.bytes() > vault.limits().fileBytesMax()) {
      return Optional.empty();
    }
    try {
      return Optional.of(vault.disk().read(place, vault.limits().fileBytesMax()));
    } catch (AccessDeniedException | NoSuchFileException unreadable) {
      return Optional.empty();
    }
  }

  private void refresh(GitStore store) throws IOException {
    Optional<RevCommit> head = store.head();
    if (head.equals(knownHead)) {
      return;
    }
    store
        .differences(knownHead, head)
        .forEach((path, delta) ->
            delta.after().ifPresentOrElse(id -> known.put(path, id), () -> known.remove(path)));
    knownHead = head;
  }
}
