package memagent.infer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Little-endian bytes of a GGUF header as they are put together. */
final class GgufBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  void raw(byte[] more) {
    bytes.writeBytes(more);
  }

  void u32(int value) {
    number(Integer.toUnsignedLong(value), 4);
  }

  void u64(long value) {
    number(value, 8);
  }

  void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    u64(utf8.length);
    raw(utf8);
  }

  /** A metadata value without its type. */
  void value(GgufValue value) {
    switch (value) {
      case GgufValue.Whole(GgufValueType type, long number) -> number(number, type.bytes());
      case GgufValue.Real(GgufValueType type, double number) -> {
        if (type == GgufValueType.FLOAT32) {
          u32(Float.floatToRawIntBits((float) number));
        } else {
          u64(Double.doubleToRawLongBits(number));
        }
      }
      case GgufValue.Flag(boolean on) -> number(on ? 1 : 0, 1);
      case GgufValue.Text(String text) -> text(text);
      case GgufValue.Items items -> {
        u32(items.elementType().number());
        u64(items.count());
        items.values().forEach(this::value);
      }
    }
  }

  private void number(long value, int count) {
    for (int i = 0; i < count; i++) {
      bytes.write((int) (value >>> (8 * i)) & 0xff);
    }
  }

  int size() {
    return bytes.size();
  }

  byte[] toArray() {
    return bytes.toByteArray();
  }
}
