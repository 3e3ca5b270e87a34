package memagent.infer;

import java.util.ArrayDeque;
import java.util.Deque;
import memagent.model.Cancellation;

/** Lets callers in one after the other, in the order of their arrival. */
final class Line {
  private final Deque<Long> waiting = new ArrayDeque<>();
  private long arrivals;

  /**
   * Waits until it is the caller's turn, or until it is cancelled.
   *
   * @return whether the caller has the turn and must {@link #leave}
   */
  boolean enter(Cancellation cancellation) {
    try (Cancellation.Registration _ = cancellation.onCancel(this::wake)) {
      synchronized (this) {
        long place = arrivals++;
        waiting.addLast(place);
        boolean interrupted = false;
        while (waiting.getFirst() != place && !cancellation.isCancelled()) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        if (cancellation.isCancelled()) {
          waiting.remove(place);
          notifyAll();
          return false;
        }
        return true;
      }
    }
  }

  /** Gives the turn to the next in line. */
  synchronized void leave() {
    waiting.removeFirst();
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }
}
