package memagent.infer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import memagent.model.ModelException;

/** Reads little-endian values one after the other and refuses to run past the end. */
final class GgufCursor {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final MemorySegment bytes;
  private long position;

  GgufCursor(Path file, MemorySegment bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  long position() {
    return position;
  }

  long byteCount() {
    return bytes.byteSize();
  }

  byte u8() {
    return bytes.get(ValueLayout.JAVA_BYTE, take(1));
  }

  short u16() {
    return bytes.get(SHORT, take(2));
  }

  int u32() {
    return bytes.get(INT, take(4));
  }

  long u64() {
    return bytes.get(LONG, take(8));
  }

  /** A count that leads {@code unitBytes} bytes each, checked against what is left of the file. */
  long count(String what, long unitBytes) {
    long count = u64();
    if (count < 0 || count > (bytes.byteSize() - position) / unitBytes) {
      throw broken("it announces " + Long.toUnsignedString(count) + " " + what);
    }
    return count;
  }

  String text() {
    int length = Math.toIntExact(Math.min(count("bytes of text", 1), Integer.MAX_VALUE));
    byte[] text = new byte[length];
    long from = take(length);
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, text, 0, length);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Passes over some bytes. */
  void skip(long count) {
    take(count);
  }

  /** Passes over some texts. */
  void skipTexts(int count) {
    for (int i = 0; i < count; i++) {
      take(count("bytes of text", 1));
    }
  }

  Path file() {
    return file;
  }

  ModelException broken(String why) {
    return new ModelException(
        "The model file "
            + file
            + " is damaged or truncated: "
            + why
            + " at byte "
            + position
            + " of "
            + bytes.byteSize()
            + "; fetch it again.");
  }

  private long take(long count) {
    if (count > bytes.byteSize() - position) {
      throw broken("it ends inside its header");
    }
    long from = position;
    position += count;
    return from;
  }
}
