package memagent.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Matrices over one input as one product, with its gradient written out.
 *
 * <p>They lie under each other in one tensor, so that the input is read once, and the input's
 * gradient is summed inside the product.
 */
sealed interface FusedProduct permits FullProduct, LoraProduct {

  /**
   * A product of these, of which {@link #fits} is true.
   *
   * @param type that is computed in
   */
  static FusedProduct of(List<Linear> parts, ScalarType type) {
    return FullProduct.fits(parts) ? new FullProduct(parts, type) : new LoraProduct(parts, type);
  }

  /** The parts of a joint one. */
  static FusedProduct of(JointLinear joint, ScalarType type) {
    FusedProduct product = of(joint.parts(), type);
    Tensor whole = joint.weight();
    if (product instanceof LoraProduct lora && whole != null) {
      Tensors.withoutGradient(() -> whole.set_(lora.frozen()));
    }
    return product;
  }

  /** Whether all of them are trained, or all of them are frozen and have an update. */
  static boolean fits(List<Linear> parts) {
    return FullProduct.fits(parts) || LoraProduct.fits(parts);
  }

  /** Values of one row of {@link #apply}'s input. */
  int width();

  /** Takes what is trained as it is now. */
  void refresh();

  /**
   * All parts' outputs beside each other.
   *
   * @param x (rows, width): the input, and behind it what {@link #width} has room for
   * @return (rows, outs)
   */
  Tensor apply(Tensor x);

  /**
   * Adds to the gradients of what is trained.
   *
   * @param x as {@link #apply} left it
   * @param gradient (rows, outs)
   * @return (rows, in): the input's gradient
   */
  Tensor backward(Tensor x, Tensor gradient);
}
