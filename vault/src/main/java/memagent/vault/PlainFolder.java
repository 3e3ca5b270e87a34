package memagent.vault;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A folder by its path, for platforms without {@code openat} (Windows). The last name is never
 * followed as a link, and each folder on the way was checked when its handle was made; between that
 * check and the use somebody with write access to the memory could still swap a folder for a link.
 */
final class PlainFolder implements FolderHandle {
  /** On Windows a scanner or an editor may hold the target open for a moment. */
  private static final int MOVE_TRIES = 20;

  private static final long MOVE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Path path;

  PlainFolder(Path path) {
    this.path = path;
  }

  @Override
  public FolderHandle child(String name) throws IOException {
    Path child = path.resolve(name);
    if (!Files.readAttributes(child, BasicFileAttributes.class, NOFOLLOW_LINKS).isDirectory()) {
      throw new NotDirectoryException(child.toString());
    }
    return new PlainFolder(child);
  }

  @Override
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        names.add(Names.last(entry));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public Optional<BasicFileAttributes> attributes(String name) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(path.resolve(name), BasicFileAttributes.class, NOFOLLOW_LINKS));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  @Override
  public byte[] read(String name, long bytesMax) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(path.resolve(name), Set.of(READ, NOFOLLOW_LINKS))) {
      return Names.readAll(channel, bytesMax);
    }
  }

  @Override
  public void write(String name, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path.resolve(name), Set.of(WRITE, CREATE_NEW, NOFOLLOW_LINKS))) {
      Names.writeAll(channel, bytes);
      channel.force(true);
    }
  }

  @Override
  public void copyRights(FolderHandle from, String fromName, String name) throws IOException {
    if (from instanceof PlainFolder source) {
      PosixFileAttributeView theirs = source.rights(fromName);
      PosixFileAttributeView ours = rights(name);
      if (theirs != null && ours != null) {
        ours.setPermissions(theirs.readAttributes().permissions());
      }
    }
  }

  private PosixFileAttributeView rights(String name) {
    return Files.getFileAttributeView(path.resolve(name), PosixFileAttributeView.class);
  }

  @Override
  public void move(String name, FolderHandle to, String newName) throws IOException {
    if (!(to instanceof PlainFolder target)) {
      throw new IllegalArgumentException("Both folders are of one kind.");
    }
    for (int left = MOVE_TRIES; ; left--) {
      try {
        Files.move(
            path.resolve(name),
            target.path.resolve(newName),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        return;
      } catch (AccessDeniedException held) {
        if (left <= 0) {
          throw held;
        }
        LockSupport.parkNanos(MOVE_PAUSE_NANOS);
      }
    }
  }

  @Override
  public void createFolder(String name) throws IOException {
    Files.createDirectory(path.resolve(name));
  }

  @Override
  public void deleteFile(String name) throws IOException {
    Files.delete(path.resolve(name));
  }

  @Override
  public void deleteFolder(String name) throws IOException {
    Files.delete(path.resolve(name));
  }

  @Override
  public void sync() throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path, READ);
    } catch (IOException unsupported) {
      return; // Windows opens no folder; its journal keeps the order of renames.
    }
    try (channel) {
      channel.force(true);
    }
  }

  @Override
  public void close() {}
}
