package memagent.mcp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import memagent.agent.AgentResult;
import memagent.model.Cancellation;
import org.jspecify.annotations.Nullable;

/** A question that the agent works on, whether or not somebody waits for it. */
final class Job {
  /** Of what was said while nobody watched, as many lines are kept for the next watcher. */
  private static final int UNTOLD_MAX = 8;

  final Cancellation cancellation = new Cancellation();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock telling = new ReentrantLock();
  private final List<Consumer<String>> watchers = new ArrayList<>();
  private final ArrayDeque<String> untold = new ArrayDeque<>();
  private @Nullable AgentResult result;
  private @Nullable RuntimeException failure;
  private @Nullable Confirmation confirmation;
  private @Nullable Sampling sampling;
  private volatile String latest = "waiting for the model";

  /**
   * Something that the job may only do when a person allows it.
   *
   * @param question for the person
   */
  record Confirmation(String question, CompletableFuture<Boolean> answer) {}

  /** Something that the client's own model is to say. */
  record Sampling(Caller.Ask ask, CompletableFuture<Optional<String>> answer) {}

  /** What a job is at. */
  sealed interface State {
    record Working(String latest) implements State {}

    record Asking(Confirmation confirmation) implements State {}

    record Sampled(Sampling sampling) implements State {}

    record Done(AgentResult result) implements State {}

    record Failed(RuntimeException cause) implements State {}
  }

  /** Tells watchers what is being done. */
  void says(String message) {
    latest = message;
    telling.lock();
    try {
      if (watchers.isEmpty()) {
        if (untold.size() == UNTOLD_MAX) {
          untold.removeFirst();
        }
        untold.add(message);
      }
      List.copyOf(watchers).forEach(watcher -> watcher.accept(message));
    } finally {
      telling.unlock();
    }
  }

  /** Tells what is being done from now on, and first what was said since anybody watched. */
  void watch(Consumer<String> watcher) {
    telling.lock();
    try {
      untold.forEach(watcher);
      untold.clear();
      watchers.add(watcher);
    } finally {
      telling.unlock();
    }
  }

  void unwatch(Consumer<String> watcher) {
    telling.lock();
    try {
      watchers.remove(watcher);
    } finally {
      telling.unlock();
    }
  }

  void done(AgentResult done) {
    set(() -> result = done);
  }

  void failed(RuntimeException cause) {
    set(() -> failure = cause);
  }

  /** Asks, and waits for whoever may answer; no answer is a no. */
  boolean confirm(String question, long millisMax) {
    Confirmation asked = new Confirmation(question, new CompletableFuture<>());
    set(() -> confirmation = asked);
    try (Cancellation.Registration _ =
        cancellation.onCancel(() -> asked.answer().complete(false))) {
      return asked.answer().completeOnTimeout(false, millisMax, TimeUnit.MILLISECONDS).join();
    } finally {
      set(() -> confirmation = null);
    }
  }

  /** Has the client's model say something; empty if it does not answer. */
  Optional<String> sample(Caller.Ask ask, long millisMax) {
    Sampling wanted = new Sampling(ask, new CompletableFuture<>());
    set(() -> sampling = wanted);
    try (Cancellation.Registration _ =
        cancellation.onCancel(() -> wanted.answer().complete(Optional.empty()))) {
      return wanted
          .answer()
          .completeOnTimeout(Optional.empty(), millisMax, TimeUnit.MILLISECONDS)
          .join();
    } finally {
      set(() -> sampling = null);
    }
  }

  /** Answers what {@link #confirm} asks; false if nothing is asked. */
  boolean answer(boolean allowed) {
    Optional<Confirmation> asked;
    lock.lock();
    try {
      asked = Optional.ofNullable(confirmation);
    } finally {
      lock.unlock();
    }
    asked.ifPresent(c -> c.answer().complete(allowed));
    return asked.isPresent();
  }

  private void set(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isOver() {
    lock.lock();
    try {
      return result != null || failure != null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is over or asks something, but not longer than so many milliseconds. */
  State await(long millisMax) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
    lock.lock();
    try {
      while (true) {
        if (result != null) {
          return new State.Done(result);
        }
        if (failure != null) {
          return new State.Failed(failure);
        }
        if (confirmation != null && !confirmation.answer().isDone()) {
          return new State.Asking(confirmation);
        }
        if (sampling != null && !sampling.answer().isDone()) {
          return new State.Sampled(sampling);
        }
        long left = end - System.nanoTime();
        if (left <= 0 || changed.awaitNanos(left) <= 0) {
          return new State.Working(latest);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new State.Working(latest);
    } finally {
      lock.unlock();
    }
  }
}
