package memagent.train;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** RMSNorm: x / sqrt(mean(x²) + ε) · weight. Zhang and Sennrich 2019, equation 4. */
final class Norm {
  private Norm() {}

  /** Over the last dimension; weight is that wide. */
  static Tensor rms(Tensor x, Tensor weight, double epsilon) {
    return torch.rms_norm(
        x,
        new long[] {x.size(-1)},
        new TensorOptional(weight.to(x.scalar_type())),
        new DoubleOptional(epsilon));
  }
}
