package memagent.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Quantised GGUF tensors as floats, exactly as llama.cpp computes with them.
 *
 * <p>Formats of ggml's {@code ggml-common.h}: a block of 32 values holds a scale d (f16), for the
 * {@code _1} types a minimum m (f16), and the quants. In the 4- and 5-bit types byte j holds value
 * j in its low half and value j + 16 in its high half; the 5-bit types keep the fifth bits in 32
 * bits of their own.
 */
final class Dequantizer {
  private static final int BLOCK = 32;

  private Dequantizer() {}

  /**
   * @param type GGUF's name of the type, such as {@code Q4_1}
   * @param bytes the tensor's data
   * @param count values in it
   */
  static float[] floats(String type, ByteBuffer bytes, int count) {
    ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] out = new float[count];
    switch (type) {
      case "F32" -> in.asFloatBuffer().get(out);
      case "F16" -> {
        for (int i = 0; i < count; i++) {
          out[i] = Float.float16ToFloat(in.getShort());
        }
      }
      case "BF16" -> {
        for (int i = 0; i < count; i++) {
          out[i] = Float.intBitsToFloat(in.getShort() << 16);
        }
      }
      case "Q8_0" -> eightBit(in, out);
      case "Q4_0" -> fewBits(in, out, false, false);
      case "Q4_1" -> fewBits(in, out, true, false);
      case "Q5_0" -> fewBits(in, out, false, true);
      case "Q5_1" -> fewBits(in, out, true, true);
      default ->
          throw new TrainException(
              "The model holds a tensor of type "
                  + type
                  + "; the trainer reads F32, F16, BF16, Q8_0, Q5_1, Q5_0, Q4_1 and Q4_0, so convert the file to one of these.");
    }
    return out;
  }

  private static void eightBit(ByteBuffer in, float[] out) {
    for (int block = 0; block < out.length; block += BLOCK) {
      float scale = Float.float16ToFloat(in.getShort());
      for (int j = 0; j < BLOCK; j++) {
        out[block + j] = in.get() * scale;
      }
    }
  }

  private static void fewBits(ByteBuffer in, float[] out, boolean hasMinimum, boolean fiveBits) {
    int middle = hasMinimum ? 0 : fiveBits ? 16 : 8;
    for (int block = 0; block < out.length; block += BLOCK) {
      float scale = Float.float16ToFloat(in.getShort());
      float minimum = hasMinimum ? Float.float16ToFloat(in.getShort()) : 0;
      int high = fiveBits ? in.getInt() : 0;
      for (int j = 0; j < BLOCK / 2; j++) {
        int quants = in.get() & 0xFF;
        int low = (quants & 0xF) | (high >>> j & 1) << 4;
        int up = (quants >>> 4) | (high >>> (j + 16) & 1) << 4;
        out[block + j] = (low - middle) * scale + minimum;
        out[block + j + BLOCK / 2] = (up - middle) * scale + minimum;
      }
    }
  }
}
