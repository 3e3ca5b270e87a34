package memagent.sandbox;

import java.time.Duration;

/**
 * All limits of a sandbox, each with its unit last. A block that breaks one ends with a sentence
 * that names it; the program lives on.
 *
 * @param blockTimeMax wall time of a block, its functions included, from the moment a worker has it
 * @param stopTimeMax how long a block may take to heed that its time is over, before its worker is
 *     killed
 * @param startTimeMax how long {@link Sandbox#run} waits for a worker that is ready
 * @param prepareTimeMax how long a worker may take to clear away a block and be ready again
 * @param heapBytesMax Java heap of a worker, which holds all that a block makes, bytes
 * @param codeCharsMax length of a block, UTF-16 units
 * @param callCountMax calls of the functions in a block
 * @param argumentCharsMax one text that a block hands to a function, UTF-16 units
 * @param stepCountMax Python statements that a block may run
 * @param recursionDepthMax Python calls within each other
 * @param printedCharsMax what is kept of a block's prints; the rest is counted and dropped
 * @param resultCharsMax length of {@link Observation#resultText()} before the note on the cut
 * @param variableCountMax variables that are taken from a block
 * @param variableCharsMax text of all variables together; what is over it comes as a note
 * @param valueDepthMax lists within lists
 * @param frameBytesMax one message between program and worker, bytes
 * @param spareWorkerCount workers that stand by beside the first, so that kills in a row do not
 *     starve the next block
 * @param blocksPerWorkerMax after this many blocks a worker is replaced, whatever it did
 */
public record SandboxLimits(
    Duration blockTimeMax,
    Duration stopTimeMax,
    Duration startTimeMax,
    Duration prepareTimeMax,
    long heapBytesMax,
    int codeCharsMax,
    int callCountMax,
    int argumentCharsMax,
    long stepCountMax,
    int recursionDepthMax,
    int printedCharsMax,
    int resultCharsMax,
    int variableCountMax,
    int variableCharsMax,
    int valueDepthMax,
    int frameBytesMax,
    int spareWorkerCount,
    int blocksPerWorkerMax) {

  /** What the program uses. */
  public static final SandboxLimits DEFAULT =
      new SandboxLimits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          256L << 20,
          100_000,
          30_000,
          1_200_000,
          10_000_000L,
          400,
          20_000,
          40_000,
          200,
          2_000_000,
          40,
          16 << 20,
          1,
          2_000);

  public SandboxLimits {
    positive("blockTimeMax", blockTimeMax.toMillis());
    positive("stopTimeMax", stopTimeMax.toMillis());
    positive("startTimeMax", startTimeMax.toMillis());
    positive("prepareTimeMax", prepareTimeMax.toMillis());
    positive("codeCharsMax", codeCharsMax);
    positive("callCountMax", callCountMax);
    positive("argumentCharsMax", argumentCharsMax);
    positive("stepCountMax", stepCountMax);
    positive("recursionDepthMax", recursionDepthMax);
    positive("printedCharsMax", printedCharsMax);
    positive("resultCharsMax", resultCharsMax);
    positive("variableCountMax", variableCountMax);
    positive("variableCharsMax", variableCharsMax);
    positive("valueDepthMax", valueDepthMax);
    positive("blocksPerWorkerMax", blocksPerWorkerMax);
    if (heapBytesMax < 64L << 20) {
      throw new IllegalArgumentException(
          "heapBytesMax is " + heapBytesMax + ": a worker needs 67108864 bytes or more.");
    }
    if (frameBytesMax < 1 << 16) {
      throw new IllegalArgumentException(
          "frameBytesMax is " + frameBytesMax + ": give 65536 bytes or more.");
    }
    if (spareWorkerCount < 0 || spareWorkerCount > 16) {
      throw new IllegalArgumentException(
          "spareWorkerCount is " + spareWorkerCount + ": give 0 to 16.");
    }
  }

  /** These limits with another time for a block. */
  public SandboxLimits withBlockTimeMax(Duration time) {
    return new SandboxLimits(
        time,
        stopTimeMax,
        startTimeMax,
        prepareTimeMax,
        heapBytesMax,
        codeCharsMax,
        callCountMax,
        argumentCharsMax,
        stepCountMax,
        recursionDepthMax,
        printedCharsMax,
        resultCharsMax,
        variableCountMax,
        variableCharsMax,
        valueDepthMax,
        frameBytesMax,
        spareWorkerCount,
        blocksPerWorkerMax);
  }

  /** These limits with another time to heed a stop. */
  public SandboxLimits withStopTimeMax(Duration time) {
    return new SandboxLimits(
        blockTimeMax,
        time,
        startTimeMax,
        prepareTimeMax,
        heapBytesMax,
        codeCharsMax,
        callCountMax,
        argumentCharsMax,
        stepCountMax,
        recursionDepthMax,
        printedCharsMax,
        resultCharsMax,
        variableCountMax,
        variableCharsMax,
        valueDepthMax,
        frameBytesMax,
        spareWorkerCount,
        blocksPerWorkerMax);
  }

  /** These limits with another number of workers that stand by. */
  public SandboxLimits withSpareWorkerCount(int count) {
    return new SandboxLimits(
        blockTimeMax,
        stopTimeMax,
        startTimeMax,
        prepareTimeMax,
        heapBytesMax,
        codeCharsMax,
        callCountMax,
        argumentCharsMax,
        stepCountMax,
        recursionDepthMax,
        printedCharsMax,
        resultCharsMax,
        variableCountMax,
        variableCharsMax,
        valueDepthMax,
        frameBytesMax,
        count,
        blocksPerWorkerMax);
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value + ": give 1 or more.");
    }
  }
}
