package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Finds the folder that holds a memory's history, in the folder of all histories.
 *
 * <p>The memory's {@code .mem-agent/history} names it, and the folder's own file {@code memory}
 * names the memory. So a memory that is moved or renamed keeps its history, and a copy of one,
 * which names the same folder while the original is still there, begins its own.
 */
final class HistoryFolder {
  /** The repository, in the history's folder. */
  static final String GIT = "git";

  private static final String OWNER = "memory";
  private static final String POINTER = "history";
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]{1,60}");
  private static final int NAME_CHARS_MAX = 30;
  private static final int POINTER_BYTES_MAX = 1_000;

  private final Path root;
  private final DiskFolder disk;

  HistoryFolder(Path root, DiskFolder disk) {
    this.root = root;
    this.disk = disk;
  }

  /** The folder, if there is a history. */
  Optional<Path> find() throws IOException {
    Optional<Path> named = pointed(disk).map(root::resolve).filter(this::isOurs);
    if (named.isPresent()) {
      return named;
    }
    for (int i = 1; Files.exists(byPlace(i)); i++) {
      if (isOwner(byPlace(i), disk.root())) {
        return Optional.of(byPlace(i));
      }
    }
    return Optional.empty();
  }

  /** The folder; made if there is none. The caller holds the lock of the memory. */
  Path findOrMake() throws IOException {
    Optional<Path> found = find();
    if (found.isPresent()) {
      if (!isOwner(found.get(), disk.root())) {
        own(found.get());
      }
      return found.get();
    }
    makePrivate(root);
    int i = 1;
    while (Files.exists(byPlace(i))) {
      i++;
    }
    Path made = byPlace(i);
    makePrivate(made);
    own(made);
    point(made.getFileName().toString());
    return made;
  }

  /** Ours is also what belonged to a memory that has meanwhile become this one. */
  private boolean isOurs(Path history) {
    Optional<Path> owner = owner(history);
    if (owner.isEmpty()) {
      return false;
    }
    if (owner.get().equals(disk.root())) {
      return true;
    }
    if (!Files.isDirectory(owner.get())) {
      return true;
    }
    Path name = history.getFileName();
    Optional<String> theirs = pointed(new DiskFolder(owner.get(), false));
    return name != null && !theirs.equals(Optional.of(name.toString()));
  }

  private static boolean isOwner(Path history, Path memory) {
    return owner(history).equals(Optional.of(memory));
  }

  private static Optional<Path> owner(Path history) {
    try {
      return Optional.of(Path.of(Files.readString(history.resolve(OWNER)).strip()));
    } catch (IOException | java.nio.file.InvalidPathException unreadable) {
      return Optional.empty();
    }
  }

  private void own(Path history) throws IOException {
    Files.writeString(history.resolve(OWNER), disk.root() + "\n");
  }

  private static Optional<String> pointed(DiskFolder memory) {
    try (FolderHandle root = memory.open();
        FolderHandle own = root.child(DiskFolder.OWN_FOLDER)) {
      if (own.attributes(POINTER).isEmpty()) {
        return Optional.empty();
      }
      String name =
          new String(own.read(POINTER, POINTER_BYTES_MAX), StandardCharsets.UTF_8).strip();
      return Optional.of(name).filter(text -> NAME.matcher(text).matches());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private void point(String name) throws IOException {
    try (FolderHandle root = disk.open();
        FolderHandle own = root.child(DiskFolder.OWN_FOLDER)) {
      if (own.attributes(POINTER).isPresent()) {
        own.deleteFile(POINTER);
      }
      own.write(POINTER, (name + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A name that a person recognises, and a sum of the place, as two memories may have one name. */
  private Path byPlace(int number) {
    CRC32C sum = new CRC32C();
    sum.update(disk.root().toString().getBytes(StandardCharsets.UTF_8));
    Path last = disk.root().getFileName();
    String name =
        Normalizer.normalize(last == null ? "" : last.toString(), Normalizer.Form.NFC)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N}]+", "_")
            .replaceAll("^_+|_+$", "");
    int end =
        name.offsetByCodePoints(0, Math.min(NAME_CHARS_MAX, name.codePointCount(0, name.length())));
    String short1 = name.isEmpty() ? "memory" : name.substring(0, end);
    String numbered = number == 1 ? "" : "-" + number;
    return root.resolve("%s-%08x%s".formatted(short1, sum.getValue(), numbered));
  }

  /** Rights to make a file or folder with, where the platform has such rights. */
  static FileAttribute<?>[] rights(String rights) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
        }
        : new FileAttribute<?>[0];
  }

  /** Only this person may look into it, where the platform has such rights. */
  static void makePrivate(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(folder, rights("rwx------"));
    } catch (FileAlreadyExistsException another) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw another;
      }
    }
  }
}
