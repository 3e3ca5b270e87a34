package memagent.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Does the same with each of many things, on all processors where they are many. */
final class SideBySide {
  private static final int PART_COUNT = 256;

  private SideBySide() {}

  /**
   * What each gives, in their order.
   *
   * @param each for several threads; what it throws is thrown here
   */
  static <T, R> List<R> map(List<T> all, Function<T, R> each, SearchListener listener) {
    int total = all.size();
    List<R> results = new ArrayList<>(total);
    AtomicInteger done = new AtomicInteger();
    if (total <= PART_COUNT) {
      all.forEach(one -> {
        results.add(each.apply(one));
        listener.progress(done.incrementAndGet(), total);
      });
      return results;
    }
    List<Future<List<R>>> parts = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("mem-agent-part-", 0).factory())) {
      for (int from = 0; from < total; from += PART_COUNT) {
        List<T> part = all.subList(from, Math.min(total, from + PART_COUNT));
        parts.add(
            threads.submit(() -> {
              List<R> found = part.stream().map(each).toList();
              listener.progress(done.addAndGet(found.size()), total);
              return found;
            }));
      }
    }
    try {
      for (Future<List<R>> part : parts) {
        results.addAll(NoteIntake.await(part));
      }
    } catch (IOException interrupted) {
      throw new VaultException("The work was interrupted; begin it again.", interrupted);
    }
    return results;
  }
}
