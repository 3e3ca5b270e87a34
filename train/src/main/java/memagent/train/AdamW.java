package memagent.train;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * AdamW on f32 master weights. Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization,
 * algorithm 2.
 *
 * <p>Its moments are part of a checkpoint, so that a run goes on with the very same steps.
 */
final class AdamW {
  /** Decay of the mean and of the mean square; added to the root. */
  private static final double BETA1 = 0.9;

  private static final double BETA2 = 0.95;
  private static final double EPSILON = 1e-8;

  private final List<Transformer.Parameter> parameters;
  private final List<Tensor> means = new ArrayList<>(); // like each parameter
  private final List<Tensor> squares = new ArrayList<>(); // like each parameter
  private final double weightDecay;
  private long step;

  AdamW(List<Transformer.Parameter> parameters, double weightDecay) {
    this.parameters = parameters;
    this.weightDecay = weightDecay;
    for (Transformer.Parameter parameter : parameters) {
      means.add(parameter.tensor().detach().clone().zero_());
      squares.add(parameter.tensor().detach().clone().zero_());
    }
  }

  /** Steps taken so far. */
  long step() {
    return step;
  }

  /** First moments, like the parameters. */
  List<Tensor> means() {
    return means;
  }

  /** Second moments, like the parameters. */
  List<Tensor> squares() {
    return squares;
  }

  /** Continues after that many steps; the moments were filled by the caller. */
  void resumeAt(long stepCount) {
    step = stepCount;
  }

  /**
   * Scales the gradients so that their joint norm is at most {@code normMax}.
   *
   * @return the norm before
   */
  double clip(double normMax) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      double squared = 0;
      for (Transformer.Parameter parameter : parameters) {
        Tensor gradient = parameter.tensor().grad();
        if (gradient.defined()) {
          double one = torch.linalg_vector_norm(gradient).item_double();
          squared += one * one;
        }
      }
      double norm = Math.sqrt(squared);
      if (norm > normMax) {
        Scalar scale = new Scalar(normMax / norm);
        for (Transformer.Parameter parameter : parameters) {
          Tensor gradient = parameter.tensor().grad();
          if (gradient.defined()) {
            gradient.mul_(scale);
          }
        }
      }
      return norm;
    }
  }

  /** One update with the gradients that have gathered; they are zero afterwards. */
  void update(double learningRate) {
    step++;
    double correction1 = 1 - Math.pow(BETA1, (double) step);
    double correction2 = 1 - Math.pow(BETA2, (double) step);
    for (int i = 0; i < parameters.size(); i++) {
      try (PointerScope _ = new PointerScope();
          NoGradGuard _ = new NoGradGuard()) {
        Tensor weight = parameters.get(i).tensor();
        Tensor gradient = weight.grad();
        if (!gradient.defined()) {
          continue;
        }
        double decay = 1 - learningRate * weightDecay;
        double rate = learningRate / correction1;
        if (FusedBlocks.VECTORS && weight.is_contiguous() && gradient.is_contiguous()) {
          F32Rows.adamW(
              weight.numel(),
              FusedRows.address(weight),
              FusedRows.address(gradient),
              FusedRows.address(means.get(i)),
              FusedRows.address(squares.get(i)),
              new F32Rows.AdamSettings(BETA1, BETA2, correction2, EPSILON, decay, rate));
          continue;
        }
        means.get(i).lerp_(gradient, new Scalar(1 - BETA1));
        squares.get(i).mul_(new Scalar(BETA2));
        squares.get(i).addcmul_(gradient, gradient, new Scalar(1 - BETA2));
        Tensor root = squares.get(i).div(new Scalar(correction2)).sqrt().add_(new Scalar(EPSILON));
        weight.mul_(new Scalar(decay));
        weight.addcdiv_(means.get(i), root, new Scalar(-rate));
        gradient.zero_();
      }
    }
  }
}
