package memagent.train;

import static org.bytedeco.pytorch.global.torch.linear;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRef;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Linear layers over the same input, such as q, k and v: one product where their weights are
 * frozen, and one product with all their A's.
 *
 * <p>How: the frozen matrices lie under each other in one tensor, so forward and backward each have
 * one large product in place of several, and the input's gradient is summed inside it. The outputs
 * are cut apart by a split, whose gradient is one concatenation.
 *
 * @param weight (all outs, in) of all parts, frozen; null where the parts are trained themselves
 */
record JointLinear(List<Linear> parts, @Nullable Tensor weight) {

  JointLinear {
    parts = List.copyOf(parts);
  }

  /** x: (tokens, in); gives (tokens, out) of each part. */
  List<Tensor> apply(Tensor x) {
    if (weight == null) {
      return parts.stream().map(part -> part.apply(x)).toList();
    }
    long[] outs = parts.stream().mapToLong(part -> part.weight().size(0)).toArray();
    TensorVector ys = linear(x, weight).split_with_sizes(outs, 1);
    List<Tensor> downs = downs(x);
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Tensor b = parts.get(i).loraB();
      results.add(
          b == null
              ? ys.get(i)
              : torch.addmm(
                  ys.get(i),
                  downs.get(i),
                  b.to(x.scalar_type()).t(),
                  new Scalar(1),
                  new Scalar(parts.get(i).loraScale())));
    }
    return results;
  }

  /** (tokens, rank) of each part that has an update; an unused tensor for the others. */
  private List<Tensor> downs(Tensor x) {
    TensorVector as = new TensorVector();
    for (Linear part : parts) {
      if (part.loraA() != null) {
        as.push_back(part.loraA());
      }
    }
    List<Tensor> downs = new ArrayList<>();
    if (as.empty()) {
      parts.forEach(part -> downs.add(x));
      return downs;
    }
    Tensor stacked = torch.cat(new TensorArrayRef(as), 0).to(x.scalar_type()); // (all ranks, in)
    Tensor all = linear(x, stacked); // (tokens, all ranks)
    long at = 0;
    for (Linear part : parts) {
      long rank = part.loraA() == null ? 0 : part.loraA().size(0);
      downs.add(all.narrow(1, at, rank));
      at += rank;
    }
    return downs;
  }
}
