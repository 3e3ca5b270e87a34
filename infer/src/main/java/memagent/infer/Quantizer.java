package memagent.infer;

/**
 * Floats to the types that a merged model or an adapter is written in: the inverse of {@link
 * Dequantizer}.
 *
 * <p>Rounding as in ggml's reference ({@code quantize_row_q8_0_ref}, {@code
 * quantize_row_q4_0_ref}): a Q8_0 block's scale is its largest magnitude / 127; a Q4_0 block's is
 * its value of largest magnitude / -8, so that this value is met exactly.
 */
public final class Quantizer {
  private static final int BLOCK = 32;

  private Quantizer() {}

  /** The nearest bf16, ties to even. */
  public static short bf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }

  /**
   * All values in this type, little-endian.
   *
   * @param type F32, F16, BF16, Q8_0 or Q4_0
   * @param values for the last two a multiple of 32
   */
  public static byte[] bytes(GgufTensorType type, float[] values) {
    byte[] out = new byte[Math.toIntExact(type.bytes(values.length))];
    write(type, values, out, 0);
    return out;
  }

  /** Writes all values from {@code out[at]} on. */
  static void write(GgufTensorType type, float[] values, byte[] out, int at) {
    switch (type) {
      case F32 -> {
        for (int i = 0; i < values.length; i++) {
          int bits = Float.floatToRawIntBits(values[i]);
          u16(out, at + 4 * i, bits);
          u16(out, at + 4 * i + 2, bits >>> 16);
        }
      }
      case F16 -> {
        for (int i = 0; i < values.length; i++) {
          u16(out, at + 2 * i, Float.floatToFloat16(values[i]));
        }
      }
      case BF16 -> {
        for (int i = 0; i < values.length; i++) {
          u16(out, at + 2 * i, bf16(values[i]));
        }
      }
      case Q8_0 -> eightBit(values, out, at);
      case Q4_0 -> fourBit(values, out, at);
      default -> throw new IllegalArgumentException("No model is written in " + type + ".");
    }
  }

  private static void eightBit(float[] values, byte[] out, int from) {
    int at = from;
    for (int block = 0; block < values.length; block += BLOCK) {
      float largest = 0;
      for (int j = 0; j < BLOCK; j++) {
        largest = Math.max(largest, Math.abs(values[block + j]));
      }
      float scale = largest / 127;
      float inverse = scale == 0 ? 0 : 1 / scale;
      u16(out, at, Float.floatToFloat16(scale));
      for (int j = 0; j < BLOCK; j++) {
        out[at + 2 + j] = (byte) Math.round(values[block + j] * inverse);
      }
      at += GgufTensorType.Q8_0.blockBytes();
    }
  }

  private static void fourBit(float[] values, byte[] out, int from) {
    int at = from;
    for (int block = 0; block < values.length; block += BLOCK) {
      float largest = 0; // with its sign
      for (int j = 0; j < BLOCK; j++) {
        float value = values[block + j];
        largest = Math.abs(value) > Math.abs(largest) ? value : largest;
      }
      float scale = largest / -8;
      float inverse = scale == 0 ? 0 : 1 / scale;
      u16(out, at, Float.floatToFloat16(scale));
      for (int j = 0; j < BLOCK / 2; j++) {
        int low = fourBits(values[block + j] * inverse);
        int high = fourBits(values[block + j + BLOCK / 2] * inverse);
        out[at + 2 + j] = (byte) (low | high << 4);
      }
      at += GgufTensorType.Q4_0.blockBytes();
    }
  }

  private static int fourBits(float scaled) {
    // At least 0, since the block's largest magnitude was scaled to 8.
    int rounded = (int) (scaled + 8.5f);
    return rounded > 15 ? 15 : rounded;
  }

  private static void u16(byte[] out, int at, int value) {
    out[at] = (byte) value;
    out[at + 1] = (byte) (value >>> 8);
  }
}
