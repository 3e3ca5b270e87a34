package memagent.embed;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The native library of ONNX Runtime, loaded once for the whole process, by its C interface.
 *
 * <p>That is a table of functions to which later versions only append ({@code OrtApi} in {@code
 * onnxruntime_c_api.h}), so a function is known by its place, and an old number of the table's
 * version is good for every later library. Each function returns a status, which is NULL when all
 * went well.
 */
@SuppressWarnings("restricted")
final class OnnxRuntime {
  /** Of the table; the functions below are in the very first one. */
  private static final int TABLE_VERSION = 16;

  /** Functions by their places in the table. */
  private enum Function {
    GET_ERROR_MESSAGE(2),
    CREATE_ENV(3),
    DISABLE_TELEMETRY(6),
    CREATE_SESSION_FROM_ARRAY(8),
    RUN(9),
    CREATE_SESSION_OPTIONS(10),
    SET_INTRA_OP_THREADS(24),
    SET_INTER_OP_THREADS(25),
    CREATE_TENSOR_WITH_DATA(49),
    GET_TENSOR_DATA(51),
    CREATE_CPU_MEMORY_INFO(69),
    RELEASE_STATUS(93),
    RELEASE_SESSION(95),
    RELEASE_VALUE(96),
    RELEASE_SESSION_OPTIONS(100);

    private final int place;

    Function(int place) {
      this.place = place;
    }
  }

  private static final int FATAL_ONLY = 4; // ORT_LOGGING_LEVEL_FATAL
  private static final int ARENA_ALLOCATOR = 1; // OrtArenaAllocator
  private static final int DEFAULT_MEMORY = 0; // OrtMemTypeDefault
  private static final int MESSAGE_BYTES_MAX = 4_096;

  private static @Nullable OnnxRuntime loaded;

  private final Linker linker = Linker.nativeLinker();
  private final MemorySegment table;
  private final MethodHandle errorMessage;
  private final MethodHandle releaseStatus;
  final MethodHandle createSessionFromArray;
  final MethodHandle run;
  final MethodHandle createSessionOptions;
  final MethodHandle setIntraOpThreads;
  final MethodHandle setInterOpThreads;
  final MethodHandle createTensorWithData;
  final MethodHandle tensorData;
  final MethodHandle releaseSession;
  final MethodHandle releaseValue;
  final MethodHandle releaseSessionOptions;

  /** OrtEnv; it lives as long as the process. */
  final MemorySegment environment;

  /** OrtMemoryInfo of the processor's own memory. */
  final MemorySegment processorMemory;

  private OnnxRuntime(MemorySegment table) {
    this.table = table;
    this.errorMessage = handle(Function.GET_ERROR_MESSAGE, FunctionDescriptor.of(ADDRESS, ADDRESS));
    this.releaseStatus = releasing(Function.RELEASE_STATUS);
    this.createSessionFromArray =
        asking(Function.CREATE_SESSION_FROM_ARRAY, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    this.run =
        asking(
            Function.RUN,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            ADDRESS);
    this.createSessionOptions = asking(Function.CREATE_SESSION_OPTIONS, ADDRESS);
    this.setIntraOpThreads = asking(Function.SET_INTRA_OP_THREADS, ADDRESS, JAVA_INT);
    this.setInterOpThreads = asking(Function.SET_INTER_OP_THREADS, ADDRESS, JAVA_INT);
    this.createTensorWithData =
        asking(
            Function.CREATE_TENSOR_WITH_DATA,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            ADDRESS);
    this.tensorData = asking(Function.GET_TENSOR_DATA, ADDRESS, ADDRESS);
    this.releaseSession = releasing(Function.RELEASE_SESSION);
    this.releaseValue = releasing(Function.RELEASE_VALUE);
    this.releaseSessionOptions = releasing(Function.RELEASE_SESSION_OPTIONS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ADDRESS);
      MethodHandle createEnv = asking(Function.CREATE_ENV, JAVA_INT, ADDRESS, ADDRESS);
      check((MemorySegment) createEnv.invokeExact(FATAL_ONLY, arena.allocateFrom("mem"), out));
      this.environment = out.get(ADDRESS, 0);
      // The builds for Windows would report to their maker otherwise.
      MethodHandle disable = asking(Function.DISABLE_TELEMETRY, ADDRESS);
      check((MemorySegment) disable.invokeExact(environment));
      MethodHandle memory = asking(Function.CREATE_CPU_MEMORY_INFO, JAVA_INT, JAVA_INT, ADDRESS);
      check((MemorySegment) memory.invokeExact(ARENA_ALLOCATOR, DEFAULT_MEMORY, out));
      this.processorMemory = out.get(ADDRESS, 0);
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  /**
   * Loads the library; later calls give what is loaded already, since it cannot be unloaded.
   *
   * @throws EmbedException if the file is missing, does not load, or is of another make
   */
  static synchronized OnnxRuntime load(Path file) {
    OnnxRuntime before = loaded;
    if (before != null) {
      return before;
    }
    try {
      SymbolLookup symbols =
          SymbolLookup.libraryLookup(file.toAbsolutePath().toString(), Arena.global());
      MethodHandle base =
          Linker.nativeLinker()
              .downcallHandle(symbols.findOrThrow("OrtGetApiBase"), FunctionDescriptor.of(ADDRESS));
      MemorySegment found = (MemorySegment) base.invokeExact();
      MethodHandle getTable =
          Linker.nativeLinker()
              .downcallHandle(
                  found.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0),
                  FunctionDescriptor.of(ADDRESS, JAVA_INT));
      MemorySegment table = (MemorySegment) getTable.invokeExact(TABLE_VERSION);
      if (table.address() == 0) {
        throw new EmbedException(
            "%s is too old a library: run `mem embedding on` again.".formatted(file));
      }
      OnnxRuntime runtime = new OnnxRuntime(table);
      loaded = runtime;
      return runtime;
    } catch (EmbedException e) {
      throw e;
    } catch (Throwable t) {
      throw new EmbedException(
          "The library %s cannot be loaded (%s): run `mem embedding on` again, or `mem embedding off`."
              .formatted(file, t.getMessage()),
          t);
    }
  }

  private MethodHandle asking(Function function, MemoryLayout... arguments) {
    return handle(function, FunctionDescriptor.of(ADDRESS, arguments));
  }

  private MethodHandle releasing(Function function) {
    return handle(function, FunctionDescriptor.ofVoid(ADDRESS));
  }

  private MethodHandle handle(Function function, FunctionDescriptor form) {
    long size = ADDRESS.byteSize();
    MemorySegment all = table.reinterpret(size * (Function.RELEASE_SESSION_OPTIONS.place + 1));
    return linker.downcallHandle(all.get(ADDRESS, function.place * size), form);
  }

  /** Throws what a status says. */
  void check(MemorySegment status) {
    if (status.address() == 0) {
      return;
    }
    try {
      MemorySegment text = (MemorySegment) errorMessage.invokeExact(status);
      String message = text.reinterpret(MESSAGE_BYTES_MAX).getString(0);
      releaseStatus.invokeExact(status);
      throw new EmbedException("ONNX Runtime: " + message);
    } catch (EmbedException e) {
      throw e;
    } catch (Throwable t) {
      throw broken(t);
    }
  }

  /** What a call of the library threw in Java. */
  static RuntimeException broken(Throwable t) {
    return switch (t) {
      case RuntimeException runtime -> runtime;
      case Error error -> throw error;
      default -> new IllegalStateException(t);
    };
  }
}
