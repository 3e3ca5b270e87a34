package memagent.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes {@link MixedWrites} to several memories at once, each with its history, until it is
 * killed: {@code MixedWriter FOLDER SEED YES_IF_THE_HISTORY_IS_TAKEN_IN_BESIDE NUMBER...}, a number
 * for each memory, that of its last transaction so far. What is committed is written down outside
 * of the memory, a line each, and the first one of all is said.
 */
final class MixedWriter {
  private static final long PAUSE_NANOS = 20_000_000;

  private MixedWriter() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    long seed = Long.parseLong(args[1]);
    boolean takesIn = args[2].equals("yes");
    for (int i = 3; i < args.length; i++) {
      int memory = i - 3;
      int last = Integer.parseInt(args[i]);
      Thread.ofPlatform()
          .start(() -> write(folder.resolve("m" + memory), seed + memory, last, takesIn));
    }
  }

  private static void write(Path place, long seed, int last, boolean takesIn) {
    MixedWrites writes = new MixedWrites(seed).after(last);
    try (Vault vault = open(place)) {
      if (takesIn) {
        Thread.ofPlatform().daemon().start(() -> takeIn(vault));
      }
      while (true) {
        var changes = writes.next();
        CommitOutcome outcome = MixedWrites.write(vault, writes.serial(), changes);
        if (!(outcome instanceof CommitOutcome.Committed)) {
          throw new IllegalStateException("Nobody else writes here: " + outcome);
        }
        acknowledge(place, writes.serial());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void takeIn(Vault vault) {
    while (true) {
      vault.history().orElseThrow().pickUp();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void acknowledge(Path place, int serial) throws IOException {
    Files.write(
        place.resolve("acks"),
        (serial + "\n").getBytes(StandardCharsets.US_ASCII),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    System.out.println("ack");
  }

  /** The number that was acknowledged last; 0 if none was. */
  static int acknowledged(Path place) throws IOException {
    Path file = place.resolve("acks");
    if (!Files.exists(file)) {
      return 0;
    }
    String all = Files.readString(file);
    String whole = all.substring(0, all.lastIndexOf('\n') + 1).strip();
    return whole.isEmpty() ? 0 : Integer.parseInt(whole.substring(whole.lastIndexOf('\n') + 1));
  }

  static Vault open(Path place) {
    return Vault.create(
        place.resolve("memory"),
        VaultLimits.DEFAULT,
        new HistorySettings(
            place.resolve("histories"), InstantSource.system(), System.out::println));
  }
}
