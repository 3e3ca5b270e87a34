package memagent.vault;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Writes {@link MixedWrites} to a real, small disk, a tmpfs that only root can mount, while it is
 * full but for some bytes, or while it becomes read-only again and again. What was refused must
 * have changed nothing, and is written once more later.
 */
final class DiskTrial implements AutoCloseable {
  private static final int FREE_BYTES_MAX = 120_000;
  private static final int REOPEN_EACH = 10;
  private static final long TURN_NANOS = 12_000_000;

  private final Path disk;
  private final Path histories;
  private final RandomGenerator random;
  private final Tally tally;
  private final MixedWrites writes;
  private Map<String, String> then;
  private List<MixedWrites.Change> changes;

  private DiskTrial(Path folder, boolean keepsHistoryThere, long seed, Tally tally)
      throws IOException, InterruptedException {
    this.disk = Files.createDirectories(folder.resolve("disk"));
    if (!mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString())) {
      throw new IOException("only root on Linux can mount a small disk");
    }
    Files.createDirectory(disk.resolve("memory"));
    this.histories = (keepsHistoryThere ? disk : folder).resolve("histories");
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.tally = tally;
    this.writes = new MixedWrites(seed);
    this.then = writes.texts();
    this.changes = writes.next();
  }

  /** Whether this user can mount a disk here. */
  static boolean canRun(Path folder) throws IOException, InterruptedException {
    Path probe = Files.createDirectories(folder.resolve("probe"));
    boolean can = mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", probe.toString());
    if (can) {
      run("umount", probe.toString());
    }
    return can;
  }

  /** A disk that is nearly full at each of so many transactions. */
  static void full(Path folder, int count, boolean keepsHistoryThere, long seed, Tally tally)
      throws IOException, InterruptedException {
    try (DiskTrial trial = new DiskTrial(folder, keepsHistoryThere, seed, tally)) {
      trial.fill(count, keepsHistoryThere);
    }
  }

  /** A disk that turns read-only and back while so many transactions are written. */
  static void readOnly(Path folder, int count, long seed, Tally tally)
      throws IOException, InterruptedException {
    try (DiskTrial trial = new DiskTrial(folder, false, seed, tally)) {
      trial.turn(count);
    }
  }

  private Vault open() {
    return Vault.open(
        disk.resolve("memory"),
        VaultLimits.DEFAULT,
        new HistorySettings(
            histories,
            InstantSource.system(),
            sentence -> tally.add("warnings of the history", 1)));
  }

  private void fill(int count, boolean keepsHistoryThere) throws IOException {
    Vault vault = open();
    try {
      for (int i = 0; i < count; i++) {
        Path ballast = disk.resolve("ballast");
        fill(ballast, random.nextInt(FREE_BYTES_MAX));
        boolean done = attempt(vault);
        Files.delete(ballast);
        if (!done || i % REOPEN_EACH == 0) {
          vault.close();
          vault = open();
        }
        settle(done);
      }
    } finally {
      vault.close();
    }
    if (!keepsHistoryThere) {
      checkHistory();
    }
  }

  private void fill(Path ballast, int freeBytes) throws IOException {
    long left = Math.max(0, Files.getFileStore(disk).getUsableSpace() - freeBytes);
    try (OutputStream out = Files.newOutputStream(ballast)) {
      byte[] block = new byte[4096];
      for (; left > 0; left -= block.length) {
        out.write(block, 0, (int) Math.min(block.length, left));
      }
    } catch (IOException full) {
      tally.add("disk filled to the last byte", 1);
    }
  }

  private void turn(int count) throws IOException, InterruptedException {
    boolean[] ended = {false};
    long pauses = random.nextLong();
    Thread turning = Thread.ofPlatform().start(() -> turn(ended, pauses));
    try {
      while (writes.serial() <= count) {
        // Opened anew each time: it must open in either state.
        try (Vault vault = open()) {
          settle(attempt(vault));
        }
      }
    } finally {
      synchronized (ended) {
        ended[0] = true;
      }
      turning.join();
    }
    checkHistory();
  }

  private void turn(boolean[] ended, long seed) {
    RandomGenerator pauses = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    try {
      while (true) {
        synchronized (ended) {
          if (ended[0]) {
            return;
          }
        }
        // Refused while a file is open for writing.
        tally.add("turned read-only", mount("-o", "remount,ro", disk.toString()) ? 1 : 0);
        LockSupport.parkNanos(pauses.nextLong(TURN_NANOS));
        mount("-o", "remount,rw", disk.toString());
        LockSupport.parkNanos(pauses.nextLong(TURN_NANOS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean attempt(Vault vault) {
    try {
      if (MixedWrites.write(vault, writes.serial(), changes) instanceof CommitOutcome.Committed) {
        tally.add("acknowledged", 1);
        return true;
      }
      throw new IllegalStateException("Nobody else writes here.");
    } catch (VaultException refused) {
      tally.add("refused", 1);
      if (!refused.getMessage().contains("nothing was changed")) {
        tally.add("refused, to be finished later", 1);
        System.out.println(refused.getMessage());
      }
      return false;
    }
  }

  /** The disk must be what was answered; what was refused is tried again. */
  private void settle(boolean done) throws IOException {
    Map<String, String> found = StateCheck.files(disk.resolve("memory"));
    Map<String, String> next = writes.texts();
    if (found.equals(next)) {
      tally.add("found done though refused", done ? 0 : 1);
      then = next;
      changes = writes.next();
    } else if (done) {
      tally.add(Tally.LOST, 1);
      throw new IllegalStateException("An acknowledged transaction is not there.");
    } else if (!found.equals(then)) {
      tally.add(Tally.TORN, 1);
      throw new IllegalStateException("A refused transaction has left a part.");
    }
  }

  private void checkHistory() {
    try (Vault vault = open()) {
      List<Integer> numbers =
          vault.history().orElseThrow().entries(Integer.MAX_VALUE).stream()
              .map(entry -> entry.author().question())
              .toList();
      for (int i = 0; i < numbers.size(); i++) {
        tally.add(Tally.LOST, numbers.get(i) == writes.serial() - 1 - i ? 0 : 1);
      }
      tally.add("entries in the history", numbers.size());
      tally.add(Tally.LOST, Math.abs(numbers.size() - (writes.serial() - 1)));
    }
  }

  @Override
  public void close() throws InterruptedException {
    run("mount", "-o", "remount,rw", disk.toString());
    run("umount", disk.toString());
  }

  private static boolean mount(String... arguments) throws InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = "mount";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return run(command);
  }

  /** Whether a program ended well; not where there is none of that name. */
  static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }
}
