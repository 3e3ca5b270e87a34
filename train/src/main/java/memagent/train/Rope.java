package memagent.train;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRef;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Rotary position embedding. Su et al. 2021, RoFormer, section 3.4.2.
 *
 * <p>Angle of pair i at position p: p · base^(-2i / size). GGUF files of the Llama family pair
 * neighbours (2i, 2i + 1); Qwen3 pairs i with i + size / 2.
 *
 * @param cos (tokens, 1, size / 2)
 * @param sin (tokens, 1, size / 2)
 */
record Rope(Tensor cos, Tensor sin) {

  /** The angles' cosines and sines at {@code positions}, in f32. */
  static Rope at(long[] positions, int headSize, double base) {
    int half = headSize / 2;
    float[] cos = new float[positions.length * half]; // (tokens, half)
    float[] sin = new float[positions.length * half];
    for (int t = 0; t < positions.length; t++) {
      for (int i = 0; i < half; i++) {
        double angle = positions[t] * Math.pow(base, -2.0 * i / headSize);
        cos[t * half + i] = (float) Math.cos(angle);
        sin[t * half + i] = (float) Math.sin(angle);
      }
    }
    return new Rope(
        Tensors.ofFloats(cos, positions.length, 1, half),
        Tensors.ofFloats(sin, positions.length, 1, half));
  }

  /** In the type of the states that are turned. */
  Rope as(ScalarType type) {
    return new Rope(cos.to(type), sin.to(type));
  }

  /** Turns neighbours. x: (tokens, heads, size). */
  Tensor neighbours(Tensor x) {
    Tensor pairs = x.view(x.size(0), x.size(1), x.size(2) / 2, 2);
    Tensor even = pairs.select(3, 0);
    Tensor odd = pairs.select(3, 1);
    TensorVector turned =
        new TensorVector(
            even.mul(cos).sub(odd.mul(sin), new Scalar(1)),
            even.mul(sin).add(odd.mul(cos), new Scalar(1)));
    return torch.stack(new TensorArrayRef(turned), 3).view(x.size(0), x.size(1), x.size(2));
  }

  /** Turns halves. x: (tokens, heads, size). */
  Tensor halves(Tensor x) {
    long half = x.size(2) / 2;
    Tensor low = x.narrow(2, 0, half);
    Tensor high = x.narrow(2, half, half);
    TensorVector turned =
        new TensorVector(
            low.mul(cos).sub(high.mul(sin), new Scalar(1)),
            low.mul(sin).add(high.mul(cos), new Scalar(1)));
    return torch.cat(new TensorArrayRef(turned), 2);
  }
}
