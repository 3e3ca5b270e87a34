package memagent.vault;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder held open by its descriptor: every call is relative to it ({@code openat}, {@code
 * renameat}, {@code unlinkat}), so it keeps meaning the same folder whatever happens to its path.
 *
 * <p>The JDK has no {@code mkdirat}: {@link #createFolder} goes by path. Whoever can swap a parent
 * for a link in that instant can have an empty folder made elsewhere, and no more, since the new
 * folder is opened from its parent's descriptor before anything is put into it.
 */
final class SecureFolder implements FolderHandle {
  private final Path path;
  private final SecureDirectoryStream<Path> stream;

  SecureFolder(Path path, SecureDirectoryStream<Path> stream) {
    this.path = path;
    this.stream = stream;
  }

  @Override
  public FolderHandle child(String name) throws IOException {
    return new SecureFolder(
        path.resolve(name), stream.newDirectoryStream(Path.of(name), NOFOLLOW_LINKS));
  }

  @Override
  public List<String> names() throws IOException {
    // A stream can be walked once; a second descriptor of the same folder leaves ours unused.
    List<String> names = new ArrayList<>();
    try (SecureDirectoryStream<Path> again = stream.newDirectoryStream(Path.of("."))) {
      for (Path entry : again) {
        names.add(Names.last(entry));
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public Optional<BasicFileAttributes> attributes(String name) throws IOException {
    try {
      return Optional.of(
          stream
              .getFileAttributeView(Path.of(name), BasicFileAttributeView.class, NOFOLLOW_LINKS)
              .readAttributes());
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return Optional.empty();
    }
  }

  @Override
  public byte[] read(String name, long bytesMax) throws IOException {
    try (SeekableByteChannel channel =
        stream.newByteChannel(Path.of(name), Set.of(READ, NOFOLLOW_LINKS))) {
      return Names.readAll(channel, bytesMax);
    }
  }

  @Override
  public void write(String name, byte[] bytes) throws IOException {
    try (SeekableByteChannel channel =
        stream.newByteChannel(Path.of(name), Set.of(WRITE, CREATE_NEW, NOFOLLOW_LINKS))) {
      Names.writeAll(channel, bytes);
      force(channel);
    }
  }

  @Override
  public void copyRights(FolderHandle from, String fromName, String name) throws IOException {
    if (from instanceof SecureFolder source) {
      PosixFileAttributeView theirs = source.rights(fromName);
      PosixFileAttributeView ours = rights(name);
      if (theirs != null && ours != null) {
        ours.setPermissions(theirs.readAttributes().permissions());
      }
    }
  }

  private PosixFileAttributeView rights(String name) {
    // Following is harmless: the caller has just seen that this name is a plain file.
    return stream.getFileAttributeView(Path.of(name), PosixFileAttributeView.class);
  }

  @Override
  public void move(String name, FolderHandle to, String newName) throws IOException {
    if (!(to instanceof SecureFolder target)) {
      throw new IllegalArgumentException("Both folders are of one kind.");
    }
    stream.move(Path.of(name), target.stream, Path.of(newName));
  }

  @Override
  public void createFolder(String name) throws IOException {
    Files.createDirectory(path.resolve(name));
    child(name).close();
  }

  @Override
  public void deleteFile(String name) throws IOException {
    stream.deleteFile(Path.of(name));
  }

  @Override
  public void deleteFolder(String name) throws IOException {
    stream.deleteDirectory(Path.of(name));
  }

  @Override
  public void sync() throws IOException {
    try (SeekableByteChannel channel = stream.newByteChannel(Path.of("."), Set.of(READ))) {
      force(channel);
    }
  }

  private static void force(SeekableByteChannel channel) throws IOException {
    if (channel instanceof FileChannel file) {
      file.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
