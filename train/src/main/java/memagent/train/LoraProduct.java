package memagent.train;

import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Frozen matrices over one input with their low-rank updates.
 *
 * <p>How: the input's rows have room for the A's outputs behind them, and the B's stand, times
 * their scale, beside the frozen matrix: {@code y = [x, x Aᵀ] [W, s B]ᵀ} is one product for W and
 * all updates, and on the way back {@code dy [W, s B]} holds both the input's gradient and the one
 * of {@code x Aᵀ}. The frozen matrices move into that tensor; they are not held twice.
 */
final class LoraProduct implements FusedProduct {
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

  LoraProduct(List<Linear> linears, ScalarType type) {
    parts = linears.stream().map(Part::of).toList();
    in = Math.toIntExact(parts.getFirst().weight().size(1));
    rank = parts.stream().mapToInt(part -> Math.toIntExact(part.loraA().size(0))).sum();
    long outs = parts.stream().mapToLong(part -> part.weight().size(0)).sum();
    whole =
        Tensors.keeping(
            () -> torch.zeros(new long[] {outs, (long) in + rank}, Tensors.options(type)));
    downs = Tensors.keeping(() -> torch.zeros(new long[] {rank, in}, Tensors.options(type)));
    Tensors.withoutGradient(() -> {
      long at = 0;
      for (Part part : parts) {
        long out = part.weight().size(0);
        Tensor place = whole.narrow(0, at, out).narrow(1, 0, in);
        place.copy_(part.weight());
        part.weight().set_(place);
        at += out;
      }
    });
    refresh();
  }

  /** Whether all of these matrices are frozen and have an update. */
  static boolean fits(List<Linear> parts) {
    return parts.stream()
        .allMatch(
            part -> part.loraA() != null && part.loraB() != null && !part.weight().requires_grad());
  }

  /** (outs, in): the frozen matrices. */
  Tensor frozen() {
    return whole.narrow(1, 0, in);
  }

  @Override
  public int width() {
    return in + rank;
  }

  @Override
  public void refresh() {
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

  @Override
  public Tensor apply(Tensor x) {
    x.narrow(1, in, rank).copy_(torch.linear(x.narrow(1, 0, in), downs));
    return torch.linear(x, whole);
  }

  @Override
  public Tensor backward(Tensor x, Tensor gradient) {
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
      Tensors.accumulate(part.loraA(), ofA.narrow(0, rankAt, size));
      Tensors.accumulate(
          part.loraB(),
          ofB.narrow(0, rankAt, size).narrow(1, at, out).t().mul(new Scalar(part.loraScale())));
      at += out;
      rankAt += size;
    }
    return torch.addmm(back.narrow(1, 0, in), down, downs, new Scalar(1), new Scalar(1));
  }
}
