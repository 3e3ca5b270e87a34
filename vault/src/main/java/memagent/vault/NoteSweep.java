package memagent.vault;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares the files of a memory with what an index knows of them, and reads what differs. */
final class NoteSweep {
  private final Vault vault;
  private final Map<String, FileStamp> known;
  private final List<Stale> stale = new ArrayList<>();
  private final Set<String> gone = new HashSet<>();

  private NoteSweep(Vault vault, Map<String, FileStamp> known) {
    this.vault = vault;
    this.known = known;
  }

  /**
   * A note whose file does not look as it did.
   *
   * @param folder by names as the disk spells them
   * @param name as the disk spells it
   */
  record Stale(NotePath path, List<String> folder, String name, FileStamp stamp) {}

  /** Looks at every file. */
  static NoteSweep all(Vault vault, Map<String, FileStamp> known) {
    NoteSweep sweep = new NoteSweep(vault, known);
    sweep.gone.addAll(known.keySet());
    vault.walk(entry -> {
      if (entry.kind() == DiskFolder.Kind.FILE && entry.path().isNote()) {
        sweep.gone.remove(entry.path().value());
        sweep.look(entry.path(), entry.folder(), entry.name(), entry.attributes());
      }
    });
    return sweep;
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
    if (place.kind() == DiskFolder.Kind.FILE && path.isNote()) {
      List<String> folder = place.names().subList(0, place.names().size() - 1);
      String name = place.names().getLast();
      try (FolderHandle handle = vault.disk().open(folder)) {
        Optional<BasicFileAttributes> attributes = handle.attributes(name);
        if (attributes.isPresent()) {
          look(path, folder, name, attributes.get());
          return;
        }
      }
    }
    if (known.containsKey(path.value())) {
      gone.add(path.value());
    }
  }

  private void look(
      NotePath path, List<String> folder, String name, BasicFileAttributes attributes) {
    FileStamp stamp = FileStamp.of(attributes);
    FileStamp before = known.get(path.value());
    if (before == null || !before.looksLike(stamp)) {
      stale.add(new Stale(path, folder, name, stamp));
    }
  }

  /** The notes to read, those of a folder together. */
  List<Stale> stale() {
    return stale;
  }

  /** The paths that are no notes any more. */
  Set<String> gone() {
    return gone;
  }

  boolean isEmpty() {
    return stale.isEmpty() && gone.isEmpty();
  }
}
