package memagent.vault;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that work for a search while nobody waits. */
final class SearchThread {
  private SearchThread() {}

  /** One that does not keep the program, and drops what is due later when it is to end. */
  static ScheduledExecutorService named(String name) {
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return one;
  }

  /**
   * Lets it do what it has begun: what is just being saved must be, before its folder is closed.
   */
  static void end(ExecutorService running, Duration waitMax) {
    running.shutdown();
    try {
      boolean ended = running.awaitTermination(waitMax.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        return; // The next process finds what was saved before, and reads the rest anew.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
