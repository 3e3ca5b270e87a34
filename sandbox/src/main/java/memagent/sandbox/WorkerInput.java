package memagent.sandbox;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The worker's standard input, which can be waited for with an end to the wait: poll(2). */
final class WorkerInput {

  private static final long SYS_POLL = 7;
  private static final short POLLIN = 1;
  private static final long STEP_NANOS = 1_000_000; // where there is no poll

  private final InputStream in =
      new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16);
  private final @Nullable LinuxCalls calls =
      LinuxCalls.isSupported() ? new LinuxCalls(Arena.global()) : null;
  private final MemorySegment descriptor = Arena.global().allocate(8, 8); // struct pollfd, of 0

  WorkerInput() {
    descriptor.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
  }

  InputStream stream() {
    return in;
  }

  /** Whether something can be read now. */
  boolean isThere() throws IOException {
    return in.available() > 0;
  }

  /** Waits until something can be read or the other side is gone; false after so long. */
  boolean await(long millisMax) throws IOException {
    if (!isThere() && calls != null) {
      return calls.call(SYS_POLL, descriptor.address(), 1, millisMax) != 0;
    }
    long end = System.nanoTime() + millisMax * 1_000_000;
    while (!isThere() && System.nanoTime() < end) {
      LockSupport.parkNanos(STEP_NANOS);
    }
    return isThere();
  }
}
