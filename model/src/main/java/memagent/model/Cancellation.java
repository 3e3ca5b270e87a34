package memagent.model;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A flag that stops work that is under way. One instance serves one question. */
public final class Cancellation {
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final List<Runnable> hooks = new CopyOnWriteArrayList<>();

  /** Asks the work to stop. Later calls change nothing. */
  public void cancel() {
    if (cancelled.compareAndSet(false, true)) {
      hooks.forEach(Runnable::run);
    }
  }

  /** Whether {@link #cancel()} was called. */
  public boolean isCancelled() {
    return cancelled.get();
  }

  /**
   * Runs {@code hook} once on cancellation, at once if that has happened already. A blocking call
   * registers what interrupts it.
   *
   * @return closes the registration
   */
  public Registration onCancel(Runnable hook) {
    AtomicBoolean ran = new AtomicBoolean();
    Runnable once =
        () -> {
          if (ran.compareAndSet(false, true)) {
            hook.run();
          }
        };
    hooks.add(once);
    if (isCancelled()) {
      once.run();
    }
    return () -> hooks.remove(once);
  }

  /** A hook's registration. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
