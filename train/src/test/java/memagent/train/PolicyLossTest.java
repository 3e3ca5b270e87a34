package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import memagent.train.PolicyLoss.Completion;
import memagent.train.PolicyLoss.Result;
import memagent.train.PolicyLoss.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyLossTest {
  private static final Settings WIDE = new Settings(0.2, 0.28, 0.05, 12);
  private static final Settings NO_KL = new Settings(0.2, 0.28, 0, 12);

  static Stream<Arguments> losses() {
    return Stream.of(
        Arguments.of("gspo", (BiFunction<List<Completion>, Settings, Result>) PolicyLoss::gspo),
        Arguments.of("grpo", (BiFunction<List<Completion>, Settings, Result>) PolicyLoss::grpo),
        Arguments.of("drGrpo", (BiFunction<List<Completion>, Settings, Result>) PolicyLoss::drGrpo),
        Arguments.of("rloo", (BiFunction<List<Completion>, Settings, Result>) PolicyLoss::rloo));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("losses")
  void derivativesAgreeWithFiniteDifferences(
      String name, BiFunction<List<Completion>, Settings, Result> loss) {
    Random random = new Random(7);
    List<Completion> group = group(random, 6, 5);
    Result result = loss.apply(group, WIDE);
    double step = 1e-6;
    for (int i = 0; i < group.size(); i++) {
      for (int t = 0; t < group.get(i).length(); t++) {
        double up = loss.apply(moved(group, i, t, step), WIDE).loss();
        double down = loss.apply(moved(group, i, t, -step), WIDE).loss();
        assertThat(result.gradients()[i][t])
            .as("%s, completion %d, token %d, seed 7", name, i, t)
            .isCloseTo((up - down) / (2 * step), within(1e-6));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("losses")
  void equalRewardsGiveNoGradient(
      String name, BiFunction<List<Completion>, Settings, Result> loss) {
    for (double[] advantages :
        List.of(
            Advantages.normalised(new double[] {0.4, 0.4, 0.4}),
            Advantages.centred(new double[] {0.4, 0.4, 0.4}),
            Advantages.leaveOneOut(new double[] {0.4, 0.4, 0.4}))) {
      Random random = new Random(3);
      List<Completion> group = new ArrayList<>();
      for (double advantage : advantages) {
        group.add(completion(random, 4, advantage));
      }
      for (double[] row : loss.apply(group, NO_KL).gradients()) {
        for (double one : row) {
          assertThat(one).as(name).isCloseTo(0, within(1e-12));
        }
      }
    }
  }

  @Test
  void gspoIsGrpoWhereACompletionIsOneTokenLong() {
    List<Completion> group = group(new Random(11), 8, 1);
    Result gspo = PolicyLoss.gspo(group, NO_KL);
    Result grpo = PolicyLoss.grpo(group, NO_KL);
    assertThat(gspo.loss()).isCloseTo(grpo.loss(), within(1e-12));
    for (int i = 0; i < group.size(); i++) {
      assertThat(gspo.gradients()[i][0]).isCloseTo(grpo.gradients()[i][0], within(1e-12));
    }
  }

  @Test
  void gspoTokenEqualsGspoWhereAllTokensShareTheAdvantage() {
    List<Completion> group = group(new Random(13), 5, 6);
    Result whole = PolicyLoss.gspo(group, NO_KL);
    Result token = PolicyLoss.gspoToken(group, NO_KL);
    assertThat(token.loss()).isCloseTo(whole.loss(), within(1e-12));
    for (int i = 0; i < group.size(); i++) {
      for (int t = 0; t < group.get(i).length(); t++) {
        assertThat(token.gradients()[i][t]).isCloseTo(whole.gradients()[i][t], within(1e-12));
      }
    }
  }

  @Test
  void drGrpoWithTheLengthAsItsConstantIsGrpo() {
    List<Completion> group = group(new Random(17), 4, 12);
    assertThat(PolicyLoss.drGrpo(group, NO_KL).loss())
        .isCloseTo(PolicyLoss.grpo(group, NO_KL).loss(), within(1e-12));
  }

  @Test
  void rlooOnFreshSamplesIsReinforceWithABaseline() {
    double[] advantages = Advantages.leaveOneOut(new double[] {1, 0, 0.25});
    List<Completion> group = new ArrayList<>();
    for (double advantage : advantages) {
      double[] log = {-0.5, -1.5};
      group.add(new Completion(log, log.clone(), log.clone(), advantage));
    }
    double[][] gradients = PolicyLoss.rloo(group, NO_KL).gradients();
    for (int i = 0; i < 3; i++) {
      assertThat(gradients[i][0]).isCloseTo(-advantages[i] / 3, within(1e-12));
    }
  }

  @Test
  void aRatioBeyondTheClipHasNoGradientInTheDirectionOfItsAdvantage() {
    Completion far = new Completion(new double[] {-0.1}, new double[] {-2}, new double[] {-2}, 1.0);
    Result result = PolicyLoss.gspo(List.of(far), NO_KL);
    assertThat(result.gradients()[0][0]).isZero();
    assertThat(result.clippedShare()).isEqualTo(1);
    assertThat(result.loss()).isCloseTo(-1.28, within(1e-12));
  }

  private static List<Completion> group(Random random, int size, int length) {
    double[] rewards = random.doubles(size).toArray();
    double[] advantages = Advantages.normalised(rewards);
    List<Completion> group = new ArrayList<>();
    for (double advantage : advantages) {
      group.add(completion(random, length, advantage));
    }
    return group;
  }

  private static Completion completion(Random random, int length, double advantage) {
    double[] old = random.doubles(length, -3, -0.01).toArray();
    double[] now = new double[length];
    double[] reference = new double[length];
    for (int t = 0; t < length; t++) {
      now[t] = old[t] + random.nextGaussian() * 0.1;
      reference[t] = old[t] + random.nextGaussian() * 0.1;
    }
    return new Completion(now, old, reference, advantage);
  }

  private static List<Completion> moved(List<Completion> group, int i, int t, double by) {
    List<Completion> copy = new ArrayList<>(group);
    Completion y = copy.get(i);
    double[] log = y.logProbabilities().clone();
    log[t] += by;
    copy.set(
        i,
        new Completion(log, y.oldLogProbabilities(), y.referenceLogProbabilities(), y.advantage()));
    return copy;
  }
}
