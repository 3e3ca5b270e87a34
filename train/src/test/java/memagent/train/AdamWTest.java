package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class AdamWTest {
  private static final int COUNT = 4_096 + 37; // more than a block, and no whole number of vectors
  private static final double DECAY = 0.01;

  @Test
  void updatesAreTheAlgorithms() {
    float[] weights = gaussians(new Random(1));
    double[] expected = new double[COUNT];
    double[] means = new double[COUNT];
    double[] squares = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      expected[i] = weights[i];
    }
    Tensor weight = Tensors.ofFloats(weights, COUNT).requires_grad_(true);
    AdamW optimizer = new AdamW(List.of(new Transformer.Parameter("w", weight)), DECAY);
    for (int step = 1; step <= 3; step++) {
      float[] gradient = gaussians(new Random(step + 1));
      double rate = 0.1 / step;
      Tensors.withoutGradient(() -> Tensors.accumulate(weight, Tensors.ofFloats(gradient, COUNT)));
      optimizer.update(rate);
      for (int i = 0; i < COUNT; i++) { // algorithm 2, lines 6 to 12
        means[i] = 0.9 * means[i] + 0.1 * gradient[i];
        squares[i] = 0.95 * squares[i] + 0.05 * gradient[i] * gradient[i];
        double mean = means[i] / (1 - Math.pow(0.9, step));
        double square = squares[i] / (1 - Math.pow(0.95, step));
        expected[i] -= rate * (mean / (Math.sqrt(square) + 1e-8) + DECAY * expected[i]);
      }
      float[] got = Tensors.toFloats(weight);
      for (int i = 0; i < COUNT; i++) {
        assertThat((double) got[i])
            .as("step %d, value %d", step, i)
            .isCloseTo(expected[i], within(1e-4));
      }
      assertThat(Tensors.toFloats(weight.grad())).containsOnly(0);
    }
  }

  private static float[] gaussians(Random random) {
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
