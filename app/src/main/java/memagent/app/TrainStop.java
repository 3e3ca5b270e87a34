package memagent.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Lets Ctrl-C end a training run after its step, with everything saved. */
final class TrainStop implements BooleanSupplier, AutoCloseable {
  /** How long the end of the process waits for the step under way and its checkpoint. */
  private static final Duration STEP_MAX = Duration.ofMinutes(10);

  private final AtomicBoolean asked = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::ask, "train-stop");

  TrainStop() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void ask() {
    asked.set(true);
    try {
      if (!done.await(STEP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        // libtorch's own clean-up must not run under a step that still computes.
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean getAsBoolean() {
    return asked.get();
  }

  @Override
  public void close() {
    done.countDown();
    if (!asked.get()) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
