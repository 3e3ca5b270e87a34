package memagent.mcp;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import memagent.agent.OwnFiles;

/**
 * Where the processes that use one model meet: a lock that says who is the host, and its socket.
 *
 * @param folder its owner's only
 * @param key names the model: 1 to 32 letters and digits
 */
record ModelPlace(Path folder, String key) {
  /** Counts with every change of {@link ModelFrames}. */
  private static final String REVISION = "1";

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  ModelPlace {
    if (!key.matches("[A-Za-z0-9]{1,32}")) {
      throw new IllegalArgumentException("The key '" + key + "' is not 1 to 32 letters or digits.");
    }
  }

  /** The right to be the host, until it is closed or the process ends. */
  record Claim(Path socket, FileChannel file, FileLock lock) implements AutoCloseable {
    @Override
    public void close() {
      try {
        Files.deleteIfExists(socket);
        file.close(); // Gives the lock back.
      } catch (IOException e) {
        // The system takes the lock back at the end of the process; who has it next clears up.
        return;
      }
    }
  }

  Path socket() {
    return file(".sock");
  }

  private Path file(String ending) {
    return folder.resolve("model" + REVISION + "-" + key + ending);
  }

  UnixDomainSocketAddress address() {
    return UnixDomainSocketAddress.of(socket());
  }

  /**
   * Claims the place; what a host that died left there is removed.
   *
   * @return empty while another one has it
   * @throws IOException if the folder cannot be used, or is not its owner's only
   */
  Optional<Claim> claim() throws IOException {
    OwnFiles.createFolder(folder);
    if (POSIX) {
      // Throws where the folder is somebody else's.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    FileChannel file = OwnFiles.append(file(".lock"));
    boolean claimed = false;
    try {
      FileLock lock = file.tryLock();
      if (lock == null) {
        return Optional.empty();
      }
      Files.deleteIfExists(socket());
      claimed = true;
      return Optional.of(new Claim(socket(), file, lock));
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // Another one in this very process.
    } finally {
      if (!claimed) {
        file.close();
      }
    }
  }
}
