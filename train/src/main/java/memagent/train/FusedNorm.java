package memagent.train;

import org.bytedeco.pytorch.Tensor;

/** An RMSNorm, as {@link Norm#rms}, with its gradient written out; its weight may be trained. */
final class FusedNorm {
  private final FusedRows rows;
  private final double epsilon;
  private final Tensor weight; // (width)
  private float[] values; // (width)

  FusedNorm(Tensor weight, double epsilon, FusedRows rows) {
    this.weight = weight;
    this.epsilon = epsilon;
    this.rows = rows;
    values = Tensors.toFloats(weight);
  }

  /** Takes the weight as it is now. */
  void refresh() {
    if (weight.requires_grad()) {
      values = Tensors.toFloats(weight);
    }
  }

  /**
   * x += added where there is one, and the norm of x.
   *
   * @param x (rows, width)
   * @param added address of (rows, width), or 0
   * @param normed (rows, width or more); written
   * @return (rows): what each row is multiplied by
   */
  float[] apply(Tensor x, long added, Tensor normed) {
    float[] roots = new float[Math.toIntExact(x.size(0))];
    rows.norm(
        roots.length,
        values.length,
        FusedRows.address(x),
        added,
        values,
        epsilon,
        FusedRows.address(normed),
        Math.toIntExact(normed.size(1)),
        roots);
    return roots;
  }

  /**
   * Adds to x's gradient, and to the weight's where it is trained.
   *
   * @param gradient (rows, width) of the normed rows
   * @param back (rows, width): holds what else reaches x's gradient
   */
  void backward(Tensor x, float[] roots, Tensor gradient, Tensor back) {
    int width = values.length;
    long g = FusedRows.address(gradient);
    if (weight.requires_grad()) {
      float[] ofWeight = new float[width];
      rows.normWeightBackward(roots.length, width, FusedRows.address(x), roots, g, ofWeight);
      Tensors.withoutGradient(() -> Tensors.accumulate(weight, Tensors.ofFloats(ofWeight, width)));
    }
    rows.normBackward(
        roots.length,
        width,
        FusedRows.address(x),
        values,
        roots,
        g,
        width,
        FusedRows.address(back));
  }
}
