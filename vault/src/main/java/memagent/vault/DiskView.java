package memagent.vault;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The disk as one transaction sees it: every look is written down, for the commit to compare. */
final class DiskView {
  private static final int EMPTY_LOOKS = 10;
  private static final long EMPTY_PAUSE_NANOS = 5_000_000;

  private final Vault vault;
  private final Seen earlier;
  private final TreeMap<NotePath, String> seen = new TreeMap<>();

  /** What was read once is read the same again, so that a block works on one state of a file. */
  private final Map<NotePath, byte[]> kept = new HashMap<>();

  /** Where the kept files stood. */
  private final Map<NotePath, DiskFolder.Place> places = new HashMap<>();

  private long keptBytes;

  DiskView(Vault vault, Seen earlier) {
    this.vault = vault;
    this.earlier = earlier;
  }

  boolean fileExists(NotePath path) {
    if (kept.containsKey(path)) {
      return true;
    }
    boolean exists = locate(path).kind() == DiskFolder.Kind.FILE;
    seen.putIfAbsent(path, exists ? Seen.PRESENT : Seen.ABSENT);
    return exists;
  }

  boolean folderExists(NotePath path) {
    return locate(path).kind() == DiskFolder.Kind.FOLDER;
  }

  /** The bytes of a file that may become text; an exception says why not. */
  byte[] read(NotePath path) {
    byte[] bytes = kept.get(path);
    if (bytes == null) {
      bytes = bytes(path).orElseThrow(() -> absentNoted(path));
      note(path, hash(bytes));
      keep(path, bytes);
    }
    return bytes;
  }

  /** The bytes that a write is about to replace; what was read earlier stays the condition. */
  Optional<byte[]> touch(NotePath path) {
    if (kept.containsKey(path)) {
      return Optional.ofNullable(kept.get(path));
    }
    Optional<byte[]> bytes = bytes(path);
    earlier.state(path).ifPresent(state -> seen.putIfAbsent(path, state));
    note(path, bytes.map(DiskView::hash).orElse(Seen.ABSENT));
    return bytes;
  }

  /** The bytes if they can be had, not written down. */
  Optional<byte[]> peek(NotePath path) {
    try {
      return bytes(path);
    } catch (VaultException unreadable) {
      return Optional.empty();
    }
  }

  long size(NotePath path) {
    DiskFolder.Place place = locate(path);
    return switch (place.kind()) {
      case FILE -> place.bytes();
      case LINK -> throw VaultTransaction.linkRefused(path);
      case FOLDER, ABSENT, BEHIND_FILE, OTHER -> throw absent(path);
    };
  }

  /** All files with their bytes; folders are added to the set. */
  Map<NotePath, Long> files(Set<NotePath> folders) {
    TreeMap<NotePath, Long> files = new TreeMap<>();
    vault.walk(entry -> {
      switch (entry.kind()) {
        case FILE -> {
          vault.checkCount(files.size() + 1);
          files.put(entry.path(), entry.bytes());
        }
        case FOLDER -> folders.add(entry.path());
        case ABSENT, BEHIND_FILE, LINK, OTHER -> {}
      }
    });
    return files;
  }

  /** What stands at a path, as it was when the file was read; a commit looks at the disk again. */
  DiskFolder.Place place(NotePath path) {
    DiskFolder.Place place = kept.containsKey(path) ? places.get(path) : null;
    return place == null ? locate(path) : place;
  }

  DiskFolder.Place locate(NotePath path) {
    try {
      return vault.disk().locate(path);
    } catch (IOException e) {
      throw DiskErrors.reading(vault.folder(), path.value(), e);
    } catch (InvalidPathException e) {
      throw DiskErrors.unspellable(path, e);
    }
  }

  /** The files that are no longer as they were seen. */
  List<NotePath> conflicts() {
    return conflicts(seen.keySet());
  }

  /** Those of these files that are no longer as they were seen. */
  List<NotePath> conflicts(Set<NotePath> paths) {
    List<NotePath> conflicts = new ArrayList<>();
    seen.forEach((path, state) -> {
      if (paths.contains(path) && !state(path, state).equals(state)) {
        conflicts.add(path);
      }
    });
    return conflicts;
  }

  /** Whether these bytes are what a file was when it was first seen. */
  boolean isAsSeen(NotePath path, byte[] bytes) {
    String state = seen.getOrDefault(path, Seen.ABSENT);
    return state.equals(Seen.PRESENT) || state.equals(hash(bytes));
  }

  /** After a commit: the file is now what was written. */
  void written(NotePath path, Optional<byte[]> bytes) {
    seen.put(path, bytes.map(DiskView::hash).orElse(Seen.ABSENT));
  }

  /** The files that were read, here or earlier in the conversation. */
  Stream<NotePath> readBefore() {
    return seen().states().entrySet().stream()
        .filter(file -> !file.getValue().equals(Seen.ABSENT))
        .map(Map.Entry::getKey);
  }

  Seen seen() {
    TreeMap<NotePath, String> all = new TreeMap<>(earlier.states());
    seen.forEach((path, state) -> {
      if (!state.equals(Seen.PRESENT)) {
        all.put(path, state);
      }
    });
    return new Seen(all);
  }

  static VaultException absent(NotePath path) {
    return new VaultException(
        "%s does not exist in the memory; list the files to see what does."
            .formatted(PathRules.quote(path.value())));
  }

  static VaultException folder(NotePath path) {
    return new VaultException(
        "%s is a folder, not a file; name a file in it.".formatted(PathRules.quote(path.value())));
  }

  static NoteText text(NotePath path, byte[] bytes) {
    return NoteText.decode(bytes)
        .orElseThrow(() ->
            new VaultException(
                "%s is no UTF-8 text, so it cannot be read as a note and is left as it is."
                    .formatted(PathRules.quote(path.value()))));
  }

  private VaultException absentNoted(NotePath path) {
    note(path, Seen.ABSENT);
    return absent(path);
  }

  /** The first look counts; that a file was there becomes what it was. */
  private void note(NotePath path, String state) {
    seen.merge(path, state, (old, now) -> old.equals(Seen.PRESENT) ? now : old);
  }

  /** Up to a limit; a block that reads more reads the rest anew, and the commit sees a change. */
  private void keep(NotePath path, byte[] bytes) {
    if (keptBytes + bytes.length <= vault.limits().transactionBytesMax()) {
      keptBytes += bytes.length;
      kept.put(path, bytes);
    }
  }

  private String state(NotePath path, String wanted) {
    DiskFolder.Place place = locate(path);
    if (place.kind() != DiskFolder.Kind.FILE) {
      return Seen.ABSENT;
    }
    return wanted.equals(Seen.PRESENT) ? Seen.PRESENT : hash(raw(path, place));
  }

  private Optional<byte[]> bytes(NotePath path) {
    DiskFolder.Place place = locate(path);
    return switch (place.kind()) {
      case FILE -> {
        byte[] bytes = raw(path, place);
        if (bytes.length > vault.limits().fileBytesMax()) {
          throw new VaultLimitException(
              "%s is %,d bytes, and a file may have at most %,d; it is left as it is, split it by hand."
                  .formatted(
                      PathRules.quote(path.value()),
                      Math.max(place.bytes(), bytes.length),
                      vault.limits().fileBytesMax()));
        }
        places.put(path, place);
        yield Optional.of(bytes);
      }
      case ABSENT, BEHIND_FILE -> Optional.empty();
      case FOLDER -> throw folder(path);
      case LINK -> throw VaultTransaction.linkRefused(path);
      case OTHER -> throw VaultTransaction.notPlain(path);
    };
  }

  /**
   * Some editors empty a file and then write it. So one that is empty is looked at for a moment
   * longer: few notes are, and half a save is no note.
   */
  private byte[] raw(NotePath path, DiskFolder.Place place) {
    try {
      byte[] bytes = vault.disk().read(place, vault.limits().fileBytesMax());
      for (int left = EMPTY_LOOKS; bytes.length == 0 && path.isNote() && left > 0; left--) {
        LockSupport.parkNanos(EMPTY_PAUSE_NANOS);
        bytes = vault.disk().read(place, vault.limits().fileBytesMax());
      }
      return bytes;
    } catch (IOException e) {
      throw DiskErrors.reading(vault.folder(), path.value(), e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
