package memagent.infer;

import java.util.Arrays;
import java.util.Optional;

/** The types of a GGUF file's metadata values. */
public enum GgufValueType {
  UINT8(0, 1),
  INT8(1, 1),
  UINT16(2, 2),
  INT16(3, 2),
  UINT32(4, 4),
  INT32(5, 4),
  FLOAT32(6, 4),
  BOOL(7, 1),
  STRING(8, 0),
  ARRAY(9, 0),
  UINT64(10, 8),
  INT64(11, 8),
  FLOAT64(12, 8);

  private final int number;
  private final int bytes;

  GgufValueType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  /** The number in the file. */
  public int number() {
    return number;
  }

  /** Size of one value in the file; 0 where it varies. */
  int bytes() {
    return bytes;
  }

  static Optional<GgufValueType> of(int number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }
}
