package memagent.vault;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Compares the files of a memory with what an index knows of them, and reads what differs. */
final class NoteSweep {
  /** From so many notes on it pays to share the work. */
  private static final int LARGE_COUNT_MIN = 5_000;

  /** Folders so deep, and what is in them, are looked at side by side. */
  private static final int OUTER_FOLDER_COUNT = 3;

  /** Where the memory keeps no history and so has no clock; the time then says all. */
  private static final long NO_CLOCK = Long.MAX_VALUE;

  private final Vault vault;
  private final Map<String, FileStamp> known;
  private final List<Stale> stale = new ArrayList<>();
  private final List<String> met = new ArrayList<>(); // of what was known
  private final Set<String> gone = new HashSet<>();
  private final long begunNanos;

  private NoteSweep(Vault vault, Map<String, FileStamp> known) {
    this.vault = vault;
    this.known = known;
    this.begunNanos =
        vault
            .writer()
            .map(writer -> writer.settings().clock().instant())
            .map(now -> ChronoUnit.NANOS.between(Instant.EPOCH, now))
            .orElse(NO_CLOCK);
  }

  /**
   * A note whose file does not look as it did.
   *
   * @param folder by names as the disk spells them
   * @param name as the disk spells it
   */
  record Stale(NotePath path, List<String> folder, String name, FileStamp stamp) {}

  /** Looks at every file; in a large memory at several folders at once. */
  static NoteSweep all(Vault vault, Map<String, FileStamp> known) {
    NoteSweep sweep = new NoteSweep(vault, known);
    List<NotePath> inner = new ArrayList<>();
    vault.walk(
        new DiskFolder.Visitor() {
          @Override
          public void entry(DiskFolder.Entry entry) {
            sweep.meet(entry);
          }

          @Override
          public boolean enters(NotePath folder) {
            boolean isInner =
                known.size() >= LARGE_COUNT_MIN && folder.names().size() == OUTER_FOLDER_COUNT;
            if (isInner) {
              inner.add(folder);
            }
            return !isInner;
          }
        });
    sweep.meet(inner);
    if (sweep.met.size() < known.size()) {
      sweep.gone.addAll(known.keySet());
      sweep.met.forEach(sweep.gone::remove);
    }
    return sweep;
  }

  private void meet(List<NotePath> folders) {
    List<Future<NoteSweep>> parts = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("mem-agent-look-", 0).factory())) {
      for (NotePath folder : folders) {
        parts.add(threads.submit(() -> below(folder)));
      }
    }
    try {
      for (Future<NoteSweep> part : parts) {
        NoteSweep done = NoteIntake.await(part);
        stale.addAll(done.stale);
        met.addAll(done.met);
      }
    } catch (IOException e) {
      throw DiskErrors.reading(vault.folder(), "A folder", e);
    }
  }

  private NoteSweep below(NotePath folder) throws IOException {
    NoteSweep part = new NoteSweep(vault, known);
    vault.disk().walk(folder, part::meet);
    return part;
  }

  private void meet(DiskFolder.Entry entry) {
    if (entry.kind() == DiskFolder.Kind.FILE
        && Vault.isEntity(entry.path())
        && look(entry.path(), entry.folder(), entry.name(), entry.attributes())) {
      met.add(entry.path().value());
    }
  }

  /** Looks at some files. */
  static NoteSweep some(Vault vault, Map<String, FileStamp> known, Set<NotePath> paths) {
    NoteSweep sweep = new NoteSweep(vault, known);
    for (NotePath path : paths) {
      try {
        sweep.one(path);
      } catch (IOException e) {
        throw DiskErrors.reading(vault.folder(), path.value(), e);
      }
    }
    return sweep;
  }

  private void one(NotePath path) throws IOException {
    DiskFolder.Place place = vault.disk().locate(path);
    if (place.kind() == DiskFolder.Kind.FILE && Vault.isEntity(path)) {
      List<String> folder = place.names().subList(0, place.names().size() - 1);
      String name = place.names().getLast();
      try (FolderHandle handle = vault.disk().open(folder)) {
        Optional<BasicFileAttributes> attributes = handle.attributes(name);
        if (attributes.isPresent()) {
          var _ = look(path, folder, name, attributes.get());
          return;
        }
      }
    }
    if (known.containsKey(path.value())) {
      gone.add(path.value());
    }
  }

  /** Whether it was known before. */
  private boolean look(
      NotePath path, List<String> folder, String name, BasicFileAttributes attributes) {
    FileStamp stamp = FileStamp.of(attributes);
    FileStamp before = known.get(path.value());
    Stale note = new Stale(path, folder, name, stamp);
    boolean isKnown =
        before != null
            && (before.looksLike(stamp) || (isUnproven(before, stamp) && proves(note, before)));
    if (!isKnown) {
      stale.add(note);
    }
    return before != null;
  }

  private static boolean isUnproven(FileStamp before, FileStamp stamp) {
    return !before.isProven() && before.bytes() == stamp.bytes() && before.file() == stamp.file();
  }

  /** Whether the content of a note is what is known, which then need not be written anywhere. */
  private boolean proves(Stale note, FileStamp before) {
    FileStamp stamp;
    try (FolderHandle handle = vault.disk().open(note.folder())) {
      byte[] bytes = vault.disk().read(handle, note.name(), vault.limits().fileBytesMax());
      stamp = note.stamp().withContent(bytes);
    } catch (IOException e) {
      return false; // Whoever reads the stale ones says what is wrong.
    }
    if (stamp.content() != before.content()) {
      return false;
    }
    known.put(note.path().value(), stamp.proven(begunNanos));
    return true;
  }

  /** The notes to read, those of a folder together. */
  List<Stale> stale() {
    return stale;
  }

  /** The paths that are no notes any more. */
  Set<String> gone() {
    return gone;
  }

  /** When the look began, since 1970; far off where that is not known. */
  long begunNanos() {
    return begunNanos;
  }

  boolean isEmpty() {
    return stale.isEmpty() && gone.isEmpty();
  }
}
