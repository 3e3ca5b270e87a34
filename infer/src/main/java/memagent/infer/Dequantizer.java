package memagent.infer;

import memagent.model.ModelException;

/**
 * Quantised GGUF tensors as floats, exactly as llama.cpp computes with them.
 *
 * <p>Formats of ggml's {@code ggml-common.h}: a block of 32 values holds a scale d (f16), for the
 * {@code _1} types a minimum m (f16), and the quants. In the 4- and 5-bit types byte j holds value
 * j in its low half and value j + 16 in its high half; the 5-bit types keep the fifth bits in 32
 * bits of their own. Bytes are put together by hand: with the start's compiler, which does not see
 * through buffers and handles, that is several times faster.
 */
public final class Dequantizer {
  private static final int BLOCK = 32;

  private Dequantizer() {}

  /**
   * The first {@code count} values.
   *
   * @param bytes little-endian, whole blocks
   * @throws ModelException if the type is none of F32, F16, BF16, Q8_0, Q5_1, Q5_0, Q4_1 and Q4_0
   */
  public static float[] floats(GgufTensorType type, byte[] bytes, int count) {
    float[] out = new float[count];
    read(type, bytes, 0, out);
    return out;
  }

  /** Fills {@code out} with the values that begin at {@code bytes[at]}. */
  static void read(GgufTensorType type, byte[] bytes, int at, float[] out) {
    switch (type) {
      case F32 -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = Float.intBitsToFloat(u32(bytes, at + 4 * i));
        }
      }
      case F16 -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = half(bytes, at + 2 * i);
        }
      }
      case BF16 -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = Float.intBitsToFloat(u16(bytes, at + 2 * i) << 16);
        }
      }
      case Q8_0 -> eightBit(bytes, at, out);
      case Q4_0, Q4_1 -> fourBits(type, bytes, at, out);
      case Q5_0, Q5_1 -> fiveBits(type, bytes, at, out);
      default ->
          throw new ModelException(
              "The model holds a tensor of type "
                  + type
                  + "; read are F32, F16, BF16, Q8_0, Q5_1, Q5_0, Q4_1 and Q4_0, so convert the file to one of these.");
    }
  }

  private static void eightBit(byte[] bytes, int from, float[] out) {
    int at = from;
    for (int block = 0; block < out.length; block += BLOCK) {
      float scale = half(bytes, at);
      for (int j = 0; j < BLOCK; j++) {
        out[block + j] = bytes[at + 2 + j] * scale;
      }
      at += GgufTensorType.Q8_0.blockBytes();
    }
  }

  private static void fourBits(GgufTensorType type, byte[] bytes, int from, float[] out) {
    boolean hasMinimum = type == GgufTensorType.Q4_1;
    int middle = hasMinimum ? 0 : 8;
    int at = from;
    for (int block = 0; block < out.length; block += BLOCK) {
      float scale = half(bytes, at);
      float minimum = hasMinimum ? half(bytes, at + 2) : 0;
      int quantsAt = hasMinimum ? at + 4 : at + 2;
      for (int j = 0; j < BLOCK / 2; j++) {
        int quants = bytes[quantsAt + j];
        out[block + j] = ((quants & 0xF) - middle) * scale + minimum;
        out[block + j + BLOCK / 2] = ((quants >> 4 & 0xF) - middle) * scale + minimum;
      }
      at += type.blockBytes();
    }
  }

  private static void fiveBits(GgufTensorType type, byte[] bytes, int from, float[] out) {
    boolean hasMinimum = type == GgufTensorType.Q5_1;
    int middle = hasMinimum ? 0 : 16;
    int at = from;
    for (int block = 0; block < out.length; block += BLOCK) {
      float scale = half(bytes, at);
      float minimum = hasMinimum ? half(bytes, at + 2) : 0;
      int highAt = hasMinimum ? at + 4 : at + 2;
      int high = u32(bytes, highAt);
      for (int j = 0; j < BLOCK / 2; j++) {
        int quants = bytes[highAt + 4 + j];
        int low = (quants & 0xF) | (high >>> j & 1) << 4;
        int up = (quants >> 4 & 0xF) | (high >>> (j + 16) & 1) << 4;
        out[block + j] = (low - middle) * scale + minimum;
        out[block + j + BLOCK / 2] = (up - middle) * scale + minimum;
      }
      at += type.blockBytes();
    }
  }

  private static float half(byte[] bytes, int at) {
    return Float.float16ToFloat((short) u16(bytes, at));
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
  }

  private static int u32(byte[] bytes, int at) {
    return u16(bytes, at) | u16(bytes, at + 2) << 16;
  }
}
