package memagent.train;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** {@link FusedRows} of bf16: the upper half of an f32. */
final class Bf16Rows extends FusedRows {
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> S =
      VectorSpecies.of(short.class, VectorShape.forBitSize(F.vectorBitSize() / 2));
  private static final int BYTES = 2;
  private static final int HIGH_HALF = 0xffff0000;

  Bf16Rows() {
    super(ScalarType.BFloat16, BYTES);
  }

  @Override
  FloatVector load(long at) {
    return ((IntVector)
            ShortVector.fromMemorySegment(S, MEMORY, at, ORDER)
                .convertShape(VectorOperators.S2I, I, 0))
        .lanewise(VectorOperators.LSHL, 16)
        .reinterpretAsFloats();
  }

  @Override
  void store(FloatVector value, long at) {
    ((ShortVector)
            rounded(value)
                .lanewise(VectorOperators.LSHR, 16)
                .convertShape(VectorOperators.I2S, S, 0))
        .intoMemorySegment(MEMORY, at, ORDER);
  }

  /** bf16 in the upper half of each lane, rounded to the nearest, to even where two are as near. */
  private static IntVector rounded(FloatVector value) {
    IntVector bits = value.reinterpretAsInts();
    IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
    return bits.add(odd).add(0x7fff);
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
    for (int i = 0; i < size / 2; i += LANES) {
      long offset = (long) i * 2 * BYTES;
      FloatVector even = FloatVector.zero(F);
      FloatVector odd = FloatVector.zero(F);
      for (int k = 0; k < count; k++) {
        IntVector pair = IntVector.fromMemorySegment(I, MEMORY, from[k] + offset, ORDER);
        even = even.add(pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats());
        odd = odd.add(pair.and(HIGH_HALF).reinterpretAsFloats());
      }
      FloatVector c = FloatVector.fromArray(F, cos, at + i).mul(scale);
      FloatVector s = FloatVector.fromArray(F, sin, at + i).mul(scale * direction);
      IntVector low = rounded(even.mul(c).sub(odd.mul(s)));
      IntVector high = rounded(even.mul(s).add(odd.mul(c)));
      low.lanewise(VectorOperators.LSHR, 16)
          .or(high.and(HIGH_HALF))
          .intoMemorySegment(MEMORY, to + offset, ORDER);
    }
  }
}
