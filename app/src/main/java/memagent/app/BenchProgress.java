package memagent.app;

import java.util.function.BiConsumer;

/** How far a run over many tasks is, and how long the rest will take. */
final class BenchProgress {
  private BenchProgress() {}

  /**
   * One line that changes on a terminal, elsewhere a line every 50 tasks.
   *
   * @param before tasks that were done when the run began
   * @return takes how many are done and how many there are
   */
  static BiConsumer<Integer, Integer> of(Surroundings surroundings, String what, int before) {
    long start = surroundings.clock().millis();
    return (done, of) -> {
      double each = (surroundings.clock().millis() - start) / (double) Math.max(1, done - before);
      long left = Math.round(each * (of - done) / 1000);
      String line =
          "%s %d of %d, %d:%02d left (%s)"
              .formatted(bar(done, of), done, of, left / 60, left % 60, what);
      if (surroundings.isTerminal()) {
        surroundings.errors().print("\r" + line + "  " + (done.equals(of) ? "\n" : ""));
      } else if (done % 50 == 0 || done.equals(of)) {
        surroundings.errors().println(line);
      }
    };
  }

  private static String bar(int done, int of) {
    int full = of == 0 ? 0 : 20 * done / of;
    return "[" + "#".repeat(full) + "-".repeat(20 - full) + "]";
  }
}
