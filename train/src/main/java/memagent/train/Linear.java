package memagent.train;

import static org.bytedeco.pytorch.global.torch.linear;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer, with a low-rank update where one is trained: {@code y = x Wᵀ + scale · (x Aᵀ)
 * Bᵀ}.
 *
 * <p>Source: Hu et al. 2021, LoRA, section 4.1. A starts random, B at zero, so that training starts
 * from the base model; scale = alpha / rank.
 *
 * @param weight (out, in); frozen where an update is trained, and in f32 where it is trained itself
 * @param loraA (rank, in), f32, or null
 * @param loraB (out, rank), f32, or null
 */
record Linear(Tensor weight, @Nullable Tensor loraA, @Nullable Tensor loraB, double loraScale) {

  /** x: (tokens, in); gives (tokens, out), which the caller may change in place. */
  Tensor apply(Tensor x) {
    Tensor y = linear(x, weight.to(x.scalar_type()));
    if (loraA == null || loraB == null) {
      return y;
    }
    Tensor down = linear(x, loraA.to(x.scalar_type())); // (tokens, rank)
    Tensor b = loraB.to(x.scalar_type()).t(); // (rank, out)
    return y.addmm_(down, b, new Scalar(1), new Scalar(loraScale));
  }
}
