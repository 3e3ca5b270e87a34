package memagent.train;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** {@link FusedRows} of f32. */
final class F32Rows extends FusedRows {
  private static final int BYTES = 4;
  private static final int ADAM_BLOCK = 4_096; // values

  /** A pair of neighbours is read as one long; its halves are then as many floats. */
  private static final VectorSpecies<Long> PAIRS = LongVector.SPECIES_PREFERRED;

  private static final VectorSpecies<Integer> HALVES =
      VectorSpecies.of(int.class, VectorShape.forBitSize(PAIRS.vectorBitSize() / 2));
  private static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, HALVES.vectorShape());

  F32Rows() {
    super(ScalarType.Float, BYTES);
  }

  @Override
  FloatVector load(long at) {
    return FloatVector.fromMemorySegment(F, MEMORY, at, ORDER);
  }

  @Override
  void store(FloatVector value, long at) {
    value.intoMemorySegment(MEMORY, at, ORDER);
  }

  @Override
  void turn(
      long[] from,
      int count,
      long to,
      int size,
      float[] cos,
      float[] sin,
      int at,
      float scale,
      float direction) {
    for (int i = 0; i < size / 2; i += PAIRS.length()) {
      long offset = (long) i * 2 * BYTES;
      FloatVector even = FloatVector.zero(HALF);
      FloatVector odd = FloatVector.zero(HALF);
      for (int k = 0; k < count; k++) {
        LongVector pair = LongVector.fromMemorySegment(PAIRS, MEMORY, from[k] + offset, ORDER);
        even = even.add(floats(pair));
        odd = odd.add(floats(pair.lanewise(VectorOperators.LSHR, Integer.SIZE)));
      }
      FloatVector c = FloatVector.fromArray(HALF, cos, at + i).mul(scale);
      FloatVector s = FloatVector.fromArray(HALF, sin, at + i).mul(scale * direction);
      LongVector low = longs(even.mul(c).sub(odd.mul(s)));
      longs(even.mul(s).add(odd.mul(c)))
          .lanewise(VectorOperators.LSHL, Integer.SIZE)
          .or(low)
          .intoMemorySegment(MEMORY, to + offset, ORDER);
    }
  }

  /** The lower halves. */
  private static FloatVector floats(LongVector pairs) {
    return ((IntVector) pairs.convertShape(VectorOperators.L2I, HALVES, 0)).reinterpretAsFloats();
  }

  /** Each value in the lower half, zeros above it. */
  private static LongVector longs(FloatVector values) {
    return (LongVector)
        values.reinterpretAsInts().convertShape(VectorOperators.ZERO_EXTEND_I2L, PAIRS, 0);
  }

  /**
   * One update of AdamW; what {@link AdamW} says of it.
   *
   * @param decay what a weight is multiplied by first
   * @param rate of the step along the mean, corrected
   */
  record AdamSettings(
      double beta1, double beta2, double correction2, double epsilon, double decay, double rate) {}

  /**
   * One update of {@code count} values in one pass: the moments, the weight, and a gradient of 0.
   *
   * <p>How: libtorch's ten kernels each read or write the whole model.
   */
  static void adamW(
      long count, long weight, long gradient, long mean, long square, AdamSettings settings) {
    int blocks = Math.toIntExact((count + ADAM_BLOCK - 1) / ADAM_BLOCK);
    parallel(
        blocks,
        (from, to) -> {
          long end = Math.min(count, (long) to * ADAM_BLOCK);
          for (long i = (long) from * ADAM_BLOCK; i < end; i += LANES) {
            VectorMask<Float> there = F.indexInRange(i, end);
            adamW(
                weight + i * BYTES,
                gradient + i * BYTES,
                mean + i * BYTES,
                square + i * BYTES,
                settings,
                there);
          }
        });
  }

  private static void adamW(
      long weight,
      long gradient,
      long mean,
      long square,
      AdamSettings settings,
      VectorMask<Float> there) {
    FloatVector g = FloatVector.fromMemorySegment(F, MEMORY, gradient, ORDER, there);
    FloatVector m = FloatVector.fromMemorySegment(F, MEMORY, mean, ORDER, there);
    FloatVector v = FloatVector.fromMemorySegment(F, MEMORY, square, ORDER, there);
    FloatVector w = FloatVector.fromMemorySegment(F, MEMORY, weight, ORDER, there);
    m = g.sub(m).fma(FloatVector.broadcast(F, (float) (1 - settings.beta1())), m);
    v = v.mul((float) settings.beta2()).add(g.mul(g).mul((float) (1 - settings.beta2())));
    FloatVector root =
        v.mul((float) (1 / settings.correction2())).sqrt().add((float) settings.epsilon());
    w = w.mul((float) settings.decay()).sub(m.mul((float) settings.rate()).div(root));
    m.intoMemorySegment(MEMORY, mean, ORDER, there);
    v.intoMemorySegment(MEMORY, square, ORDER, there);
    w.intoMemorySegment(MEMORY, weight, ORDER, there);
    FloatVector.zero(F).intoMemorySegment(MEMORY, gradient, ORDER, there);
  }
}
