package memagent.train;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@link Attention} in bf16 with its gradient written out: positions are turned, the mask and the
 * softmax are applied, and heads are laid beside each other while rows are moved anyhow.
 *
 * <p>Keys are padded with zeros to a multiple of {@link #KEYS_MULTIPLE}, which is also a whole
 * number of vectors.
 */
final class FusedAttention {
  private static final int KEYS_MULTIPLE = 32;
  private static final int BYTES = 2;

  private final int tokens;
  private final int heads;
  private final int kvHeads;
  private final int size;
  private final int stride; // values of one row of q, k and v beside each other
  private final int prefix;
  private final float[] cos; // (positions, size / 2)
  private final float[] sin; // (positions, size / 2)
  private final int[] starts; // (segments): rows of the batch
  private final int[] lengths; // (segments)

  /**
   * What one layer's gradient needs of a segment.
   *
   * @param queries (kv heads, group · length, size), turned and scaled
   * @param keys (kv heads, padded keys, size), turned
   * @param values (kv heads, padded keys, size)
   * @param weights (kv heads, group · length, padded keys)
   */
  record Segment(Tensor queries, Tensor keys, Tensor values, Tensor weights) {}

  FusedAttention(TransformerConfig config, PackedBatch batch) {
    heads = config.headCount();
    kvHeads = config.kvHeadCount();
    size = config.headSize();
    stride = (heads + 2 * kvHeads) * size;
    prefix = batch.prefixLength();
    tokens = batch.tokenCount();
    int first = prefix > 0 ? 1 : 0;
    starts = new int[batch.sequences().size() + first];
    lengths = new int[starts.length];
    lengths[0] = prefix;
    int start = prefix;
    int longest = 0;
    for (int i = first; i < starts.length; i++) {
      starts[i] = start;
      lengths[i] = batch.sequences().get(i - first).length();
      start += lengths[i];
      longest = Math.max(longest, lengths[i]);
    }
    int half = size / 2;
    cos = new float[(prefix + longest) * half];
    sin = new float[(prefix + longest) * half];
    for (int i = 0; i < half; i++) {
      double frequency = Math.pow(config.ropeBase(), -2.0 * i / size);
      for (int p = 0; p < prefix + longest; p++) {
        cos[p * half + i] = (float) Math.cos(p * frequency);
        sin[p * half + i] = (float) Math.sin(p * frequency);
      }
    }
  }

  private int seen(int segment) {
    return shared(segment) + lengths[segment];
  }

  /** Rows of the prefix that the segment sees besides its own. */
  private int shared(int segment) {
    return starts[segment] == 0 ? 0 : prefix;
  }

  private static int padded(int keys) {
    return (keys + KEYS_MULTIPLE - 1) / KEYS_MULTIPLE * KEYS_MULTIPLE;
  }

  private float scale() {
    return (float) (1 / Math.sqrt((double) size));
  }

  /** The row of the batch where a segment's key {@code j} stands. */
  private int row(int segment, int j) {
    int shared = shared(segment);
    return j < shared ? j : starts[segment] + j - shared;
  }

  /**
   * All segments.
   *
   * @param qkv (tokens, (heads + 2 kv heads) · size)
   * @param seenOut (tokens, heads · size), {@code outStride} values from row to row; written
   */
  List<Segment> apply(Tensor qkv, Tensor seenOut, int outStride) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      segments.add(segment(i, FusedRows.address(qkv), FusedRows.address(seenOut), outStride));
    }
    return segments;
  }

  private Segment segment(int s, long qkv, long seenOut, int outStride) {
    int length = lengths[s];
    int seen = seen(s);
    int width = padded(seen);
    int group = heads / kvHeads;
    Tensor queries = empty(kvHeads, (long) group * length, size);
    Tensor keys = empty(kvHeads, width, size);
    Tensor values = empty(kvHeads, width, size);
    keys.narrow(1, seen, (long) width - seen).zero_();
    values.narrow(1, seen, (long) width - seen).zero_();
    long q = FusedRows.address(queries);
    long k = FusedRows.address(keys);
    long v = FusedRows.address(values);
    FusedRows.parallel(
        seen,
        (from, to) -> {
          long[] source = new long[1];
          for (int j = from; j < to; j++) {
            long row = qkv + (long) row(s, j) * stride * BYTES;
            int angle = j * (size / 2);
            int t = j - shared(s);
            for (int h = 0; h < heads && t >= 0; h++) {
              source[0] = row + (long) h * size * BYTES;
              long target = q + ((long) h * length + t) * size * BYTES;
              FusedRows.turn(source, 1, target, size, cos, sin, angle, scale(), 1);
            }
            for (int h = 0; h < kvHeads; h++) {
              long offset = ((long) h * width + j) * size * BYTES;
              source[0] = row + (long) (heads + h) * size * BYTES;
              FusedRows.turn(source, 1, k + offset, size, cos, sin, angle, 1, 1);
              FusedRows.copy(row + (long) (heads + kvHeads + h) * size * BYTES, v + offset, size);
            }
          }
        });
    Tensor weights = torch.bmm(queries, keys.transpose(1, 2));
    FusedRows.softmax(heads * length, length, width, seen, FusedRows.address(weights));
    Tensor result = torch.bmm(weights, values); // (kv heads, group · length, size)
    long from = FusedRows.address(result);
    for (int t = 0; t < length; t++) {
      for (int h = 0; h < heads; h++) {
        FusedRows.copy(
            from + ((long) h * length + t) * size * BYTES,
            seenOut + ((long) (starts[s] + t) * outStride + (long) h * size) * BYTES,
            size);
      }
    }
    return new Segment(queries, keys, values, weights);
  }

  /**
   * The gradient of {@link #apply}.
   *
   * @param gradient (tokens, heads · size), rows without gaps
   * @return (tokens, (heads + 2 kv heads) · size)
   */
  Tensor backward(List<Segment> segments, Tensor gradient) {
    List<Tensor> ofQueries = new ArrayList<>(); // each (kv heads, group · length, size)
    List<Tensor> ofKeys = new ArrayList<>(); // each (kv heads, padded keys, size)
    List<Tensor> ofValues = new ArrayList<>();
    for (int s = 0; s < starts.length; s++) {
      Segment one = segments.get(s);
      int length = lengths[s];
      Tensor seen = empty(kvHeads, (long) heads / kvHeads * length, size);
      long to = FusedRows.address(seen);
      long from = FusedRows.address(gradient) + (long) starts[s] * heads * size * BYTES;
      for (int t = 0; t < length; t++) {
        for (int h = 0; h < heads; h++) {
          FusedRows.copy(
              from + ((long) t * heads + h) * size * BYTES,
              to + ((long) h * length + t) * size * BYTES,
              size);
        }
      }
      ofValues.add(torch.bmm(one.weights().transpose(1, 2), seen));
      Tensor scores = torch.bmm(seen, one.values().transpose(1, 2));
      FusedRows.softmaxBackward(
          heads * length,
          length,
          padded(seen(s)),
          seen(s),
          FusedRows.address(one.weights()),
          FusedRows.address(scores));
      ofQueries.add(torch.bmm(scores, one.keys()));
      ofKeys.add(torch.bmm(scores.transpose(1, 2), one.queries()));
    }
    Tensor back = empty(tokens, stride);
    gather(back, addresses(ofQueries), addresses(ofKeys), addresses(ofValues));
    return back;
  }

  /** Lays the segments' gradients beside each other, the prefix's being the sum of all. */
  private void gather(Tensor back, long[] q, long[] k, long[] v) {
    long result = FusedRows.address(back);
    for (int i = 0; i < starts.length; i++) {
      int s = i;
      FusedRows.parallel(
          lengths[s],
          (from, to) -> {
            long[] sources = new long[starts.length];
            for (int t = from; t < to; t++) {
              long row = result + (long) (starts[s] + t) * stride * BYTES;
              int j = shared(s) + t;
              int angle = j * (size / 2);
              for (int h = 0; h < heads; h++) {
                sources[0] = q[s] + ((long) h * lengths[s] + t) * size * BYTES;
                long target = row + (long) h * size * BYTES;
                FusedRows.turn(sources, 1, target, size, cos, sin, angle, scale(), -1);
              }
              for (int h = 0; h < kvHeads; h++) {
                int count = sources(sources, k, s, h, j);
                long target = row + (long) (heads + h) * size * BYTES;
                FusedRows.turn(sources, count, target, size, cos, sin, angle, 1, -1);
                count = sources(sources, v, s, h, j);
                FusedRows.sum(sources, count, target + (long) kvHeads * size * BYTES, size);
              }
            }
          });
    }
  }

  /** Where the gradients of a segment's key {@code j} lie; returns their count. */
  private int sources(long[] sources, long[] of, int s, int head, int j) {
    int end = prefix > 0 && s == 0 ? starts.length : s + 1;
    for (int other = s; other < end; other++) {
      sources[other - s] = of[other] + ((long) head * padded(seen(other)) + j) * size * BYTES;
    }
    return end - s;
  }

  private static long[] addresses(List<Tensor> tensors) {
    return tensors.stream().mapToLong(FusedRows::address).toArray();
  }

  static Tensor empty(long... shape) {
    return torch.empty(
        shape,
        new TensorOptions(ScalarType.BFloat16),
        new org.bytedeco.pytorch.MemoryFormatOptional());
  }
}
