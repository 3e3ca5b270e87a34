package memagent.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The memory's folder as the disk has it: finds paths and reads files, and never follows a link.
 *
 * <p>A name is looked up as it stands. When that fails, or when the disk does not keep cases apart,
 * the folder's list of names decides: a name that is the same in NFC is the same name (macOS may
 * hand out NFD), and one that differs only in case is not the file that was asked for, on any
 * platform.
 */
final class DiskFolder {
  /** Where the memory keeps its lock and its journal. */
  static final String OWN_FOLDER = ".mem-agent";

  private final Path root;
  private final boolean foldsCase;
  private final MemoryKey key;

  DiskFolder(Path root, boolean foldsCase) {
    this(root, foldsCase, MemoryKey.NONE);
  }

  DiskFolder(Path root, boolean foldsCase, MemoryKey key) {
    this.root = root;
    this.foldsCase = foldsCase;
    this.key = key;
  }

  /** What stands at a path. */
  enum Kind {
    FILE,
    FOLDER,
    ABSENT,
    /** One of the folders on the way is a file. */
    BEHIND_FILE,
    /** It is a symbolic link, or lies behind one. */
    LINK,
    OTHER
  }

  /**
   * Where a path leads on the disk.
   *
   * @param kind what stands there
   * @param names the names as the disk spells them; for what is absent, the wanted ones
   * @param bytes the size of a file's content, else 0
   * @param existing how many of the names exist, as folders before the last
   * @param clash a name on the disk that differs only in case from the first absent one, or empty
   */
  record Place(Kind kind, List<String> names, long bytes, int existing, String clash) {}

  /**
   * One file or folder of a walk.
   *
   * @param folder the folder that holds it, by names as the disk spells them
   * @param name its own name as the disk spells it
   * @param bytes the size of a file's content, else 0
   */
  record Entry(
      NotePath path,
      Kind kind,
      List<String> folder,
      String name,
      long bytes,
      BasicFileAttributes attributes) {

    /** When it was last changed, since 1970. */
    long changedNanos() {
      return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }
  }

  /** Receives what a walk meets: entries in order, and names that no {@link NotePath} can hold. */
  interface Visitor {
    void entry(Entry entry) throws IOException;

    /** Whether to meet what a folder holds. */
    default boolean enters(NotePath folder) {
      return true;
    }

    default void unusable(String path, String reason) throws IOException {}
  }

  Path root() {
    return root;
  }

  MemoryKey key() {
    return key;
  }

  /** The size of a file's content, which is what limits count. */
  private long contentBytes(BasicFileAttributes attributes) {
    return key.isPresent()
        ? Math.max(0, attributes.size() - MemoryKey.OVERHEAD_BYTES)
        : attributes.size();
  }

  FolderHandle open() throws IOException {
    return FolderHandle.open(root);
  }

  /** Opens a folder by names that {@link #locate} found. */
  FolderHandle open(List<String> names) throws IOException {
    FolderHandle handle = open();
    for (String name : names) {
      try (FolderHandle outer = handle) {
        handle = outer.child(name);
      }
    }
    return handle;
  }

  Place locate(NotePath path) throws IOException {
    List<String> wanted = path.names();
    List<String> found = new ArrayList<>();
    FolderHandle handle = open();
    try {
      for (int i = 0; i < wanted.size(); i++) {
        Optional<String> name = Optional.of(wanted.get(i));
        Optional<BasicFileAttributes> attributes =
            foldsCase ? Optional.empty() : handle.attributes(wanted.get(i));
        if (attributes.isEmpty()) {
          name = spelling(handle, wanted.get(i));
          attributes = name.isEmpty() ? Optional.empty() : handle.attributes(name.get());
        }
        if (attributes.isEmpty()) {
          String clash = clash(handle, wanted.get(i));
          found.addAll(wanted.subList(i, wanted.size()));
          return new Place(Kind.ABSENT, found, 0, i, clash);
        }
        found.add(name.orElseThrow());
        Kind kind = kind(attributes.get());
        boolean last = i == wanted.size() - 1;
        if (last || kind != Kind.FOLDER) {
          found.addAll(wanted.subList(i + 1, wanted.size()));
          Kind answer = last || kind != Kind.FILE ? kind : Kind.BEHIND_FILE;
          long bytes = last && kind == Kind.FILE ? contentBytes(attributes.get()) : 0;
          return new Place(answer, found, bytes, i + 1, "");
        }
        FolderHandle outer = handle;
        handle = outer.child(name.get());
        outer.close();
      }
      return new Place(Kind.FOLDER, found, 0, 0, "");
    } finally {
      handle.close();
    }
  }

  /**
   * The content of a located file; one byte more than the limit when there are more.
   *
   * @throws SealedException if it is encrypted, and was changed or cannot be opened here
   */
  byte[] read(Place place, long bytesMax) throws IOException {
    int last = place.names().size() - 1;
    try (FolderHandle folder = open(place.names().subList(0, last))) {
      return read(folder, place.names().get(last), bytesMax);
    }
  }

  /** The same of a file in an open folder. */
  byte[] read(FolderHandle folder, String name, long bytesMax) throws IOException {
    if (!key.isPresent()) {
      return key.open(folder.read(name, bytesMax));
    }
    long storedMax = bytesMax + MemoryKey.OVERHEAD_BYTES;
    byte[] stored = folder.read(name, storedMax);
    // More than that is too much in either form, and is not there as a whole to be opened.
    return stored.length > storedMax
        ? Arrays.copyOf(stored, Math.toIntExact(bytesMax + 1))
        : key.open(stored);
  }

  /** The bytes of a located file as they lie on the disk. */
  byte[] readStored(Place place, long bytesMax) throws IOException {
    int last = place.names().size() - 1;
    try (FolderHandle folder = open(place.names().subList(0, last))) {
      return folder.read(place.names().get(last), bytesMax);
    }
  }

  /**
   * Meets everything below a folder, each folder before what it holds, names in code point order,
   * hidden ones left out.
   */
  void walk(NotePath from, Visitor visitor) throws IOException {
    Place place = locate(from);
    if (place.kind() == Kind.FOLDER) {
      try (FolderHandle folder = open(place.names())) {
        walk(folder, from, List.copyOf(place.names()), visitor);
      }
    }
  }

  private void walk(FolderHandle folder, NotePath path, List<String> spelled, Visitor visitor)
      throws IOException {
    List<String> names = new ArrayList<>(folder.names());
    names.removeIf(PathRules::isHidden);
    names.sort(CODE_POINTS);
    Set<String> folded = new HashSet<>();
    for (String name : names) {
      String shown = path.isRoot() ? name : path + "/" + name;
      NotePath entry;
      try {
        entry = path.child(name);
      } catch (InvalidPathException refused) {
        visitor.unusable(shown, refused.getMessage());
        continue;
      }
      Optional<BasicFileAttributes> attributes = folder.attributes(name);
      if (attributes.isEmpty()) {
        continue; // It went away since the names were read.
      }
      if (!entry.name().equals(name) && names.contains(entry.name())) {
        visitor.unusable(
            shown, "Another name differs from this one only in its Unicode form; rename one.");
        continue;
      }
      if (!folded.add(PathRules.foldKey(name))) {
        visitor.unusable(
            shown, "Another name differs from this one only in case; rename one of the two.");
      }
      Kind kind = kind(attributes.get());
      long bytes = kind == Kind.FILE ? contentBytes(attributes.get()) : 0;
      visitor.entry(new Entry(entry, kind, spelled, name, bytes, attributes.get()));
      if (kind == Kind.FOLDER && visitor.enters(entry)) {
        List<String> deeper = new ArrayList<>(spelled);
        deeper.add(name);
        try (FolderHandle inner = folder.child(name)) {
          walk(inner, entry, List.copyOf(deeper), visitor);
        }
      }
    }
  }

  /** By code points, as Python sorts; {@code String.compareTo} puts U+E000 after U+10000. */
  static final Comparator<String> CODE_POINTS =
      (a, b) -> {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
          char x = a.charAt(i);
          char y = b.charAt(i);
          if (x != y) {
            boolean astral = Character.isSurrogate(x) != Character.isSurrogate(y);
            return astral ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
          }
        }
        return Integer.compare(a.length(), b.length());
      };

  /** How a folder spells a name that cannot be looked up as it stands. */
  private static Optional<String> spelling(FolderHandle folder, String name) throws IOException {
    Optional<String> other = Optional.empty();
    for (String candidate : folder.names()) {
      if (candidate.equals(name)) {
        return Optional.of(name);
      }
      if (Normalizer.normalize(candidate, Normalizer.Form.NFC).equals(name)) {
        other = Optional.of(candidate);
      }
    }
    return other;
  }

  private static String clash(FolderHandle folder, String name) throws IOException {
    String key = PathRules.foldKey(name);
    for (String candidate : folder.names()) {
      if (PathRules.foldKey(candidate).equals(key)) {
        return candidate;
      }
    }
    return "";
  }

  static Kind kind(BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return Kind.LINK;
    }
    if (attributes.isOther()) {
      return Kind.OTHER;
    }
    return attributes.isDirectory() ? Kind.FOLDER : Kind.FILE;
  }
}
