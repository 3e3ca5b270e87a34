package memagent.vault;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets two files change places in one step: Linux's {@code renameat2} with {@code RENAME_EXCHANGE},
 * which Java does not offer. A plain rename forgets what stood in the place; after an exchange it
 * can still be looked at, so that what a person saved in the last instant is not lost.
 *
 * <p>Folders are opened one in the other, none of them through a link, as {@link SecureFolder}
 * does. Where there is no such call, or the file system does not know it, nothing is done.
 */
final class SwapCall {
  private static final int NO_REPLACE = 1;
  private static final int EXCHANGE = 2;

  // x86-64. Another machine takes these for others, and opens no folder with them.
  private static final int FOLDER = 0x10000 | 0x80000; // O_DIRECTORY, O_CLOEXEC
  private static final int NO_LINK = 0x20000; // O_NOFOLLOW
  private static final int HERE = -100; // AT_FDCWD

  private static final class Holder {
    static final Optional<SwapCall> CALL = find();
  }

  private final MethodHandle open;
  private final MethodHandle close;
  private final MethodHandle rename;

  private SwapCall(MethodHandle open, MethodHandle close, MethodHandle rename) {
    this.open = open;
    this.close = close;
    this.rename = rename;
  }

  /** The call; empty where the system has none. */
  static Optional<SwapCall> ofThisSystem() {
    return Holder.CALL;
  }

  @SuppressWarnings("restricted") // Three calls of the C library, with their own signatures.
  private static Optional<SwapCall> find() {
    Linker linker = Linker.nativeLinker();
    SymbolLookup library = linker.defaultLookup();
    Optional<MemorySegment> rename = library.find("renameat2");
    Optional<MemorySegment> open = library.find("openat");
    Optional<MemorySegment> close = library.find("close");
    if (rename.isEmpty() || open.isEmpty() || close.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SwapCall(
            linker.downcallHandle(
                open.get(),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
                Linker.Option.firstVariadicArg(3)),
            linker.downcallHandle(close.get(), FunctionDescriptor.of(JAVA_INT, JAVA_INT)),
            linker.downcallHandle(
                rename.get(),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT))));
  }

  /**
   * Exchanges two files of one memory.
   *
   * @param one names from the memory's root, the last one the file's
   * @return whether it was done
   */
  boolean swap(Path root, List<String> one, List<String> other) {
    return rename(root, one, other, EXCHANGE);
  }

  /**
   * Moves a file to where nothing stands.
   *
   * @return whether it was done; false if something stands there
   */
  boolean fill(Path root, List<String> file, List<String> place) {
    return rename(root, file, place, NO_REPLACE);
  }

  private boolean rename(Path root, List<String> one, List<String> other, int how) {
    if (!root.getFileSystem().equals(FileSystems.getDefault())) {
      return false;
    }
    List<Integer> opened = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      int from = folder(root, one, arena, opened);
      int to = folder(root, other, arena, opened);
      return from >= 0
          && to >= 0
          && (int)
                  rename.invokeExact(
                      from,
                      arena.allocateFrom(one.getLast()),
                      to,
                      arena.allocateFrom(other.getLast()),
                      how)
              == 0;
    } catch (Throwable e) {
      throw unexpected(e);
    } finally {
      opened.forEach(this::closed);
    }
  }

  /** The folder that holds a file; negative if it cannot be opened. */
  private int folder(Path root, List<String> file, Arena arena, List<Integer> opened)
      throws Throwable {
    int folder = (int) open.invokeExact(HERE, arena.allocateFrom(root.toString()), FOLDER);
    for (int i = 0; folder >= 0; i++) {
      opened.add(folder);
      if (i == file.size() - 1) {
        return folder;
      }
      folder = (int) open.invokeExact(folder, arena.allocateFrom(file.get(i)), FOLDER | NO_LINK);
    }
    return folder;
  }

  private void closed(int descriptor) {
    try {
      var _ = (int) close.invokeExact(descriptor);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }
}
