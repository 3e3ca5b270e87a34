package memagent.vault;

import java.util.Map;
import java.util.TreeMap;

/** Counts what a trial of faults met, by name; for several threads. */
final class Tally {
  /** An acknowledged write that is neither in the memory nor in its history. */
  static final String LOST = "lost updates";

  /**
   * A file that is neither wholly old nor wholly new, or a transaction of which a part is there.
   */
  static final String TORN = "torn files";

  private final TreeMap<String, Long> counts = new TreeMap<>();

  Tally() {
    add(LOST, 0);
    add(TORN, 0);
  }

  synchronized void add(String what, long count) {
    counts.merge(what, count, Long::sum);
  }

  synchronized long get(String what) {
    return counts.getOrDefault(what, 0L);
  }

  synchronized Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  /** One line, {@code name=count} each, which {@link #addLine} reads again. */
  synchronized String line() {
    StringBuilder line = new StringBuilder();
    counts.forEach((what, count) ->
        line.append(line.isEmpty() ? "" : "; ").append(what).append('=').append(count));
    return line.toString();
  }

  void addLine(String line) {
    for (String count : line.split("; ", -1)) {
      int equals = count.lastIndexOf('=');
      add(count.substring(0, equals), Long.parseLong(count.substring(equals + 1)));
    }
  }
}
