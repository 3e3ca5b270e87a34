package memagent.train;

import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Frozen matrices over one input with their low-rank updates, in bf16, with a gradient written out.
 *
 * <p>How: the input's rows have room for the A's outputs behind them, and the B's stand, times
 * their scale, beside the frozen matrix: {@code y = [x, x Aᵀ] [W, s B]ᵀ} is one product for W and
 * all updates, and on the way back {@code dy [W, s B]} holds both the input's gradient and the one
 * of {@code x Aᵀ}.
 */
final class LoraProduct {
  private final List<Part> parts;
  private final int in;
  private final int rank;
  private final Tensor whole; // (outs, in + rank): [W, s B], B's of all parts on a diagonal
  private final Tensor downs; // (rank, in): all A's

  private record Part(Tensor weight, Tensor loraA, Tensor loraB, double loraScale) {
    static Part of(Linear linear) {
      return new Part(
          linear.weight(),
          Objects.requireNonNull(linear.loraA()),
          Objects.requireNonNull(linear.loraB()),
          linear.loraScale());
    }
  }

  LoraProduct(List<Linear> linears) {
    parts = linears.stream().map(Part::of).toList();
    in = Math.toIntExact(parts.getFirst().weight().size(1));
    rank = parts.stream().mapToInt(part -> Math.toIntExact(part.loraA().size(0))).sum();
    long outs = parts.stream().mapToLong(part -> part.weight().size(0)).sum();
    whole = bf16(outs, (long) in + rank);
    downs = bf16(rank, in);
    Tensors.withoutGradient(() -> {
      long at = 0;
      for (Part part : parts) {
        long out = part.weight().size(0);
        whole.narrow(0, at, out).narrow(1, 0, in).copy_(part.weight());
        at += out;
      }
    });
    refresh();
  }

  /** Whether all of these matrices are frozen, in bf16, and have an update. */
  static boolean fits(List<Linear> parts) {
    return parts.stream()
        .allMatch(part ->
            part.loraA() != null
                && part.loraB() != null
                && part.weight().scalar_type().intern() == ScalarType.BFloat16);
  }

  private static Tensor bf16(long... shape) {
    return Tensors.keeping(() -> torch.zeros(shape, Tensors.options(ScalarType.BFloat16)));
  }

  /** Values of one row of {@link #apply}'s input. */
  int width() {
    return in + rank;
  }

  /** Takes the updates as they are now. */
  void refresh() {
    Tensors.withoutGradient(() -> {
      long at = 0;
      long rankAt = 0;
      for (Part part : parts) {
        long out = part.weight().size(0);
        long size = part.loraA().size(0);
        downs.narrow(0, rankAt, size).copy_(part.loraA());
        whole
            .narrow(0, at, out)
            .narrow(1, in + rankAt, size)
            .copy_(part.loraB().mul(new Scalar(part.loraScale())));
        at += out;
        rankAt += size;
      }
    });
  }

  /**
   * All parts' outputs beside each other.
   *
   * @param x (rows, width): the input, and room that the A's outputs are written to
   * @return (rows, outs)
   */
  Tensor apply(Tensor x) {
    x.narrow(1, in, rank).copy_(torch.linear(x.narrow(1, 0, in), downs));
    return torch.linear(x, whole);
  }

  /**
   * Adds to the updates' gradients.
   *
   * @param x as {@link #apply} left it
   * @param gradient (rows, outs)
   * @return (rows, in): the input's gradient
   */
  Tensor backward(Tensor x, Tensor gradient) {
    Tensor back = torch.mm(gradient, whole); // (rows, in + rank)
    Tensor down = back.narrow(1, in, rank).contiguous(); // (rows, rank)
    Tensor input = x.narrow(1, 0, in);
    Tensor ofA = torch.mm(down.t(), input).to(ScalarType.Float); // (rank, in)
    Tensor ofB =
        torch
            .mm(x.narrow(1, in, rank).contiguous().t(), gradient) // (rank, outs)
            .to(ScalarType.Float);
    long at = 0;
    long rankAt = 0;
    for (Part part : parts) {
      long out = part.weight().size(0);
      long size = part.loraA().size(0);
      accumulate(part.loraA(), ofA.narrow(0, rankAt, size));
      accumulate(
          part.loraB(),
          ofB.narrow(0, rankAt, size).narrow(1, at, out).t().mul(new Scalar(part.loraScale())));
      at += out;
      rankAt += size;
    }
    return torch.addmm(back.narrow(1, 0, in), down, downs, new Scalar(1), new Scalar(1));
  }

  private static void accumulate(Tensor parameter, Tensor gradient) {
    Tensor held = parameter.mutable_grad();
    if (held.defined()) {
      held.add_(gradient);
    } else {
      held.put(gradient.contiguous().clone());
    }
  }

  /** The parts of a joint product, or one. */
  static LoraProduct of(JointLinear joint) {
    return new LoraProduct(joint.parts());
  }
}
