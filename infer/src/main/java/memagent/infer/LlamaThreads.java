package memagent.infer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How many threads compute.
 *
 * <p>ggml's threads wait for each other by spinning, some 600 times a token. When another program
 * holds a core, a second thread makes things worse by far: on two cores with a load of 15 one
 * thread decoded 12 tokens a second and two decoded 0.7. So a model below half a billion parameters
 * decodes with as many threads as cores are free at the moment, and asks again every few tokens;
 * prompts are computed with all cores; and while the machine is overloaded everything is computed
 * with one. What was given in the settings is left as it is.
 *
 * @param decode for one token
 * @param batch for several at once
 */
@SuppressWarnings("restricted")
record LlamaThreads(int decode, int batch) {
  private static final long SMALL_PARAMETERS_MAX = 500_000_000L;
  private static final int THREADS_MAX = 8;
  private static final Path LOADAVG = Path.of("/proc/loadavg");

  /** {@code int getloadavg(double loads[], int count)}; Windows has none. */
  private static final Optional<MethodHandle> LOADS =
      Linker.nativeLinker()
          .defaultLookup()
          .find("getloadavg")
          .map(symbol ->
              Linker.nativeLinker()
                  .downcallHandle(symbol, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT)));

  /** Chooses for the machine as it is now. */
  static LlamaThreads choose(LlamaSettings settings, long parameterCount) {
    return choose(
        settings, parameterCount, Runtime.getRuntime().availableProcessors(), othersRunning());
  }

  /**
   * @param others threads of all programs that want to run beside the one that asks
   */
  static LlamaThreads choose(
      LlamaSettings settings, long parameterCount, int processors, double others) {
    int cores = others > processors + 1 ? 1 : Math.clamp(processors, 1, THREADS_MAX);
    int free = Math.clamp((int) (processors - others), 1, cores);
    int decode = parameterCount < SMALL_PARAMETERS_MAX ? free : cores;
    return new LlamaThreads(
        settings.compute().decodeThreads() > 0 ? settings.compute().decodeThreads() : decode,
        settings.compute().batchThreads() > 0 ? settings.compute().batchThreads() : cores);
  }

  /**
   * How many threads want to run beside this one: on Linux at this moment (the fourth field of
   * /proc/loadavg, proc(5)), elsewhere on average of the last minute; 0 where not known.
   */
  private static double othersRunning() {
    try {
      String[] fields = Files.readString(LOADAVG).split("[ /]", -1);
      return Math.max(0, Integer.parseInt(fields[3]) - 1);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return machineLoad(); // not Linux
    }
  }

  /** How many threads of all programs wanted to run in the last minute; 0 where not known. */
  private static double machineLoad() {
    if (LOADS.isEmpty()) {
      return 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment loads = arena.allocate(JAVA_DOUBLE);
      int count = (int) LOADS.get().invokeExact(loads, 1);
      return count == 1 ? loads.get(JAVA_DOUBLE, 0) : 0;
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }
}
