package memagent.vault;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Finds what differs between the disk and the history.
 *
 * <p>A file whose size and time of change are as they were is taken for the same; any other is
 * read. The time says nothing about a file that was changed in the last moments before it was
 * looked at, since a disk's clock has steps (git calls such files racy): those are read again next
 * time.
 */
final class HandEdits {
  private final Vault vault;
  private final Map<NotePath, Stamp> stamps = new HashMap<>();
  private final Map<NotePath, ObjectId> known = new TreeMap<>();
  private Optional<RevCommit> knownHead = Optional.empty();

  /** What a file was when it was read. */
  private record Stamp(long bytes, long changedNanos, ObjectId id) {}

  /** What differs: contents, and when they were changed. */
  static final class Found {
    private final TreeMap<NotePath, Optional<byte[]>> contents = new TreeMap<>();
    private final Map<NotePath, Instant> changed = new HashMap<>();

    boolean isEmpty() {
      return contents.isEmpty();
    }

    Map<NotePath, Optional<byte[]>> contents() {
      return contents;
    }

    /** When the latest of them was changed. */
    Instant latest() {
      return changed.values().stream().max(Instant::compareTo).orElse(Instant.MAX);
    }

    void add(NotePath path, Optional<byte[]> content, Instant when) {
      contents.put(path, content);
      changed.put(path, when);
    }

    /** Takes out what was changed until a moment. */
    Found takeUntil(Instant moment) {
      Found taken = new Found();
      changed.forEach((path, when) -> {
        if (!when.isAfter(moment)) {
          taken.add(path, contents.getOrDefault(path, Optional.empty()), when);
        }
      });
      contents.keySet().removeAll(taken.contents.keySet());
      changed.keySet().removeAll(taken.contents.keySet());
      return taken;
    }
  }

  HandEdits(Vault vault) {
    this.vault = vault;
  }

  /**
   * Looks at the whole memory. The caller holds its lock.
   *
   * @param expected what files should be where that is not what the history has
   * @param nowNanos the moment by the disk's clock, since 1970
   */
  Found find(GitStore store, Map<NotePath, Optional<ObjectId>> expected, long nowNanos)
      throws IOException {
    refresh(store);
    Map<NotePath, ObjectId> absent = new TreeMap<>(known);
    expected.forEach((path, id) ->
        id.ifPresentOrElse(content -> absent.put(path, content), () -> absent.remove(path)));
    Map<NotePath, ObjectId> wanted = Map.copyOf(absent);
    Found found = new Found();
    vault
        .disk()
        .walk(
            NotePath.ROOT,
            entry -> {
              if (entry.kind() == DiskFolder.Kind.FILE) {
                absent.remove(entry.path());
                look(store, entry, Optional.ofNullable(wanted.get(entry.path())), found, nowNanos);
              }
            });
    absent.keySet().forEach(path -> found.add(path, Optional.empty(), Instant.MAX));
    stamps.keySet().removeAll(absent.keySet());
    return found;
  }

  private void look(
      GitStore store, DiskFolder.Entry entry, Optional<ObjectId> wanted, Found found, long nowNanos)
      throws IOException {
    Stamp stamp = stamps.get(entry.path());
    boolean unchanged =
        stamp != null
            && stamp.bytes() == entry.bytes()
            && stamp.changedNanos() == entry.changedNanos()
            && wanted.equals(Optional.of(stamp.id()));
    if (unchanged) {
      return;
    }
    Optional<byte[]> bytes = read(entry.path());
    if (bytes.isEmpty()) {
      return; // Too big, not for us, or just gone.
    }
    ObjectId id = store.id(bytes.get());
    if (!wanted.equals(Optional.of(id))) {
      found.add(entry.path(), bytes, Instant.EPOCH.plusNanos(entry.changedNanos()));
    }
    if (nowNanos - entry.changedNanos() > FileStamp.RACY_NANOS) {
      stamps.put(entry.path(), new Stamp(entry.bytes(), entry.changedNanos(), id));
    }
  }

  /** The disk's content; empty if there is no such file, or it cannot be read or opened. */
  Optional<byte[]> read(NotePath path) throws IOException {
    DiskFolder.Place place = vault.disk().locate(path);
    if (place.kind() != DiskFolder.Kind.FILE || place.bytes() > vault.limits().fileBytesMax()) {
      return Optional.empty();
    }
    try {
      return Optional.of(vault.disk().read(place, vault.limits().fileBytesMax()));
    } catch (AccessDeniedException | NoSuchFileException | SealedException unreadable) {
      return Optional.empty();
    }
  }

  private void refresh(GitStore store) throws IOException {
    Optional<RevCommit> head = store.head();
    if (head.equals(knownHead)) {
      return;
    }
    if (knownHead.isPresent() && !store.has(knownHead.get())) {
      // The history was written anew, to forget something.
      known.clear();
      knownHead = Optional.empty();
    }
    store
        .differences(knownHead, head)
        .forEach((path, delta) ->
            delta.after().ifPresentOrElse(id -> known.put(path, id), () -> known.remove(path)));
    knownHead = head;
  }
}
