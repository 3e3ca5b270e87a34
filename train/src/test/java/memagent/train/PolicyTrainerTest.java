package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.train.PolicySettings.Algorithm;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyTrainerTest {
  private static final int[] PREFIX = {3, 1, 4};
  private static final int LENGTH = 4;
  private static final long SEED = 21;

  /** The toy task: write even token numbers. Half of the tokens are even, so chance earns 0.5. */
  @ParameterizedTest
  @EnumSource
  void everyAlgorithmSolvesAToyTaskFromAFixedSeed(Algorithm algorithm) {
    Transformer model =
        TinyModel.llama(Optional.of(new LoraSettings(4, 8, LoraSettings.ALL_TARGETS)), SEED);
    boolean sequence = algorithm == Algorithm.GSPO || algorithm == Algorithm.GSPO_TOKEN;
    PolicyTrainer trainer = trainer(model, algorithm, sequence ? 0.05 : 0.2);
    Random random = new Random(SEED);
    List<Double> rewards = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      List<PolicyTrainer.Group> groups = new ArrayList<>();
      for (int g = 0; g < 4; g++) {
        groups.add(sampleGroup(model, random));
      }
      rewards.add(trainer.update(groups).reward());
    }
    double last = rewards.subList(20, 25).stream().mapToDouble(r -> r).average().orElseThrow();
    assertThat(last).as("%s, seed %d, rewards %s", algorithm, SEED, rewards).isGreaterThan(0.8);
    assertThat(rewards.getFirst()).isLessThan(0.6);
  }

  @Test
  void groupsOfEqualRewardsMoveNothing() {
    Transformer model =
        TinyModel.llama(Optional.of(new LoraSettings(4, 8, LoraSettings.ALL_TARGETS)), SEED);
    float[] before = Tensors.toFloats(model.parameters().getFirst().tensor());
    List<PolicyTrainer.Sample> samples = new ArrayList<>();
    for (TokenSequence sequence : TinyModel.sequences(2, 5, 5, 5)) {
      samples.add(new PolicyTrainer.Sample(sequence, 0.5));
    }
    PolicyTrainer.Progress progress =
        trainer(model, Algorithm.GSPO, 0.2)
            .update(List.of(new PolicyTrainer.Group(PREFIX, samples)));
    assertThat(progress.signalShare()).isZero();
    assertThat(Tensors.toFloats(model.parameters().getFirst().tensor())).containsExactly(before);
  }

  @Test
  void aPenaltyWithoutAReferenceIsRefusedInOneSentence() {
    Transformer model = TinyModel.llama(Optional.empty(), SEED);
    PolicySettings settings =
        new PolicySettings(
            Algorithm.GRPO,
            new PolicyLoss.Settings(0.2, 0.2, 0.1, 10),
            new LearningRate(1e-3, 0, 10, 1),
            1,
            100,
            1,
            Activations.KEPT);
    assertThatThrownBy(() -> new PolicyTrainer(model, Optional.empty(), settings))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("no reference model");
  }

  @Test
  void whatAGroupBeginsWithMovesToThePrefixUpToTheTokenBeforeTheFirstTrained() {
    PolicyTrainer.Group group =
        new PolicyTrainer.Group(
            PREFIX,
            List.of(sample("5 6 7 8*2*", 1), sample("5 6 7 8*3*", 0), sample("5 6 7 8*", 1)));
    PolicyTrainer.Group shared = group.shared();
    assertThat(shared.prefix()).containsSubsequence(PREFIX).endsWith(5, 6);
    assertThat(shared.samples())
        .containsExactly(sample("7 8*2*", 1), sample("7 8*3*", 0), sample("7 8*", 1));
    assertThat(shared.shared()).usingRecursiveComparison().isEqualTo(shared);
    assertThat(
            new PolicyTrainer.Group(PREFIX, List.of(sample("5 6", 1), sample("7 6*", 0)))
                .shared()
                .prefix())
        .isEqualTo(PREFIX);
    assertThat(new PolicyTrainer.Group(PREFIX, List.of(sample("5 6", 1))).shared().samples())
        .containsExactly(sample("6", 1)); // no sequence becomes empty
  }

  /** Tokens with their marks: "5 6*" is 5, and 6 trained. */
  private static PolicyTrainer.Sample sample(String text, double reward) {
    Matcher tokens = Pattern.compile("(\\d)(\\*?)").matcher(text);
    List<MatchResult> found = tokens.results().toList();
    int[] ids = new int[found.size()];
    boolean[] trained = new boolean[found.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Integer.parseInt(found.get(i).group(1));
      trained[i] = !found.get(i).group(2).isEmpty();
    }
    return new PolicyTrainer.Sample(new TokenSequence(ids, trained), reward);
  }

  private static PolicyTrainer trainer(Transformer model, Algorithm algorithm, double clip) {
    return new PolicyTrainer(
        model,
        Optional.empty(),
        new PolicySettings(
            algorithm,
            new PolicyLoss.Settings(clip, clip, 0, LENGTH),
            new LearningRate(2e-2, 0, 100, 1),
            2,
            200,
            1,
            Activations.KEPT));
  }

  private static PolicyTrainer.Group sampleGroup(Transformer model, Random random) {
    List<PolicyTrainer.Sample> samples = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int[] tokens = new int[LENGTH + 1];
      boolean[] trained = new boolean[LENGTH + 1];
      int even = 0;
      for (int t = 1; t <= LENGTH; t++) {
        tokens[t] = next(model, java.util.Arrays.copyOf(tokens, t), random);
        trained[t] = true;
        even += tokens[t] % 2 == 0 ? 1 : 0;
      }
      samples.add(
          new PolicyTrainer.Sample(new TokenSequence(tokens, trained), (double) even / LENGTH));
    }
    return new PolicyTrainer.Group(PREFIX, samples);
  }

  private static int next(Transformer model, int[] tokens, Random random) {
    try (PointerScope _ = new PointerScope()) {
      PackedBatch batch =
          new PackedBatch(PREFIX, List.of(new TokenSequence(tokens, new boolean[tokens.length])));
      Tensor hidden = model.hidden(batch);
      float[] logits = Tensors.toFloats(model.logits(hidden.narrow(0, batch.tokenCount() - 1L, 1)));
      double largest = Double.NEGATIVE_INFINITY;
      int best = 0;
      for (int i = 0; i < logits.length; i++) { // Gumbel: arg max of logit + noise is a sample
        double noisy = logits[i] - Math.log(-Math.log(random.nextDouble()));
        if (noisy > largest) {
          largest = noisy;
          best = i;
        }
      }
      return best;
    }
  }
}
