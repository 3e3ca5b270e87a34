package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The trials of docs/reliability.md, each smaller than {@link Faults} runs it, but for the
 * editor's: what it counts depends on the load of the machine, and {@code JournalTest} holds what
 * it showed.
 */
class FaultsIT {
  private static final long SEED = 7;

  @TempDir Path folder;
  private final Tally tally = new Tally();

  @AfterEach
  void nothingIsLostOrTorn() {
    System.out.println(tally.line());
    assertThat(tally.get(Tally.LOST)).isZero();
    assertThat(tally.get(Tally.TORN)).isZero();
  }

  @Test
  void aWriterIsKilledDuringMixedWrites() throws Exception {
    KilledTrial.run(folder, 9, SEED, tally);
    assertThat(tally.get("kills")).isEqualTo(9);
    assertThat(tally.get("acknowledged")).isPositive();
  }

  @Test
  void severalProcessesWriteOneMemory() throws Exception {
    WritersTrial.run(folder, 3, 40, tally);
    assertThat(tally.get("acknowledged")).isEqualTo(120);
    assertThat(tally.get("entries that nobody wrote")).isZero();
  }

  @Test
  void theDiskIsNearlyFull() throws Exception {
    assumeTrue(DiskTrial.canRun(folder), "Only root on Linux can mount a small disk.");
    DiskTrial.full(folder.resolve("a"), 40, false, SEED, tally);
    DiskTrial.full(folder.resolve("b"), 30, true, SEED, tally);
    assertThat(tally.get("refused")).isPositive();
    assertThat(tally.get("acknowledged")).isPositive();
  }

  @Test
  void theDiskTurnsReadOnlyAndBack() throws Exception {
    assumeTrue(DiskTrial.canRun(folder), "Only root on Linux can mount a small disk.");
    DiskTrial.readOnly(folder, 40, SEED, tally);
    assertThat(tally.get("refused")).isPositive();
  }

  @Test
  void theClockGoesBackwards() throws Exception {
    ClockTrial.run(folder, 60, SEED, tally);
    assertThat(tally.get("jumps backwards")).isPositive();
    assertThat(tally.get("edits that a search missed")).isZero();
    assertThat(tally.get("entries earlier than the one before")).isZero();
    assertThat(tally.get("states of the past compared")).isEqualTo(2);
  }

  @Test
  void aSyncToolDropsConflictCopies() throws Exception {
    CopiesTrial.run(folder, 60, tally);
    assertThat(tally.get("conflict copies not reported")).isZero();
    assertThat(tally.get("notes reported as copies")).isZero();
    assertThat(tally.get("certain copies taken for notes")).isZero();
    assertThat(tally.get("certain copies found by a search")).isZero();
  }
}
