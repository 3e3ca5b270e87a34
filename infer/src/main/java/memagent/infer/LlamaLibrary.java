package memagent.infer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import memagent.model.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * llama.cpp's shared libraries, loaded once for the whole process.
 *
 * <p>The files come from npm's {@code @node-llama-cpp/<platform>}: {@code ggml-base}, {@code ggml},
 * {@code llama}, and one {@code ggml-cpu-*} for each generation of processors, of which ggml picks
 * the best that runs here. Native libraries cannot be unloaded safely, so the first folder that
 * loads is the one that stays.
 */
@SuppressWarnings("restricted")
final class LlamaLibrary {
  /** The version that the struct layouts were written for. */
  static final String VERSION = "0.4.0";

  private static final int SYSTEM_INFO_BYTES_MAX = 4096;

  private static @Nullable LlamaLibrary loaded;

  private final LlamaFunctions functions;
  private final LlamaLog log;
  private final MemorySegment abortCallback;

  private LlamaLibrary(LlamaFunctions functions, LlamaLog log) {
    this.functions = functions;
    this.log = log;
    // ggml asks "bool abort(void * data)" before each node of the graph, some 600 times a token.
    // An upcall into Java would cost each time; strlen(data) answers the same question natively:
    // an empty text is 0, false, and a text of one character is 1, true.
    this.abortCallback = Linker.nativeLinker().defaultLookup().findOrThrow("strlen");
  }

  LlamaFunctions functions() {
    return functions;
  }

  LlamaLog log() {
    return log;
  }

  /** A native {@code bool (void * data)} that is true when the byte at {@code data} is not 0. */
  MemorySegment abortCallback() {
    return abortCallback;
  }

  /**
   * Loads the libraries of a folder; later calls give what is loaded already.
   *
   * @throws ModelException if a file is missing, does not load, or is of another version
   */
  static synchronized LlamaLibrary load(Path folder) {
    LlamaLibrary before = loaded;
    if (before != null) {
      return before;
    }
    quietBacktraces();
    library(folder, "ggml-base");
    SymbolLookup ggml = library(folder, "ggml");
    SymbolLookup llama = library(folder, "llama");
    LlamaFunctions functions = new LlamaFunctions(llama);
    checkVersion(functions, folder);
    LlamaLog log = new LlamaLog();
    try {
      functions.logSet.invokeExact(log.callback(), MemorySegment.NULL);
      try (Arena arena = Arena.ofConfined()) {
        Linker.nativeLinker()
            .downcallHandle(
                ggml.findOrThrow("ggml_backend_load_all_from_path"),
                FunctionDescriptor.ofVoid(ADDRESS))
            .invokeExact(arena.allocateFrom(folder.toAbsolutePath().toString()));
      }
      functions.backendInit.invokeExact();
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
    LlamaLibrary library = new LlamaLibrary(functions, log);
    loaded = library;
    return library;
  }

  /** Whether the processor computes with vectors of 512 bits, and the library does so too. */
  boolean hasWideVectors() {
    try {
      MemorySegment text = (MemorySegment) functions.systemInfo().invokeExact();
      return text.reinterpret(SYSTEM_INFO_BYTES_MAX).getString(0).contains("AVX512 = 1");
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** A struct with the library's defaults. */
  static MemorySegment defaults(MethodHandle function, StructLayout layout, Arena arena) {
    MemorySegment guarded =
        arena.allocate(layout.byteSize() + LlamaStructs.GUARD_BYTES, layout.byteAlignment());
    guarded.fill(LlamaStructs.POISON);
    MemorySegment struct = guarded.asSlice(0, layout.byteSize());
    try {
      MemorySegment result =
          (MemorySegment)
              function.invokeExact((java.lang.foreign.SegmentAllocator) (_, _) -> struct);
      if (result.address() != struct.address()) {
        struct.copyFrom(result);
      }
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
    return guarded;
  }

  private static void checkVersion(LlamaFunctions functions, Path folder) {
    String version;
    try {
      MemorySegment text = (MemorySegment) functions.version().invokeExact();
      version = text.reinterpret(64).getString(0);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
    if (!version.equals(VERSION) && !version.startsWith(VERSION + "-")) {
      throw new ModelException(
          "The llama.cpp library in "
              + folder
              + " is version "
              + version
              + " and mem-agent is made for "
              + VERSION
              + "; fetch the parts again.");
    }
    try (Arena arena = Arena.ofConfined()) {
      Optional<String> surprise =
          LlamaStructs.modelSurprise(
                  defaults(functions.modelDefaultParams, LlamaStructs.MODEL_PARAMS, arena))
              .or(() ->
                  LlamaStructs.contextSurprise(
                      defaults(
                          functions.contextDefaultParams, LlamaStructs.CONTEXT_PARAMS, arena)));
      if (surprise.isPresent()) {
        throw new ModelException(
            "The llama.cpp library in "
                + folder
                + " does not fit mem-agent: "
                + surprise.get()
                + "; fetch the parts again.");
      }
    }
  }

  private static SymbolLookup library(Path folder, String name) {
    Path file = find(folder, name);
    try {
      return SymbolLookup.libraryLookup(file.toAbsolutePath(), Arena.global());
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          "The llama.cpp library "
              + file
              + " does not load on this machine: it is damaged or made"
              + " for another platform; fetch the parts again.",
          e);
    }
  }

  /** Finds {@code name} with the platform's prefix, build tags and ending, as npm names it. */
  private static Path find(Path folder, String name) {
    Pattern wanted =
        Pattern.compile(
            "(lib)?" + Pattern.quote(name) + "(\\.[a-z]+)?(\\.v[0-9.]+)?\\.(so|dylib|dll)");
    if (!Files.isDirectory(folder)) {
      throw new ModelException(
          "The folder of llama.cpp's libraries "
              + folder
              + " does not exist; run ./build, which"
              + " fetches them.");
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files
              .filter(file ->
                  wanted.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT)).matches())
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new ModelException(
            "The folder "
                + folder
                + " has no library "
                + name
                + "; run ./build, which fetches llama.cpp's libraries.");
      }
      return found.getFirst();
    } catch (IOException e) {
      throw new ModelException("The folder " + folder + " cannot be listed: " + e + ".", e);
    }
  }

  /** Keeps ggml from starting a debugger to print a backtrace when it gives up. */
  private static void quietBacktraces() {
    Linker linker = Linker.nativeLinker();
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("GGML_NO_BACKTRACE");
      MemorySegment value = arena.allocateFrom("1");
      Optional<MemorySegment> function =
          linker.defaultLookup().find(windows ? "_putenv_s" : "setenv");
      if (function.isEmpty()) {
        return;
      }
      if (windows) {
        int _ =
            (int)
                linker
                    .downcallHandle(
                        function.get(), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS))
                    .invokeExact(name, value);
      } else {
        int _ =
            (int)
                linker
                    .downcallHandle(
                        function.get(), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT))
                    .invokeExact(name, value, 1);
      }
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }
}
