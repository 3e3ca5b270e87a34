package memagent.train;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRef;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Trained matrices over one input.
 *
 * <p>How: in f32 the matrices become parts of the joint one, and their gradients of a joint
 * gradient, so that nothing is copied. In bf16 the joint one is a copy of the f32 masters.
 */
final class FullProduct implements FusedProduct {
  private final List<Linear> parts;
  private final ScalarType type;
  private final Tensor whole; // (outs, in), in the type that is computed in
  private final Tensor gradients; // (outs, in), f32

  FullProduct(List<Linear> parts, ScalarType type) {
    this.parts = List.copyOf(parts);
    this.type = type;
    TensorVector weights = new TensorVector();
    parts.forEach(part -> weights.push_back(part.weight()));
    try (NoGradGuard _ = new NoGradGuard()) {
      whole = Tensors.keeping(() -> torch.cat(new TensorArrayRef(weights), 0).to(type));
      gradients = Tensors.zeros(whole.size(0), whole.size(1));
      long at = 0;
      for (Linear part : parts) {
        long out = part.weight().size(0);
        if (type == ScalarType.Float) {
          part.weight().set_(whole.narrow(0, at, out));
        }
        part.weight().mutable_grad().put(gradients.narrow(0, at, out));
        at += out;
      }
    }
  }

  /** Whether all of them are trained themselves. */
  static boolean fits(List<Linear> parts) {
    return parts.stream().allMatch(part -> part.loraA() == null && part.weight().requires_grad());
  }

  @Override
  public int width() {
    return Math.toIntExact(whole.size(1));
  }

  @Override
  public void refresh() {
    if (type == ScalarType.Float) {
      return;
    }
    Tensors.withoutGradient(() -> {
      long at = 0;
      for (Linear part : parts) {
        long out = part.weight().size(0);
        whole.narrow(0, at, out).copy_(part.weight());
        at += out;
      }
    });
  }

  @Override
  public Tensor apply(Tensor x) {
    return torch.linear(x, whole);
  }

  @Override
  public Tensor backward(Tensor x, Tensor gradient) {
    if (type == ScalarType.Float) {
      gradients.addmm_(gradient.t(), x, new Scalar(1), new Scalar(1));
    } else {
      gradients.add_(torch.mm(gradient.t(), x));
    }
    return torch.mm(gradient, whole);
  }
}
