package memagent.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;

/** System calls by number, through the C library's {@code syscall}: Linux on x86-64 only. */
final class LinuxCalls {

  static final int EPERM = 1;

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final MethodHandle syscall;
  private final MemorySegment state;

  /**
   * @param arena what the calls' memory lives in
   */
  @SuppressWarnings("restricted") // allowed by the worker's --enable-native-access
  LinuxCalls(Arena arena) {
    var linker = Linker.nativeLinker();
    var number = ValueLayout.JAVA_LONG;
    this.syscall =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(number, number, number, number, number, number, number),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));
    this.state = arena.allocate(STATE);
  }

  /** Whether these calls have the numbers that the callers use. */
  static boolean isSupported() {
    var arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return System.getProperty("os.name", "").equals("Linux")
        && (arch.equals("amd64") || arch.equals("x86_64"));
  }

  /** A call with up to five arguments: its result, or minus its error number. */
  long call(long number, long... arguments) {
    var a = java.util.Arrays.copyOf(arguments, 5);
    try {
      long result = (long) syscall.invokeExact(state, number, a[0], a[1], a[2], a[3], a[4]);
      return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
    } catch (Throwable e) {
      throw new IllegalStateException("A system call cannot be made.", e);
    }
  }
}
