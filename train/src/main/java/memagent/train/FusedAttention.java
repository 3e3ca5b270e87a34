package memagent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@link Attention} with its gradient written out: positions are turned, the mask and the softmax
 * are applied, and heads are laid beside each other while rows are moved anyhow.
 *
 * <p>Queries are taken in blocks, each over the keys up to its own end, so that little is computed
 * of what a query may not see. The softmax is computed a second time for the gradient: kept, its
 * weights would be the largest thing of a pass, as wide as the sequence is long. Both are how Dao
 * 2023, FlashAttention-2, 2307.08691, section 3.1, saves work and memory.
 *
 * <p>Keys are padded with zeros to a multiple of {@link #KEYS_MULTIPLE}, which is also a whole
 * number of vectors.
 */
final class FusedAttention {
  private static final int KEYS_MULTIPLE = 32;
  private static final int BLOCK_QUERIES = 128;

  private final FusedRows rows;
  private final int bytes; // of a value
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
   * @param queries of each block (kv heads, group · queries, size), turned and scaled
   * @param keys (kv heads, padded keys, size), turned
   * @param values (kv heads, padded keys, size)
   */
  record Segment(List<Tensor> queries, Tensor keys, Tensor values) {
    Stream<Tensor> tensors() {
      return Stream.concat(queries.stream(), Stream.of(keys, values));
    }
  }

  FusedAttention(TransformerConfig config, PackedBatch batch, FusedRows rows) {
    this.rows = rows;
    bytes = rows.bytes();
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

  private int blockCount(int segment) {
    return (lengths[segment] + BLOCK_QUERIES - 1) / BLOCK_QUERIES;
  }

  /** Queries of a block. */
  private int blockLength(int segment, int block) {
    return Math.min(BLOCK_QUERIES, lengths[segment] - block * BLOCK_QUERIES);
  }

  /** Keys that the last query of a block sees. */
  private int blockSeen(int segment, int block) {
    return shared(segment) + block * BLOCK_QUERIES + blockLength(segment, block);
  }

  /** A tensor of a block's queries for each head: (kv heads, group · queries, size). */
  private Tensor queryBlock(int segment, int block) {
    return rows.empty(kvHeads, (long) heads / kvHeads * blockLength(segment, block), size);
  }

  /** Where a head's query {@code t} lies among the segment's blocks. */
  private long query(long[] blocks, int segment, int head, int t) {
    int block = t / BLOCK_QUERIES;
    long row = (long) head * blockLength(segment, block) + t % BLOCK_QUERIES;
    return blocks[block] + row * size * bytes;
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
    List<Tensor> queries = queryBlocks(s);
    Tensor keys = rows.empty(kvHeads, width, size);
    Tensor values = rows.empty(kvHeads, width, size);
    keys.narrow(1, seen, (long) width - seen).zero_();
    values.narrow(1, seen, (long) width - seen).zero_();
    long[] q = addresses(queries);
    long k = FusedRows.address(keys);
    long v = FusedRows.address(values);
    FusedRows.parallel(
        seen,
        (from, to) -> {
          long[] source = new long[1];
          for (int j = from; j < to; j++) {
            long row = qkv + (long) row(s, j) * stride * bytes;
            int angle = j * (size / 2);
            int t = j - shared(s);
            for (int h = 0; h < heads && t >= 0; h++) {
              source[0] = row + (long) h * size * bytes;
              rows.turn(source, 1, query(q, s, h, t), size, cos, sin, angle, scale(), 1);
            }
            for (int h = 0; h < kvHeads; h++) {
              long offset = ((long) h * width + j) * size * bytes;
              source[0] = row + (long) (heads + h) * size * bytes;
              rows.turn(source, 1, k + offset, size, cos, sin, angle, 1, 1);
              rows.copy(row + (long) (heads + kvHeads + h) * size * bytes, v + offset, size);
            }
          }
        });
    Segment segment = new Segment(queries, keys, values);
    List<Tensor> results = new ArrayList<>(); // each (kv heads, group · queries, size)
    for (int block = 0; block < queries.size(); block++) {
      Tensor weights = weights(segment, s, block);
      results.add(torch.bmm(weights, values.narrow(1, 0, weights.size(2))));
      weights.close();
    }
    long[] of = addresses(results);
    FusedRows.parallel(
        length,
        (from, to) -> {
          for (int t = from; t < to; t++) {
            long row = seenOut + (long) (starts[s] + t) * outStride * bytes;
            for (int h = 0; h < heads; h++) {
              rows.copy(query(of, s, h, t), row + (long) h * size * bytes, size);
            }
          }
        });
    return segment;
  }

  private List<Tensor> queryBlocks(int s) {
    return IntStream.range(0, blockCount(s)).mapToObj(block -> queryBlock(s, block)).toList();
  }

  /** (kv heads, group · queries, padded keys): how much a block's queries take of each value. */
  private Tensor weights(Segment one, int s, int block) {
    int length = blockLength(s, block);
    int seen = blockSeen(s, block);
    int width = padded(seen);
    Tensor weights =
        torch.bmm(one.queries().get(block), one.keys().narrow(1, 0, width).transpose(1, 2));
    rows.softmax(heads * length, length, width, seen, FusedRows.address(weights));
    return weights;
  }

  /**
   * The gradient of {@link #apply}.
   *
   * @param gradient (tokens, heads · size), rows without gaps
   * @return (tokens, (heads + 2 kv heads) · size)
   */
  Tensor backward(List<Segment> segments, Tensor gradient) {
    List<long[]> ofQueries = new ArrayList<>(); // blocks, each (kv heads, group · queries, size)
    List<Tensor> ofKeys = new ArrayList<>(); // each (kv heads, padded keys, size)
    List<Tensor> ofValues = new ArrayList<>();
    for (int s = 0; s < starts.length; s++) {
      Segment one = segments.get(s);
      List<Tensor> seen = seenBlocks(s, FusedRows.address(gradient));
      Tensor keys = torch.zeros_like(one.keys());
      Tensor values = torch.zeros_like(one.values());
      ofKeys.add(keys);
      ofValues.add(values);
      List<Tensor> queries = new ArrayList<>();
      for (int block = 0; block < seen.size(); block++) {
        queries.add(backward(one, s, block, seen.get(block), keys, values));
      }
      ofQueries.add(addresses(queries));
    }
    Tensor back = rows.empty(tokens, stride);
    gather(back, ofQueries, addresses(ofKeys), addresses(ofValues));
    return back;
  }

  /** The gradient of a segment's result, laid out as its queries are. */
  private List<Tensor> seenBlocks(int s, long gradient) {
    List<Tensor> blocks = queryBlocks(s);
    long[] of = addresses(blocks);
    FusedRows.parallel(
        lengths[s],
        (from, to) -> {
          for (int t = from; t < to; t++) {
            long row = gradient + (long) (starts[s] + t) * heads * size * bytes;
            for (int h = 0; h < heads; h++) {
              rows.copy(row + (long) h * size * bytes, query(of, s, h, t), size);
            }
          }
        });
    return blocks;
  }

  /** A block's share: adds to the keys' and values' gradients, gives the queries'. */
  private Tensor backward(
      Segment one, int s, int block, Tensor seen, Tensor ofKeys, Tensor ofValues) {
    Scalar once = new Scalar(1);
    Tensor weights = weights(one, s, block);
    long width = weights.size(2);
    ofValues.narrow(1, 0, width).baddbmm_(weights.transpose(1, 2), seen, once, once);
    Tensor scores = torch.bmm(seen, one.values().narrow(1, 0, width).transpose(1, 2));
    int length = blockLength(s, block);
    rows.softmaxBackward(
        heads * length,
        length,
        Math.toIntExact(width),
        blockSeen(s, block),
        FusedRows.address(weights),
        FusedRows.address(scores));
    Tensor queries = one.queries().get(block);
    ofKeys.narrow(1, 0, width).baddbmm_(scores.transpose(1, 2), queries, once, once);
    Tensor result = torch.bmm(scores, one.keys().narrow(1, 0, width));
    weights.close();
    scores.close();
    return result;
  }

  /** Lays the segments' gradients beside each other, the prefix's being the sum of all. */
  private void gather(Tensor back, List<long[]> q, long[] k, long[] v) {
    long result = FusedRows.address(back);
    for (int i = 0; i < starts.length; i++) {
      int s = i;
      FusedRows.parallel(
          lengths[s],
          (from, to) -> {
            long[] sources = new long[starts.length];
            for (int t = from; t < to; t++) {
              long row = result + (long) (starts[s] + t) * stride * bytes;
              int j = shared(s) + t;
              int angle = j * (size / 2);
              for (int h = 0; h < heads; h++) {
                sources[0] = query(q.get(s), s, h, t);
                long target = row + (long) h * size * bytes;
                rows.turn(sources, 1, target, size, cos, sin, angle, scale(), -1);
              }
              for (int h = 0; h < kvHeads; h++) {
                int count = sources(sources, k, s, h, j);
                long target = row + (long) (heads + h) * size * bytes;
                rows.turn(sources, count, target, size, cos, sin, angle, 1, -1);
                count = sources(sources, v, s, h, j);
                rows.sum(sources, count, target + (long) kvHeads * size * bytes, size);
              }
            }
          });
    }
  }

  /** Where the gradients of a segment's key {@code j} lie; returns their count. */
  private int sources(long[] sources, long[] of, int s, int head, int j) {
    int end = prefix > 0 && s == 0 ? starts.length : s + 1;
    for (int other = s; other < end; other++) {
      sources[other - s] = of[other] + ((long) head * padded(seen(other)) + j) * size * bytes;
    }
    return end - s;
  }

  private static long[] addresses(List<Tensor> tensors) {
    return tensors.stream().mapToLong(FusedRows::address).toArray();
  }
}
