package memagent.train;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What happens between the products of a block, each thing in one pass over rows of bf16 or f32 in
 * libtorch's own memory.
 *
 * <p>How: libtorch's elementwise kernels run one after another, each reads and writes the whole
 * tensor, and each rounds to its type by itself. Here a row is read once, computed in f32 and
 * written once. Addresses are absolute; the tensors they belong to are held by the caller. Rows are
 * shared out among the processors. Row widths are multiples of {@link #LANES}. A run computes in
 * one type, so the calls to {@link #load} and {@link #store} are compiled into the loops.
 */
abstract sealed class FusedRows permits Bf16Rows, F32Rows {
  static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Values that are computed at one time. */
  static final int LANES = F.length();

  /** All of the memory; offsets are addresses. */
  @SuppressWarnings("restricted")
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int RANGES_A_PROCESSOR = 4;

  private final ScalarType type;
  private final int bytes;

  /** Rows of this type, whose values take so many bytes. */
  FusedRows(ScalarType type, int bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  /** Rows of a type that is computed in. */
  static FusedRows of(ScalarType type) {
    return type == ScalarType.BFloat16 ? new Bf16Rows() : new F32Rows();
  }

  /** Bytes of a value. */
  final int bytes() {
    return bytes;
  }

  /** A tensor of such rows whose values are not set. */
  final Tensor empty(long... shape) {
    return torch.empty(shape, Tensors.options(type), new MemoryFormatOptional());
  }

  /** {@link #LANES} values. */
  abstract FloatVector load(long at);

  /** Writes {@link #LANES} values. */
  abstract void store(FloatVector value, long at);

  /** Work on rows {@code from} to {@code to}. */
  interface Range {
    void run(int from, int to);
  }

  /** Shares {@code rows} out among the processors; back when all are done. */
  static void parallel(int rows, Range work) {
    int ranges = Math.min(rows, PROCESSORS * RANGES_A_PROCESSOR);
    IntStream.range(0, ranges)
        .parallel()
        .forEach(i ->
            work.run((int) ((long) rows * i / ranges), (int) ((long) rows * (i + 1) / ranges)));
  }

  /** Where the tensor's first value lies. */
  static long address(Tensor tensor) {
    return tensor.data_ptr().address();
  }

  /**
   * e^x. Cephes' expf: x = n ln 2 + r, a polynomial in r, n added to the exponent; x is at most 88.
   */
  @SuppressWarnings("FloatingPointLiteralPrecision") // as the source has them
  private static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.max(-87f);
    FloatVector whole =
        bounded.fma(FloatVector.broadcast(F, 1.44269504f), FloatVector.broadcast(F, 12582912f));
    FloatVector n = whole.sub(12582912f);
    FloatVector r = n.fma(FloatVector.broadcast(F, -0.693359375f), bounded);
    r = n.fma(FloatVector.broadcast(F, 2.12194440e-4f), r);
    FloatVector p = FloatVector.broadcast(F, 1.9875691500e-4f);
    p = p.fma(r, FloatVector.broadcast(F, 1.3981999507e-3f));
    p = p.fma(r, FloatVector.broadcast(F, 8.3334519073e-3f));
    p = p.fma(r, FloatVector.broadcast(F, 4.1665795894e-2f));
    p = p.fma(r, FloatVector.broadcast(F, 1.6666665459e-1f));
    p = p.fma(r, FloatVector.broadcast(F, 0.5f));
    p = p.fma(r.mul(r), r.add(1f));
    return p.reinterpretAsInts()
        .add(whole.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
        .reinterpretAsFloats();
  }

  /**
   * RMSNorm, behind an addition where there is one: x += added; n = x · r · weight, r = 1 /
   * sqrt(mean(x²) + ε).
   *
   * @param x (rows, width)
   * @param added (rows, width), or 0
   * @param weight (width)
   * @param normed (rows, width), {@code stride} values from row to row
   * @param roots (rows): r
   */
  final void norm(
      int rows,
      int width,
      long x,
      long added,
      float[] weight,
      double epsilon,
      long normed,
      int stride,
      float[] roots) {
    parallel(
        rows,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            long at = x + (long) row * width * bytes;
            if (added != 0) {
              add(at, added + (long) row * width * bytes, width);
            }
            roots[row] = (float) (1 / Math.sqrt(squares(at, width) / width + epsilon));
            scaled(at, roots[row], weight, normed + (long) row * stride * bytes, width);
          }
        });
  }

  private void add(long to, long other, int width) {
    for (int i = 0; i < width; i += LANES) {
      store(load(to + (long) i * bytes).add(load(other + (long) i * bytes)), to + (long) i * bytes);
    }
  }

  private float squares(long at, int width) {
    FloatVector sum = FloatVector.zero(F);
    for (int i = 0; i < width; i += LANES) {
      FloatVector x = load(at + (long) i * bytes);
      sum = x.fma(x, sum);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  private void scaled(long at, float root, float[] weight, long to, int width) {
    for (int i = 0; i < width; i += LANES) {
      FloatVector w = FloatVector.fromArray(F, weight, i);
      store(load(at + (long) i * bytes).mul(root).mul(w), to + (long) i * bytes);
    }
  }

  /**
   * The gradient of {@link #norm}: back += r · (w g - x r² mean(x w g)).
   *
   * @param gradient (rows, width) of the normed rows, {@code stride} values from row to row
   * @param back (rows, width): holds what else reaches x's gradient
   */
  final void normBackward(
      int rows,
      int width,
      long x,
      float[] weight,
      float[] roots,
      long gradient,
      int stride,
      long back) {
    parallel(
        rows,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            long offset = (long) row * width * bytes;
            long g = gradient + (long) row * stride * bytes;
            float r = roots[row];
            float along = r * r * r * weighted(x + offset, g, weight, width) / width;
            addBack(x + offset, g, weight, r, along, back + offset, width);
          }
        });
  }

  private float weighted(long x, long g, float[] weight, int width) {
    FloatVector sum = FloatVector.zero(F);
    for (int i = 0; i < width; i += LANES) {
      FloatVector wg = load(g + (long) i * bytes).mul(FloatVector.fromArray(F, weight, i));
      sum = load(x + (long) i * bytes).fma(wg, sum);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  private void addBack(long x, long g, float[] weight, float r, float along, long back, int width) {
    FloatVector root = FloatVector.broadcast(F, r);
    FloatVector minus = FloatVector.broadcast(F, -along);
    for (int i = 0; i < width; i += LANES) {
      long offset = (long) i * bytes;
      FloatVector wg = load(g + offset).mul(FloatVector.fromArray(F, weight, i));
      FloatVector sum = wg.fma(root, load(back + offset));
      store(load(x + offset).fma(minus, sum), back + offset);
    }
  }

  /**
   * The gradient of {@link #norm} by its weight: of[i] += Σ over rows of x r g.
   *
   * @param gradient (rows, width) of the normed rows
   * @param of (width)
   */
  final void normWeightBackward(
      int rows, int width, long x, float[] roots, long gradient, float[] of) {
    parallel(
        width / LANES,
        (from, to) -> {
          for (int i = from * LANES; i < to * LANES; i += LANES) {
            FloatVector sum = FloatVector.fromArray(F, of, i);
            for (int row = 0; row < rows; row++) {
              long offset = ((long) row * width + i) * bytes;
              sum = load(x + offset).mul(roots[row]).fma(load(gradient + offset), sum);
            }
            sum.intoArray(of, i);
          }
        });
  }

  /**
   * SwiGLU: silu(gate) · up.
   *
   * @param gateUp (rows, 2 · width)
   * @param gated (rows, width), {@code stride} values from row to row
   */
  final void gate(int rows, int width, long gateUp, long gated, int stride) {
    parallel(
        rows,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            gateRow(
                gateUp + (long) row * 2 * width * bytes,
                gated + (long) row * stride * bytes,
                width);
          }
        });
  }

  private void gateRow(long gateUp, long gated, int width) {
    for (int i = 0; i < width; i += LANES) {
      FloatVector g = load(gateUp + (long) i * bytes);
      FloatVector u = load(gateUp + (long) (width + i) * bytes);
      store(g.div(exp(g.neg().min(88f)).add(1f)).mul(u), gated + (long) i * bytes);
    }
  }

  /** The gradient of {@link #gate}, written over {@code gateUp}. */
  final void gateBackward(int rows, int width, long gateUp, long gradient, int stride) {
    parallel(
        rows,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            gateRowBackward(
                gateUp + (long) row * 2 * width * bytes,
                gradient + (long) row * stride * bytes,
                width);
          }
        });
  }

  private void gateRowBackward(long gateUp, long gradient, int width) {
    FloatVector one = FloatVector.broadcast(F, 1f);
    for (int i = 0; i < width; i += LANES) {
      long gateAt = gateUp + (long) i * bytes;
      long upAt = gateUp + (long) (width + i) * bytes;
      FloatVector g = load(gateAt);
      FloatVector u = load(upAt);
      FloatVector d = load(gradient + (long) i * bytes);
      FloatVector sigmoid = one.div(exp(g.neg().min(88f)).add(1f));
      FloatVector silu = g.mul(sigmoid);
      store(d.mul(silu), upAt);
      // silu' = σ (1 + g (1 - σ)) = σ + silu (1 - σ)
      store(d.mul(u).mul(one.sub(sigmoid).fma(silu, sigmoid)), gateAt);
    }
  }

  /**
   * Softmax of scores over the keys that a query may see; 0 for the others.
   *
   * @param rows heads · length: query t of a head is row head · length + t
   * @param scores (rows, width); replaced
   * @param seen keys that the last query sees; the one before it sees one less
   */
  final void softmax(int rows, int length, int width, int seen, long scores) {
    parallel(
        rows,
        (from, to) -> {
          float[] row = new float[width];
          for (int i = from; i < to; i++) {
            softmaxRow(
                scores + (long) i * width * bytes, seen - length + 1 + i % length, width, row);
          }
        });
  }

  private void softmaxRow(long at, int visible, int width, float[] row) {
    int whole = visible - visible % LANES;
    VectorMask<Float> rest = F.indexInRange(whole, visible);
    FloatVector highest = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < whole; i += LANES) {
      highest = highest.max(load(at + (long) i * bytes));
    }
    FloatVector none = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector last = whole < width ? none.blend(load(at + (long) whole * bytes), rest) : none;
    float max = highest.max(last).reduceLanes(VectorOperators.MAX);
    FloatVector sum = FloatVector.zero(F);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector power = exp(load(at + (long) i * bytes).sub(max));
      power.intoArray(row, i);
      sum = sum.add(power);
    }
    FloatVector zero = FloatVector.zero(F);
    if (whole < width) {
      FloatVector power = zero.blend(exp(last.sub(max)), rest);
      power.intoArray(row, whole);
      sum = sum.add(power);
    }
    float scale = 1 / sum.reduceLanes(VectorOperators.ADD);
    int end = Math.min(width, whole + LANES);
    for (int i = 0; i < end; i += LANES) {
      store(FloatVector.fromArray(F, row, i).mul(scale), at + (long) i * bytes);
    }
    for (int i = end; i < width; i += LANES) {
      store(zero, at + (long) i * bytes);
    }
  }

  /**
   * The gradient of {@link #softmax}: p (g - Σ p g), written over {@code gradient}.
   *
   * @param weights (rows, width): p
   * @param gradient (rows, width): g
   */
  final void softmaxBackward(
      int rows, int length, int width, int seen, long weights, long gradient) {
    parallel(
        rows,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            long offset = (long) i * width * bytes;
            int visible = seen - length + 1 + i % length;
            int end = Math.min(width, (visible + LANES - 1) / LANES * LANES);
            softmaxRowBackward(weights + offset, gradient + offset, end, width);
          }
        });
  }

  private void softmaxRowBackward(long weights, long gradient, int end, int width) {
    FloatVector sum = FloatVector.zero(F);
    for (int i = 0; i < end; i += LANES) {
      sum = load(weights + (long) i * bytes).fma(load(gradient + (long) i * bytes), sum);
    }
    float mean = sum.reduceLanes(VectorOperators.ADD);
    for (int i = 0; i < end; i += LANES) {
      long at = gradient + (long) i * bytes;
      store(load(weights + (long) i * bytes).mul(load(at).sub(mean)), at);
    }
    FloatVector zero = FloatVector.zero(F);
    for (int i = end; i < width; i += LANES) {
      store(zero, gradient + (long) i * bytes);
    }
  }

  /**
   * The sum of some heads, turned by a position's angles as {@link Rope#neighbours} does.
   *
   * @param from addresses of (size) each
   * @param count of them
   * @param to (size)
   * @param cos (positions, size / 2), of which those from {@code at} on are meant
   * @param direction 1 to turn, -1 to turn back
   */
  abstract void turn(
      long[] from,
      int count,
      long to,
      int size,
      float[] cos,
      float[] sin,
      int at,
      float scale,
      float direction);

  /** The sum of {@code count} rows of {@code width}. */
  final void sum(long[] from, int count, long to, int width) {
    for (int i = 0; i < width; i += LANES) {
      FloatVector sum = FloatVector.zero(F);
      for (int k = 0; k < count; k++) {
        sum = sum.add(load(from[k] + (long) i * bytes));
      }
      store(sum, to + (long) i * bytes);
    }
  }

  /** Copies {@code width} values. */
  final void copy(long from, long to, int width) {
    MemorySegment.copy(MEMORY, from, MEMORY, to, (long) width * bytes);
  }
}
