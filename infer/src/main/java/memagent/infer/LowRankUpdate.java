package memagent.infer;

/**
 * What an adapter adds to a matrix: {@code scale · B A}.
 *
 * <p>Two rows of B and four of A are taken at a time, so that eight multiplications cost six loads
 * and two stores. The program starts with a compiler that does not vectorise; plain loops took it a
 * third longer.
 */
final class LowRankUpdate {
  private final float[][] a; // (rank, in)
  private final float[][] b; // (out, rank), with the scale

  LowRankUpdate(float[][] a, float[][] b) {
    this.a = a;
    this.b = b;
  }

  /** Adds to {@code row} of the matrix and to {@code next}, which may be the same row's copy. */
  void add(int row, float[] rowValues, int next, float[] nextValues) {
    float[] p = b[row];
    float[] q = b[next];
    int r = 0;
    for (; r + 4 <= a.length; r += 4) {
      addFour(r, p, q, rowValues, nextValues);
    }
    for (; r < a.length; r++) {
      float p0 = p[r];
      float q0 = q[r];
      float[] a0 = a[r];
      for (int i = 0; i < rowValues.length; i++) {
        rowValues[i] += p0 * a0[i];
        nextValues[i] += q0 * a0[i];
      }
    }
  }

  private void addFour(int r, float[] p, float[] q, float[] rowValues, float[] nextValues) {
    float p0 = p[r];
    float p1 = p[r + 1];
    float p2 = p[r + 2];
    float p3 = p[r + 3];
    float q0 = q[r];
    float q1 = q[r + 1];
    float q2 = q[r + 2];
    float q3 = q[r + 3];
    float[] a0 = a[r];
    float[] a1 = a[r + 1];
    float[] a2 = a[r + 2];
    float[] a3 = a[r + 3];
    for (int i = 0; i < rowValues.length; i++) {
      float x0 = a0[i];
      float x1 = a1[i];
      float x2 = a2[i];
      float x3 = a3[i];
      rowValues[i] += (p0 * x0 + p1 * x1) + (p2 * x2 + p3 * x3);
      nextValues[i] += (q0 * x0 + q1 * x1) + (q2 * x2 + q3 * x3);
    }
  }
}
