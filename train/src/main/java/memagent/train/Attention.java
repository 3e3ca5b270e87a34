package memagent.train;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRef;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Causal attention with grouped key heads over segments that do not see each other.
 *
 * <p>How: in f32 libtorch's fused kernel (Dao 2023, FlashAttention-2, 2307.08691), which keeps one
 * number a row for the gradient in place of the whole matrix of weights. In bf16 it falls to a
 * naive product, so there the products are written out: the query heads that share a key head are
 * laid under each other, one batched product serves the group, and keys are never repeated.
 */
final class Attention {
  private Attention() {}

  /**
   * Each sequence over the prefix and itself; the prefix over itself.
   *
   * @param q (tokens, heads, size)
   * @param k (tokens, kv heads, size)
   * @param v (tokens, kv heads, size)
   * @return (tokens, heads · size)
   */
  static Tensor causal(Tensor q, Tensor k, Tensor v, PackedBatch batch) {
    boolean fused = isFused(q);
    long group = q.size(1) / k.size(1);
    Tensor keys = fused ? repeated(k, group) : k;
    Tensor values = fused ? repeated(v, group) : v;
    TensorVector parts = new TensorVector();
    long prefix = batch.prefixLength();
    Tensor prefixK = keys.narrow(0, 0, prefix);
    Tensor prefixV = values.narrow(0, 0, prefix);
    if (prefix > 0) {
      parts.push_back(segment(q.narrow(0, 0, prefix), prefixK, prefixV, fused));
    }
    long start = prefix;
    for (TokenSequence sequence : batch.sequences()) {
      long length = sequence.length();
      Tensor ownK = keys.narrow(0, start, length);
      Tensor ownV = values.narrow(0, start, length);
      parts.push_back(
          segment(
              q.narrow(0, start, length),
              prefix == 0 ? ownK : joined(prefixK, ownK),
              prefix == 0 ? ownV : joined(prefixV, ownV),
              fused));
      start += length;
    }
    return parts.size() == 1 ? parts.get(0) : torch.cat(new TensorArrayRef(parts), 0);
  }

  /** Whether libtorch's fused kernel serves this type. */
  static boolean isFused(Tensor q) {
    return q.scalar_type().intern() == ScalarType.Float; // each call makes another Float
  }

  private static Tensor joined(Tensor first, Tensor second) {
    return torch.cat(new TensorArrayRef(new TensorVector(first, second)), 0);
  }

  /** (tokens, kv heads, size) to (tokens, heads, size), each head standing group times. */
  private static Tensor repeated(Tensor x, long group) {
    return x.unsqueeze(2)
        .expand(x.size(0), x.size(1), group, x.size(2))
        .reshape(x.size(0), x.size(1) * group, x.size(2));
  }

  private static Tensor segment(Tensor q, Tensor k, Tensor v, boolean fused) {
    return fused ? fused(q, k, v) : written(q, k, v);
  }

  /**
   * One segment.
   *
   * @param q (length, heads, size): the last of the keys' tokens
   * @param k (seen, heads, size), seen at least length
   * @param v (seen, heads, size)
   * @return (length, heads · size)
   */
  private static Tensor fused(Tensor q, Tensor k, Tensor v) {
    long length = q.size(0);
    long seen = k.size(0);
    Tensor result =
        torch.scaled_dot_product_attention(
            q.transpose(0, 1).unsqueeze(0), // (1, heads, length, size)
            k.transpose(0, 1).unsqueeze(0),
            v.transpose(0, 1).unsqueeze(0),
            length == seen
                ? new TensorOptional()
                : new TensorOptional(mask(length, seen, q.scalar_type())),
            0,
            length == seen,
            new DoubleOptional(),
            false);
    return result.squeeze(0).transpose(0, 1).reshape(length, q.size(1) * q.size(2));
  }

  /** As {@link #fused}, k and v being (seen, kv heads, size). */
  private static Tensor written(Tensor q, Tensor k, Tensor v) {
    long length = q.size(0);
    long heads = q.size(1);
    long size = q.size(2);
    long seen = k.size(0);
    long kvHeads = k.size(1);
    long group = heads / kvHeads;
    // (length, kv, group, size) -> (kv, group, length, size) -> (kv, group · length, size)
    Tensor queries =
        q.mul(new Scalar(1 / Math.sqrt((double) size)))
            .view(length, kvHeads, group, size)
            .permute(1, 2, 0, 3)
            .reshape(kvHeads, group * length, size);
    Tensor keys = k.permute(1, 2, 0); // (kv, size, seen)
    Tensor values = v.permute(1, 0, 2); // (kv, seen, size)
    Tensor scores = torch.bmm(queries, keys).view(kvHeads, group, length, seen);
    Tensor masked = scores.add_(mask(length, seen, scores.scalar_type()));
    Tensor weights = torch.softmax(masked, 3).view(kvHeads, group * length, seen);
    return torch
        .bmm(weights, values) // (kv, group · length, size)
        .view(kvHeads, group, length, size)
        .permute(2, 0, 1, 3)
        .reshape(length, heads * size);
  }

  /** (length, seen): 0 where a query may look, minus infinity after it. */
  private static Tensor mask(long length, long seen, ScalarType type) {
    return torch
        .full(new long[] {length, seen}, new Scalar(Float.NEGATIVE_INFINITY), Tensors.options(type))
        .triu(seen - length + 1);
  }
}
