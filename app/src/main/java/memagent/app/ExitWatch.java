package memagent.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import memagent.model.Cancellation;

/**
 * Stops a question when the process is told to end (Ctrl-C, SIGTERM), and gives it a moment to put
 * things in order: what is committed stays, a half-done block is dropped, the session is kept.
 */
final class ExitWatch implements AutoCloseable {
  private static final Duration GRACE_MAX = Duration.ofSeconds(2);

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  private ExitWatch(Cancellation cancellation) {
    this.hook =
        new Thread(
            () -> {
              cancellation.cancel();
              awaitDone();
            },
            "exit-watch");
  }

  /** Watches until it is closed. */
  static ExitWatch over(Cancellation cancellation) {
    ExitWatch watch = new ExitWatch(cancellation);
    Runtime.getRuntime().addShutdownHook(watch.hook);
    return watch;
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, by that very hook.
      return;
    }
  }

  private void awaitDone() {
    try {
      if (!done.await(GRACE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
