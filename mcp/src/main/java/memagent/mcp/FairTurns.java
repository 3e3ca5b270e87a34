package memagent.mcp;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import memagent.model.Cancellation;

/** Who may use the model next: clients in turn, each client's questions in their order. */
final class FairTurns {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LinkedHashMap<String, ArrayDeque<Object>> waiting = new LinkedHashMap<>();
  private final int waitingMax;
  private int free;
  private int count;

  /**
   * @param parallelMax questions at once
   * @param waitingMax questions that wait, of all clients together
   */
  FairTurns(int parallelMax, int waitingMax) {
    this.free = parallelMax;
    this.waitingMax = waitingMax;
  }

  /**
   * Waits for the client's turn.
   *
   * @return false if it was cancelled first
   * @throws McpException if too many wait already
   */
  boolean take(String client, Cancellation cancellation) {
    try (Cancellation.Registration _ = cancellation.onCancel(this::wake)) {
      lock.lock();
      try {
        if (count >= waitingMax) {
          throw new McpException(
              "%d questions wait for the model already (waitingQuestionCountMax): ask again in a while."
                  .formatted(waitingMax));
        }
        Object ticket = new Object();
        waiting.computeIfAbsent(client, name -> new ArrayDeque<>()).add(ticket);
        count++;
        while (!(free > 0 && isNext(client, ticket)) && !cancellation.isCancelled()) {
          changed.awaitUninterruptibly();
        }
        leave(client, ticket);
        if (cancellation.isCancelled()) {
          changed.signalAll();
          return false;
        }
        free--;
        return true;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Gives the turn back. */
  void give() {
    lock.lock();
    try {
      free++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many wait. */
  int waiting() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isNext(String client, Object ticket) {
    Map.Entry<String, ArrayDeque<Object>> first = waiting.firstEntry();
    return first != null && first.getKey().equals(client) && ticket.equals(first.getValue().peek());
  }

  /** The client goes to the end of the row with what else it waits for. */
  private void leave(String client, Object ticket) {
    ArrayDeque<Object> own = waiting.remove(client);
    if (own != null && own.remove(ticket)) {
      count--;
    }
    if (own != null && !own.isEmpty()) {
      waiting.putLast(client, own);
    }
  }
}
