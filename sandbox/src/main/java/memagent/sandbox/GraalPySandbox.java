package memagent.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import memagent.vault.VaultTransaction;

/**
 * Runs blocks in GraalPy, in warm worker processes that have no rights.
 *
 * <p>Contained: ...
 */
public final class GraalPySandbox implements Sandbox {

  private static final int FAILED_STARTS_MAX = 3;

  private final SandboxLimits limits;
  private final WorkerCommand command;
  private final ScheduledExecutorService clock;
  private final LinkedBlockingQueue<Worker> ready = new LinkedBlockingQueue<>();
  private final Object lock = new Object();
  private final List<Worker> workers = new ArrayList<>(); // all that live, under the lock
  private int failedStarts; // in a row, under the lock
  private String lastFailure = ""; // under the lock
  private boolean closed; // under the lock
  private volatile List<Protections.Protection> protections = List.of();

  private GraalPySandbox(SandboxLimits limits, Path cacheFolder) {
    this.limits = limits;
    this.command = WorkerCommand.of(limits, cacheFolder);
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sandbox-clock").factory());
  }

  /**
   * A sandbox for one memory. No worker is started yet: {@link #warm()} or the first block does.
   *
   * @param cacheFolder where what makes later starts faster is kept; it may be deleted at any time
   *     when no sandbox runs
   * @throws SandboxException if the folder cannot be made
   */
  public static GraalPySandbox start(SandboxLimits limits, Path cacheFolder) {
    return new GraalPySandbox(limits, cacheFolder);
  }

  /** The limits that every block has. */
  public SandboxLimits limits() {
    return limits;
  }

  @Override
  public void warm() {
    synchronized (lock) {
      if (closed || failedStarts >= FAILED_STARTS_MAX) {
        return;
      }
      // The first worker has the machine for itself; the others follow when it is ready.
      int wanted = protections.isEmpty() ? 1 : 1 + limits.spareWorkerCount();
      while (workers.size() < wanted) {
        var worker = new Worker(command.start(), limits, clock);
        workers.add(worker);
        inBackground(worker, true);
      }
    }
  }

  @Override
  public Observation run(String code, VaultTransaction transaction, Map<String, Object> variables) {
    if (code.length() > limits.codeCharsMax()) {
      var error =
          "The block has "
              + code.length()
              + " characters and codeCharsMax is "
              + limits.codeCharsMax()
              + ": write a shorter one.";
      return new Observation.LimitExceeded(
          "", ResultText.of(Map.of(), "", error, limits.resultCharsMax()), "codeCharsMax", error);
    }
    var worker = takeReady();
    var observation = worker.run(code, new MemoryTools(transaction), variables);
    inBackground(worker, false);
    return observation;
  }

  @Override
  public Protections protections() {
    return new Protections(protections);
  }

  @Override
  public void close() {
    List<Worker> all;
    synchronized (lock) {
      closed = true;
      all = List.copyOf(workers);
      workers.clear();
    }
    all.forEach(Worker::kill);
    clock.shutdownNow();
  }

  /** Waits for a worker to be ready, in a thread of its own, and replaces it if it never is. */
  private void inBackground(Worker worker, boolean isStart) {
    Thread.ofPlatform().daemon().name("sandbox-ready").start(() -> makeReady(worker, isStart));
  }

  private void makeReady(Worker worker, boolean isStart) {
    var time = isStart ? limits.startTimeMax() : limits.prepareTimeMax();
    boolean isReady = worker.isAlive() && worker.awaitReady(time.toMillis());
    if (!isReady) {
      worker.kill();
    }
    synchronized (lock) {
      if (closed) {
        worker.kill();
        return;
      }
      if (isReady) {
        protections = worker.protections();
        failedStarts = 0;
        ready.add(worker);
      } else {
        workers.remove(worker);
        if (isStart) {
          failedStarts++;
          lastFailure = worker.errors();
        }
      }
    }
    warm();
  }

  private Worker takeReady() {
    long deadline = System.nanoTime() + limits.startTimeMax().toNanos();
    try {
      while (true) {
        synchronized (lock) {
          if (closed) {
            throw new SandboxException("The sandbox is closed: no block can run in it.");
          }
          if (failedStarts >= FAILED_STARTS_MAX) {
            failedStarts = 0; // the next block tries again
            throw new SandboxException(
                "No worker of the sandbox starts; the last one said: " + lastFailure);
          }
        }
        warm();
        var worker = ready.poll(50, TimeUnit.MILLISECONDS);
        if (worker != null && worker.isAlive()) {
          return worker;
        }
        if (worker != null) {
          inBackground(worker, false);
        }
        if (System.nanoTime() > deadline) {
          throw new SandboxException(
              "No worker of the sandbox was ready within "
                  + limits.startTimeMax().toSeconds()
                  + " s (startTimeMax): the machine is overloaded, try again.");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("The wait for a worker was interrupted.", e);
    }
  }
}
