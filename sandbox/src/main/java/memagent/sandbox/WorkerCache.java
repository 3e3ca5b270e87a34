package memagent.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What one start of a worker leaves for the next: the files of GraalPy's library, this module's
 * classes as a jar, and an AOT cache of the JDK (JEP 483 and 514) that takes more than half of the
 * time to the first block away. It lies in a folder named after the Java and the class path it was
 * made with. All of it can be deleted when no sandbox runs.
 */
final class WorkerCache {

  private static final Duration RECORDING_TIME_MAX = Duration.ofMinutes(3);
  private static final Duration AGE_MAX = Duration.ofDays(7);

  private final Path parent;
  private final Path folder;
  private final List<Path> classPath;

  private WorkerCache(Path parent, Path folder, List<Path> classPath) {
    this.parent = parent;
    this.folder = folder;
    this.classPath = classPath;
  }

  /**
   * Opens the cache for this Java and this class path.
   *
   * @throws SandboxException if the folder cannot be made or written
   */
  static WorkerCache open(Path cacheFolder) {
    try {
      var parent = Files.createDirectories(cacheFolder).toRealPath();
      var classPath = WorkerClassPath.ofThisProgram();
      var folder = parent.resolve(classPath.key());
      Files.createDirectories(folder.resolve("empty"));
      return new WorkerCache(parent, folder, classPath.jars(folder));
    } catch (IOException e) {
      throw new SandboxException(
          "The folder " + cacheFolder + " for the sandbox's cache cannot be used: give another.",
          e);
    }
  }

  /** The worker's class path. */
  List<Path> classPath() {
    return classPath;
  }

  /** Where GraalPy unpacks its library. */
  Path resources() {
    return parent.resolve("resources");
  }

  /** A folder without anything in it, for a worker to stand in. */
  Path empty() {
    return folder.resolve("empty");
  }

  /** The AOT cache, whether it is recorded yet or not. */
  Path aot() {
    return folder.resolve("worker.aot");
  }

  boolean isRecorded() {
    return Files.exists(aot());
  }

  /**
   * Records the AOT cache unless it is there, another process is at it, or it failed before. Takes
   * many seconds; the process that it starts is killed if the thread is interrupted.
   */
  void record(WorkerCommand command) {
    var failed = folder.resolve("failed");
    if (isRecorded() || Files.exists(failed)) {
      return;
    }
    try (var file =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = file.tryLock()) {
      if (lock == null || isRecorded()) {
        return;
      }
      var draft = folder.resolve("draft.aot");
      if (runRehearsal(command, draft) && Files.exists(draft)) {
        Files.move(draft, aot(), StandardCopyOption.ATOMIC_MOVE);
        dropUnused();
      } else if (!Thread.currentThread().isInterrupted()) {
        Files.writeString(
            failed, "The JDK did not write an AOT cache. Delete this to try again.\n");
      }
    } catch (IOException | OverlappingFileLockException e) {
      // without a cache a worker starts all the same, only more slowly
    }
  }

  private boolean runRehearsal(WorkerCommand command, Path draft) throws IOException {
    var process = command.startRehearsal(draft);
    try {
      if (process.waitFor(RECORDING_TIME_MAX.toSeconds(), TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    return false;
  }

  /** Deletes the AOT caches that other versions of this program left more than a week before. */
  private void dropUnused() throws IOException {
    var now = Files.getLastModifiedTime(aot()).toInstant();
    try (Stream<Path> others = Files.list(parent)) {
      for (var other : others.filter(path -> !path.equals(folder)).toList()) {
        dropIfUnused(other, now);
      }
    }
  }

  private static void dropIfUnused(Path folder, Instant now) throws IOException {
    var aot = folder.resolve("worker.aot");
    if (Files.exists(aot)
        && Files.getLastModifiedTime(aot).toInstant().isBefore(now.minus(AGE_MAX))) {
      Files.delete(aot);
    }
  }
}
