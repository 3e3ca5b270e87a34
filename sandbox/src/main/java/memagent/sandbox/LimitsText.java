package memagent.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@link SandboxLimits} as one argument of a command line: the numbers in order, with commas. */
final class LimitsText {

  private LimitsText() {}

  /** The sentence on a block whose time was over. */
  static String overTime(SandboxLimits limits) {
    return "TimeoutError: the block was stopped after "
        + limits.blockTimeMax().toMillis()
        + " ms (blockTimeMax). Nothing it did was kept.";
  }

  static String write(SandboxLimits limits) {
    return List.of(
            limits.blockTimeMax().toMillis(),
            limits.stopTimeMax().toMillis(),
            limits.startTimeMax().toMillis(),
            limits.prepareTimeMax().toMillis(),
            limits.heapBytesMax(),
            (long) limits.codeCharsMax(),
            (long) limits.callCountMax(),
            (long) limits.argumentCharsMax(),
            limits.stepCountMax(),
            (long) limits.recursionDepthMax(),
            (long) limits.printedCharsMax(),
            (long) limits.resultCharsMax(),
            (long) limits.variableCountMax(),
            (long) limits.variableCharsMax(),
            (long) limits.valueDepthMax(),
            (long) limits.frameBytesMax(),
            (long) limits.spareWorkerCount(),
            (long) limits.blocksPerWorkerMax())
        .stream()
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  static SandboxLimits read(String text) {
    var parts = new ArrayList<>(List.of(text.split(",", -1)));
    var numbers = parts.stream().map(Long::valueOf).iterator();
    return new SandboxLimits(
        Duration.ofMillis(numbers.next()),
        Duration.ofMillis(numbers.next()),
        Duration.ofMillis(numbers.next()),
        Duration.ofMillis(numbers.next()),
        numbers.next(),
        Math.toIntExact(numbers.next()),
        Math.toIntExact(numbers.next()),
        Math.toIntExact(numbers.next()),
        numbers.next(),
        Math.toIntExact(numbers.next()),
        Math.toIntExact(numbers.next()),
        Math.toIntExact(numbers.next()),
        Math.toIntExact(numbers.next()),
        Math.toIntExact(numbers.next()),
        Math.toIntExact(numbers.next()),
        Math.toIntExact(numbers.next()),
        Math.toIntExact(numbers.next()),
        Math.toIntExact(numbers.next()));
  }
}
