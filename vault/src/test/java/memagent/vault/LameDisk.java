package memagent.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own disk without one of the things that a memory needs, as some shares and mounted
 * clouds are. Folders of it have no calls relative to them, so that {@link PlainFolder} is used.
 */
final class LameDisk extends FileSystem {
  /** What it cannot do. */
  enum Lack {
    /** It cannot lock: {@code ENOLCK}. */
    LOCKS,
    /** It has no channels that could lock. */
    CHANNELS,
    /** It renames nothing over what exists. */
    REPLACING,
    /** It says that it renamed, and what was there before stays. */
    HONESTY,
    NOTHING
  }

  private final Lack lack;
  private final Provider provider = new Provider();

  private LameDisk(Lack lack) {
    this.lack = lack;
  }

  /** The same folder on a disk with that lack. */
  static Path with(Lack lack, Path folder) {
    return new LameDisk(lack).wrapped(folder);
  }

  /** A path that belongs to this disk: its calls go to the real one, wrapped both ways. */
  private Path wrapped(Path real) {
    return (Path)
        Proxy.newProxyInstance(
            LameDisk.class.getClassLoader(),
            new Class<?>[] {Path.class, Real.class},
            (self, method, arguments) -> {
              if (method.getDeclaringClass().equals(Real.class)) {
                return real;
              }
              if (method.getName().equals("getFileSystem")) {
                return this;
              }
              Object[] plain = arguments == null ? new Object[0] : arguments.clone();
              for (int i = 0; i < plain.length; i++) {
                plain[i] = plain[i] instanceof Real path ? path.real() : plain[i];
              }
              try {
                return wrappedAny(method.invoke(real, plain));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Object wrappedAny(Object answer) {
    if (answer instanceof Path path) {
      return wrapped(path);
    }
    return answer instanceof Iterator<?> names ? wrapped(names) : answer;
  }

  private Iterator<Path> wrapped(Iterator<?> paths) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return paths.hasNext();
      }

      @Override
      public Path next() {
        return wrapped((Path) paths.next());
      }
    };
  }

  /** Gives the real path of a wrapped one. */
  interface Real {
    Path real();
  }

  private static Path real(Path path) {
    return path instanceof Real wrapped ? wrapped.real() : path;
  }

  private final class Provider extends FileSystemProvider {
    @Override
    public String getScheme() {
      return "lame";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      return LameDisk.this;
    }

    @Override
    public Path getPath(URI uri) {
      return wrapped(Path.of(uri));
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return Files.newByteChannel(real(path), options, attributes);
    }

    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      if (lack == Lack.CHANNELS) {
        throw new UnsupportedOperationException();
      }
      FileChannel channel = FileChannel.open(real(path), options, attributes);
      return lack == Lack.LOCKS ? new LocklessChannel(channel) : channel;
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // The stream that is returned closes it.
    public DirectoryStream<Path> newDirectoryStream(
        Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
      DirectoryStream<Path> real =
          Files.newDirectoryStream(
              real(folder),
              entry -> {
                try {
                  return filter.accept(wrapped(entry));
                } catch (UncheckedIOException e) {
                  throw e.getCause();
                }
              });
      return new DirectoryStream<>() {
        @Override
        public Iterator<Path> iterator() {
          return wrapped(real.iterator());
        }

        @Override
        public void close() throws IOException {
          real.close();
        }
      };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
      Files.createDirectory(real(folder), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
      Files.delete(real(path));
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) throws IOException {
      Files.copy(real(from), real(to), options);
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
      if (Files.exists(real(to))) {
        if (lack == Lack.REPLACING) {
          throw new FileAlreadyExistsException(from.toString(), to.toString(), "File exists");
        }
        if (lack == Lack.HONESTY) {
          return;
        }
      }
      Files.move(real(from), real(to), options);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
      return Files.isSameFile(real(one), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
      return Files.isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
      return Files.getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      real(path).getFileSystem().provider().checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return Files.getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      return Files.readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
        throws IOException {
      return Files.readAttributes(real(path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options)
        throws IOException {
      Files.setAttribute(real(path), name, value, options);
    }
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return java.util.List.of(wrapped(Path.of("/")));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return java.util.List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrapped(Path.of(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    throw new UnsupportedOperationException();
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
