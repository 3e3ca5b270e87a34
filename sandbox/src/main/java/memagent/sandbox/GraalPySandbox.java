package memagent.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import memagent.vault.VaultTransaction;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocks in GraalPy, in warm worker processes without rights.
 *
 * <p>Contained, everywhere:
 *
 * <ul>
 *   <li>files, network, processes, threads, environment, native code, Java and other languages: a
 *       block's Python has none of them (GraalVM's policy CONSTRAINED, no host access);
 *   <li>the memory: reached only by the functions, which run in this process, inside the block's
 *       transaction, behind the vault's rules for paths and sizes;
 *   <li>time, memory, output, calls, text, statements, recursion: {@link SandboxLimits}. A block
 *       that does not heed the end of its time is killed with its process, and so is one that fills
 *       its heap; another worker stands by;
 *   <li>what a block changes in Python: the next block gets a new context;
 *   <li>this process: a worker is another one, with an empty environment, that only sends plain
 *       values in frames of a limited size, which are checked here.
 * </ul>
 *
 * <p>Contained on Linux x86-64, should a block break out of Python into the worker's Java: the
 * worker has given up opening files but to read those of its own runtime (Landlock), sockets,
 * processes, signals to others, writing to files (seccomp), core files (rlimits). {@link
 * #protections()} says what of it holds, as each worker tried for itself.
 *
 * <p>Not contained:
 *
 * <ul>
 *   <li>processor time: a worker may use a whole core until its time is over;
 *   <li>memory beside the Java heap: some 200 MB a worker of code, metaspace and stacks, bounded by
 *       flags of the JVM but not by the system;
 *   <li>what the functions may do: a block can read, change and delete all of the memory it runs
 *       on, and its answer can carry all of it;
 *   <li>on other systems, a flaw in GraalPy or the JVM that gives a block its worker's Java: the
 *       worker then has this program's rights;
 *   <li>clocks and speculative execution: a block can measure time.
 * </ul>
 *
 * <p>One sandbox serves one memory, or memories of one owner: a worker that were broken into could
 * carry what it saw from one block to the next. For several threads; each block has a worker for
 * itself, and waits for one if all are busy.
 */
public final class GraalPySandbox implements Sandbox {

  private static final int FAILED_STARTS_MAX = 3;
  private static final Duration RECORD_AFTER = Duration.ofSeconds(60);

  private final SandboxLimits limits;
  private final WorkerCache cache;
  private final WorkerCommand command;
  private final ScheduledExecutorService clock;
  private final LinkedBlockingQueue<Worker> ready = new LinkedBlockingQueue<>();
  private final Object lock = new Object();
  private final List<Worker> workers = new ArrayList<>(); // all that live, under the lock
  private int failedStarts; // in a row, under the lock
  private String lastFailure = ""; // under the lock
  private boolean closed; // under the lock
  private List<Protections.Protection> found = List.of(); // by the last worker, under the lock
  private boolean wasReady; // under the lock
  private @Nullable Thread recorder; // under the lock

  private GraalPySandbox(SandboxLimits limits, Path cacheFolder) {
    this.limits = limits;
    this.cache = WorkerCache.open(cacheFolder);
    this.command = new WorkerCommand(limits, cache);
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

  /**
   * Makes ready what makes a start faster, if it is not there: some seconds of work. A program
   * calls this once after it was installed; a sandbox that lives for a minute does it in the
   * background otherwise.
   *
   * @return whether later starts will find it
   * @throws SandboxException if the folder cannot be made
   */
  public static boolean prepare(SandboxLimits limits, Path cacheFolder) {
    var cache = WorkerCache.open(cacheFolder);
    cache.record(new WorkerCommand(limits, cache));
    return cache.isRecorded();
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
      int wanted = !wasReady ? 1 : 1 + limits.spareWorkerCount();
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
    try {
      return worker.run(code, new MemoryTools(transaction), variables);
    } finally {
      inBackground(worker, false);
    }
  }

  /**
   * Waits until a worker stands by.
   *
   * @throws SandboxException if no worker can be had
   */
  public void awaitReady() {
    ready.add(takeReady());
  }

  /**
   * {@inheritDoc} Waits for a worker to say so.
   *
   * @throws SandboxException if no worker can be had
   */
  @Override
  public Protections protections() {
    awaitReady();
    var items = new ArrayList<Protections.Protection>();
    items.add(
        new Protections.Protection(
            "process",
            true,
            "Blocks run in worker processes with an empty environment, not in this one."));
    items.add(
        new Protections.Protection(
            "python",
            true,
            "GraalPy without files, network, processes, threads, native code, Java; a new context"
                + " for each block."));
    items.add(
        new Protections.Protection(
            "limits",
            true,
            "A block ends after %d ms, with %d MB, %d statements, %d calls."
                .formatted(
                    limits.blockTimeMax().toMillis(),
                    limits.heapBytesMax() >> 20,
                    limits.stepCountMax(),
                    limits.callCountMax())));
    synchronized (lock) {
      items.addAll(found);
    }
    return new Protections(items);
  }

  @Override
  public void close() {
    List<Worker> all;
    synchronized (lock) {
      closed = true;
      all = List.copyOf(workers);
      workers.clear();
      if (recorder != null) {
        recorder.interrupt();
      }
    }
    all.forEach(Worker::kill);
    clock.shutdownNow();
  }

  /** Later starts profit; a program that ends before this leaves it to {@link #prepare}. */
  private void recordCache() {
    synchronized (lock) {
      if (!closed && !cache.isRecorded()) {
        recorder =
            Thread.ofPlatform()
                .daemon()
                .name("sandbox-recorder")
                .start(() -> cache.record(command));
      }
    }
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
        if (!wasReady) {
          wasReady = true;
          var _ = clock.schedule(this::recordCache, RECORD_AFTER.toSeconds(), TimeUnit.SECONDS);
        }
        found = worker.protections();
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
