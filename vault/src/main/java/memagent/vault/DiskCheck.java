package memagent.vault;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tries whether a memory's file system can do the two things that keep it safe: lock a file, and
 * put one file in the place of another in one step. Some shares and mounted clouds can not.
 *
 * <p>It is tried with two hidden files, which are removed again, when a memory is opened; where it
 * holds, {@code .mem-agent/disk} remembers for which file system, so that it is tried again when
 * the memory has moved. A memory that this user cannot write is only read, and needs neither.
 */
final class DiskCheck {
  private static final String MARKER = "disk";
  private static final String PROBE = ".mem-agent-probe-";
  private static final byte[] CONTENT = "probe\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MARKER_BYTES_MAX = 2_000;
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final DiskFolder disk;

  private DiskCheck(DiskFolder disk) {
    this.disk = disk;
  }

  /**
   * Refuses a file system that cannot do it.
   *
   * @throws VaultException with one sentence that says which of the two is missing
   * @throws IOException if the folder cannot be read
   */
  static void require(DiskFolder disk) throws IOException {
    DiskCheck check = new DiskCheck(disk);
    byte[] store = check.store();
    boolean hasOwn;
    try (FolderHandle root = disk.open()) {
      hasOwn = root.attributes(DiskFolder.OWN_FOLDER).filter(own -> own.isDirectory()).isPresent();
    }
    if (hasOwn && check.isKnown(store)) {
      return;
    }
    if (check.isTried(hasOwn ? List.of(DiskFolder.OWN_FOLDER) : List.of()) && hasOwn) {
      check.remember(store);
    }
  }

  /** Which file system it is. */
  private byte[] store() {
    String name;
    try {
      FileStore store = Files.getFileStore(disk.root());
      name = store.name() + " " + store.type() + "\n";
    } catch (IOException | UnsupportedOperationException | SecurityException unknown) {
      name = "unknown\n";
    }
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private boolean isKnown(byte[] store) {
    try (FolderHandle own = disk.open(List.of(DiskFolder.OWN_FOLDER))) {
      return own.attributes(MARKER).isPresent()
          && Arrays.equals(own.read(MARKER, MARKER_BYTES_MAX), store);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private void remember(byte[] store) {
    try (FolderHandle own = disk.open(List.of(DiskFolder.OWN_FOLDER))) {
      if (own.attributes(MARKER).isPresent()) {
        own.deleteFile(MARKER);
      }
      own.write(MARKER, store);
    } catch (IOException anotherDid) {
      return; // It is tried again next time.
    }
  }

  /** Whether it could be tried: not where nothing can be written, or the disk is full. */
  private boolean isTried(List<String> folder) throws IOException {
    String name = PROBE + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    String from = name + "a";
    String to = name + "b";
    Path place = disk.root();
    for (String outer : folder) {
      place = place.resolve(outer);
    }
    try (FolderHandle handle = disk.open(folder)) {
      try {
        lock(place.resolve(to));
        handle.write(from, CONTENT);
        over(handle, from, to);
        return true;
      } catch (IOException notWritable) {
        return false;
      } finally {
        remove(handle, from);
        remove(handle, to);
      }
    }
  }

  private void lock(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS))) {
      try (FileLock lock = channel.tryLock()) {
        if (lock == null) {
          throw noLocks(null);
        }
      } catch (IOException e) {
        throw noLocks(e);
      }
    } catch (UnsupportedOperationException e) {
      throw noLocks(e);
    }
  }

  private void over(FolderHandle handle, String from, String to) throws IOException {
    boolean isReplaced;
    try {
      handle.move(from, handle, to);
      Optional<byte[]> now =
          handle.attributes(to).isPresent()
              ? Optional.of(handle.read(to, MARKER_BYTES_MAX))
              : Optional.empty();
      isReplaced =
          now.filter(bytes -> Arrays.equals(bytes, CONTENT)).isPresent()
              && handle.attributes(from).isEmpty();
    } catch (IOException | UnsupportedOperationException e) {
      throw noReplacing(e);
    }
    if (!isReplaced) {
      throw noReplacing(null);
    }
  }

  private VaultException noLocks(@Nullable Exception cause) {
    return refusal(
        "The memory %s lies on a file system that cannot lock files%s, so that two programs would overwrite each other's changes: move it to a disk of this machine.",
        cause);
  }

  private VaultException noReplacing(@Nullable Exception cause) {
    return refusal(
        "The memory %s lies on a file system that cannot put one file in the place of another in one step%s, so that a stop in between would leave a torn note: move it to a disk of this machine.",
        cause);
  }

  private VaultException refusal(String sentence, @Nullable Exception cause) {
    String reason = cause == null ? "" : DiskErrors.said(cause);
    String shown = reason.isBlank() ? "" : " (" + reason + ")";
    return cause == null
        ? new VaultException(sentence.formatted(disk.root(), shown))
        : new VaultException(sentence.formatted(disk.root(), shown), cause);
  }

  private static void remove(FolderHandle handle, String name) {
    try {
      if (handle.attributes(name).isPresent()) {
        handle.deleteFile(name);
      }
    } catch (IOException left) {
      return; // A hidden file of a few bytes stays behind.
    }
  }
}
