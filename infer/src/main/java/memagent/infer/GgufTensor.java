package memagent.infer;

import java.util.List;

/**
 * Where a tensor stands in a GGUF file.
 *
 * @param dimensions in GGUF's order, the fastest-running first: a matrix of {@code out} rows with
 *     {@code in} columns is {@code (in, out)}
 * @param offset bytes from the start of the data section
 */
public record GgufTensor(String name, List<Long> dimensions, GgufTensorType type, long offset) {
  public GgufTensor {
    dimensions = List.copyOf(dimensions);
  }

  /** How many numbers it holds. */
  public long valueCount() {
    return dimensions.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
  }

  /** How many bytes its data takes. */
  public long bytes() {
    return type.bytes(valueCount());
  }
}
