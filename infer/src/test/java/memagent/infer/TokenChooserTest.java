package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import memagent.model.SamplingParameters;
import org.junit.jupiter.api.Test;

class TokenChooserTest {
  private static final int DRAWS = 20_000;

  private static float[] logits(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }

  private static double[] shares(SamplingParameters sampling, float[] logits) {
    return shares(sampling, logits, DRAWS);
  }

  private static double[] shares(SamplingParameters sampling, float[] logits, int draws) {
    TokenChooser chooser = new TokenChooser(sampling, null);
    double[] shares = new double[logits.length];
    for (int i = 0; i < draws; i++) {
      shares[chooser.choose(logits)] += 1.0 / draws;
    }
    return shares;
  }

  @Test
  void takesTheMostLikelyWhenGreedy() {
    TokenChooser chooser = new TokenChooser(SamplingParameters.GREEDY, null);
    assertThat(chooser.choose(new float[] {1, 3, 3, 2})).isEqualTo(1);
  }

  @Test
  void drawsByProbability() {
    double[] shares = shares(new SamplingParameters(1, 1, 0, 0, 1), logits(0.5, 0.3, 0.15, 0.05));
    assertThat(shares[0]).isCloseTo(0.5, within(0.02));
    assertThat(shares[1]).isCloseTo(0.3, within(0.02));
    assertThat(shares[3]).isCloseTo(0.05, within(0.01));
  }

  @Test
  void sharpensByTemperature() {
    double[] shares = shares(new SamplingParameters(0.5, 1, 0, 0, 1), logits(0.5, 0.5 / 2, 0.25));
    assertThat(shares[0]).isCloseTo(4.0 / 6, within(0.02));
  }

  @Test
  void cutsByTopK() {
    double[] shares = shares(new SamplingParameters(1, 1, 2, 0, 1), logits(0.1, 0.4, 0.2, 0.3));
    assertThat(shares[0]).isZero();
    assertThat(shares[2]).isZero();
    assertThat(shares[1]).isCloseTo(4.0 / 7, within(0.02));
  }

  @Test
  void cutsByTopP() {
    double[] shares = shares(new SamplingParameters(1, 0.6, 0, 0, 1), logits(0.2, 0.5, 0.3));
    assertThat(shares[0]).isZero();
    assertThat(shares[1]).isCloseTo(0.625, within(0.02));
  }

  @Test
  void cutsByMinP() {
    double[] shares = shares(new SamplingParameters(1, 1, 0, 0.5, 1), logits(0.5, 0.26, 0.24));
    assertThat(shares[2]).isZero();
    assertThat(shares[1]).isCloseTo(0.26 / 0.76, within(0.02));
  }

  @Test
  void cutsALargeVocabularyAsASmallOne() {
    SplittableRandom random = new SplittableRandom(5);
    float[] logits = new float[5000];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextGaussian();
    }
    logits[77] = 12;
    logits[78] = 11;
    double[] shares = shares(new SamplingParameters(1, 0.9, 0, 0, 1), logits, 300);
    assertThat(shares[77] + shares[78]).isCloseTo(1, within(1e-9));
    double[] flat = shares(new SamplingParameters(2, 0.99, 0, 0, 1), logits, 300);
    assertThat(flat[77]).isBetween(0.001, 0.3);
  }
}
