package memagent.infer;

import java.util.Optional;

/** The types of a GGUF file's metadata values; the ordinal is the number in the file. */
public enum GgufValueType {
  UINT8(1),
  INT8(1),
  UINT16(2),
  INT16(2),
  UINT32(4),
  INT32(4),
  FLOAT32(4),
  BOOL(1),
  STRING(0),
  ARRAY(0),
  UINT64(8),
  INT64(8),
  FLOAT64(8);

  private final int bytes;

  GgufValueType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one value in the file; 0 where it varies. */
  int bytes() {
    return bytes;
  }

  static Optional<GgufValueType> of(int number) {
    return number < 0 || number >= values().length
        ? Optional.empty()
        : Optional.of(values()[number]);
  }
}
