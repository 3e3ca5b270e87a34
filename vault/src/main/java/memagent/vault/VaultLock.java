package memagent.vault;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps writers of one memory apart: a lock on the file {@code .mem-agent/lock} between processes,
 * and a lock by folder between the threads of this one, since file locks belong to a whole process.
 *
 * <p>The system drops the file's lock when its process ends, however it ends. The file itself
 * stays: deleting it would let two processes lock two files of the same name.
 */
final class VaultLock {
  static final String FILE = "lock";

  private static final ConcurrentHashMap<Path, ReentrantLock> IN_PROCESS =
      new ConcurrentHashMap<>();

  /**
   * Whoever waits looks again so often: at first and at last. In between, where many wait, their
   * looking would take the time of the one that writes, and those that wait longest go first.
   */
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private static final long LONG_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
  private static final long LONG_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long SHORT_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private VaultLock() {}

  /** What runs while the lock is held. */
  interface Action<T> {
    T run() throws IOException;
  }

  /**
   * Runs an action alone in this memory, on a thread of its own: an interrupt closes the files that
   * a thread is writing, and a half-carried-out commit would have to wait for its recovery.
   *
   * @throws VaultBusyException when another writer holds the lock for longer than {@code waitMax}
   */
  static <T> T holding(Path root, Duration waitMax, Action<T> action) throws IOException {
    return holding(root, root.resolve(DiskFolder.OWN_FOLDER).resolve(FILE), waitMax, action);
  }

  /** The same with another file, which stands for something else of this memory. */
  static <T> T holding(Path root, Path file, Duration waitMax, Action<T> action)
      throws IOException {
    FutureTask<T> task = new FutureTask<>(() -> held(root, file, waitMax, action));
    Thread.ofPlatform().name("mem-agent-commit").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException runtime -> throw runtime;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> T held(Path root, Path file, Duration waitMax, Action<T> action)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + waitMax.toNanos();
    ReentrantLock mine = IN_PROCESS.computeIfAbsent(file, path -> new ReentrantLock());
    boolean held = false;
    try {
      held = mine.tryLock(waitMax.toNanos(), TimeUnit.NANOSECONDS);
      if (!held) {
        throw busy(root, waitMax);
      }
      try (FileChannel channel = FileChannel.open(file, Set.of(CREATE, WRITE, NOFOLLOW_LINKS));
          FileLock lock = lock(channel, deadline)) {
        if (lock == null) {
          throw busy(root, waitMax);
        }
        return action.run();
      }
    } finally {
      if (held) {
        mine.unlock();
      }
    }
  }

  private static @Nullable FileLock lock(FileChannel channel, long deadline) throws IOException {
    long start = System.nanoTime();
    FileLock lock = tryLock(channel);
    while (lock == null && System.nanoTime() - deadline < 0) {
      long waited = System.nanoTime() - start;
      boolean isPatient = waited > LONG_AFTER_NANOS && waited < SHORT_AGAIN_NANOS;
      LockSupport.parkNanos(isPatient ? LONG_PAUSE_NANOS : PAUSE_NANOS);
      lock = tryLock(channel);
    }
    return lock;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null; // Another copy of this class, in another class loader, holds it.
    }
  }

  private static VaultBusyException busy(Path root, Duration waitMax) {
    return new VaultBusyException(
        "Another program has been writing the memory %s for more than %d ms; nothing was written, try again."
            .formatted(root, waitMax.toMillis()));
  }
}
