package memagent.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Floats to the types that a merged model is written in: the inverse of {@link Dequantizer}.
 *
 * <p>Rounding as in ggml's reference ({@code quantize_row_q8_0_ref}, {@code
 * quantize_row_q4_0_ref}): a Q8_0 block's scale is its largest magnitude / 127; a Q4_0 block's is
 * its value of largest magnitude / -8, so that this value is met exactly.
 */
final class Quantizer {
  private static final int BLOCK = 32;

  private Quantizer() {}

  /** The nearest bf16, ties to even. */
  static short bf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }

  /** 2 bytes a value. */
  static byte[] bf16(float[] values) {
    ByteBuffer out = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      out.putShort(bf16(value));
    }
    return out.array();
  }

  /** 34 bytes for 32 values; their count is a multiple of 32. */
  static byte[] q8(float[] values) {
    ByteBuffer out = ByteBuffer.allocate(values.length / BLOCK * 34).order(ByteOrder.LITTLE_ENDIAN);
    for (int block = 0; block < values.length; block += BLOCK) {
      float largest = 0;
      for (int j = 0; j < BLOCK; j++) {
        largest = Math.max(largest, Math.abs(values[block + j]));
      }
      float scale = largest / 127;
      float inverse = scale == 0 ? 0 : 1 / scale;
      out.putShort(Float.floatToFloat16(scale));
      for (int j = 0; j < BLOCK; j++) {
        out.put((byte) Math.round(values[block + j] * inverse));
      }
    }
    return out.array();
  }

  /** 18 bytes for 32 values; their count is a multiple of 32. */
  static byte[] q4(float[] values) {
    ByteBuffer out = ByteBuffer.allocate(values.length / BLOCK * 18).order(ByteOrder.LITTLE_ENDIAN);
    for (int block = 0; block < values.length; block += BLOCK) {
      float largest = 0; // with its sign
      for (int j = 0; j < BLOCK; j++) {
        float value = values[block + j];
        largest = Math.abs(value) > Math.abs(largest) ? value : largest;
      }
      float scale = largest / -8;
      float inverse = scale == 0 ? 0 : 1 / scale;
      out.putShort(Float.floatToFloat16(scale));
      for (int j = 0; j < BLOCK / 2; j++) {
        int low = fourBits(values[block + j] * inverse);
        int high = fourBits(values[block + j + BLOCK / 2] * inverse);
        out.put((byte) (low | high << 4));
      }
    }
    return out.array();
  }

  private static int fourBits(float scaled) {
    return Math.clamp((int) (scaled + 8.5f), 0, 15);
  }
}
