package memagent.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long the phases of a run took, side by side where they overlap. From any thread. */
final class Timings {
  private final Map<String, Duration> phases = new LinkedHashMap<>();
  private final long startNanos;

  /** Begins to count now. */
  Timings() {
    this.startNanos = System.nanoTime();
  }

  /** What is timed. */
  interface Phase<T> {
    T run();
  }

  /** Runs {@code work} and keeps how long it took. */
  <T> T time(String name, Phase<T> work) {
    long start = System.nanoTime();
    try {
      return work.run();
    } finally {
      keep(name, System.nanoTime() - start);
    }
  }

  /** Keeps the time from the start to now under this name, once. */
  synchronized void mark(String name) {
    phases.putIfAbsent(name, Duration.ofNanos(System.nanoTime() - startNanos));
  }

  /** Time since the start. */
  Duration total() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** Prints a line for each phase. */
  synchronized void print(PrintStream out) {
    phases.forEach((name, time) -> out.printf("%8d ms  %s%n", time.toMillis(), name));
    out.printf("%8d ms  all%n", total().toMillis());
  }

  private synchronized void keep(String name, long nanos) {
    phases.merge(name, Duration.ofNanos(nanos), Duration::plus);
  }
}
