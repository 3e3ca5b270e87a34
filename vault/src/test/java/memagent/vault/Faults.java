package memagent.vault;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs one of the trials of docs/reliability.md in full and prints what it counted; {@code
 * vault/src/bench/faults.sh} starts it. {@code FaultsIT} runs all of them, smaller.
 */
public final class Faults {
  private static final int LANES = 2;

  private Faults() {}

  /** {@code CASE EMPTY_FOLDER [COUNT...]}. */
  public static void main(String[] args) throws Exception {
    Tally tally = new Tally();
    if (args[0].equals("sum")) {
      Files.readAllLines(Path.of(args[1])).forEach(tally::addLine);
      System.out.println(tally.line());
      return;
    }
    Path folder = Files.createDirectories(Path.of(args[1]));
    switch (args[0]) {
      case "kills" -> kills(folder, Integer.parseInt(args[2]), Long.parseLong(args[3]), tally);
      case "writers" ->
          WritersTrial.run(folder, Integer.parseInt(args[2]), Integer.parseInt(args[3]), tally);
      case "disk" -> {
        int count = Integer.parseInt(args[2]);
        DiskTrial.full(folder.resolve("a"), count / 2, false, Long.parseLong(args[3]), tally);
        DiskTrial.full(folder.resolve("b"), count / 2, true, Long.parseLong(args[3]) + 1, tally);
      }
      case "readonly" ->
          DiskTrial.readOnly(folder, Integer.parseInt(args[2]), Long.parseLong(args[3]), tally);
      case "clock" ->
          ClockTrial.run(folder, Integer.parseInt(args[2]), Long.parseLong(args[3]), tally);
      case "editor" ->
          EditorTrial.run(folder, Integer.parseInt(args[2]), Long.parseLong(args[3]), tally);
      case "copies" -> CopiesTrial.run(folder, Integer.parseInt(args[2]), tally);
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.out.println(tally.line());
    System.exit(tally.get(Tally.LOST) + tally.get(Tally.TORN) == 0 ? 0 : 1);
  }

  /** Side by side, since a process that starts or forces a file to the disk leaves a core idle. */
  private static void kills(Path folder, int kills, long seed, Tally tally)
      throws InterruptedException, ExecutionException {
    List<Future<Boolean>> lanes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(LANES)) {
      for (int i = 0; i < LANES; i++) {
        int lane = i;
        int share = kills / LANES + (lane < kills % LANES ? 1 : 0);
        lanes.add(
            threads.submit(() -> {
              KilledTrial.run(folder.resolve("lane" + lane), share, seed + lane * 100L, tally);
              return true;
            }));
      }
    }
    for (Future<Boolean> lane : lanes) {
      lane.get();
    }
  }
}
