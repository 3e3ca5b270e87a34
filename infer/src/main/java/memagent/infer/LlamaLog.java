package memagent.infer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Deque;
import memagent.model.ModelException;

/** Takes llama.cpp's log lines: errors are kept to explain a failure, the rest is dropped. */
@SuppressWarnings("restricted")
final class LlamaLog {
  private static final int LEVEL_ERROR = 4; // ggml_log_level
  private static final int LINE_COUNT_MAX = 8;
  private static final int LINE_CHARS_MAX = 300;

  private final Deque<String> errors = new ArrayDeque<>();
  private final MemorySegment callback;

  LlamaLog() {
    try {
      MethodHandle handle =
          MethodHandles.lookup()
              .findVirtual(
                  LlamaLog.class,
                  "onLine",
                  MethodType.methodType(
                      void.class, int.class, MemorySegment.class, MemorySegment.class))
              .bindTo(this);
      callback =
          Linker.nativeLinker()
              .upcallStub(
                  handle, FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS), Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new ModelException("The log of llama.cpp cannot be taken: " + e + ".", e);
    }
  }

  /** For {@code llama_log_set}. */
  MemorySegment callback() {
    return callback;
  }

  /** Called by native code; an exception that left it would end the JVM. */
  @SuppressWarnings("unused")
  private void onLine(int level, MemorySegment text, MemorySegment userData) {
    try {
      if (level == LEVEL_ERROR) {
        String line = text.reinterpret(1 << 16).getString(0).strip();
        synchronized (errors) {
          if (errors.size() == LINE_COUNT_MAX) {
            errors.removeFirst();
          }
          errors.addLast(line.length() > LINE_CHARS_MAX ? line.substring(0, LINE_CHARS_MAX) : line);
        }
      }
    } catch (RuntimeException e) {
      // A log line that cannot be read is not worth more.
    }
  }

  /** Forgets what was logged so far. */
  void clear() {
    synchronized (errors) {
      errors.clear();
    }
  }

  /** The first error since {@link #clear}, which names the cause; empty text when there is none. */
  String firstError() {
    synchronized (errors) {
      String first = errors.peekFirst();
      return first == null ? "" : first;
    }
  }
}
