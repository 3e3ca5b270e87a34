package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransformerTest {
  private static final Optional<LoraSettings> LORA =
      Optional.of(new LoraSettings(3, 6, LoraSettings.ALL_TARGETS));

  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of("llama, full", TinyModel.llama(Optional.empty(), 1)),
        Arguments.of("llama, adapter", TinyModel.llama(LORA, 1)),
        Arguments.of("qwen3, full", TinyModel.qwen3(Optional.empty(), 2)),
        Arguments.of("qwen3, adapter", TinyModel.qwen3(LORA, 2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void gradientsAgreeWithFiniteDifferences(String name, Transformer model) {
    PackedBatch batch = new PackedBatch(new int[] {5, 9, 3}, TinyModel.sequences(4, 6, 5));
    float[] weights = new float[batch.trainedCount()];
    Arrays.fill(weights, -1f / weights.length);
    shakeAdapters(model);
    try (PointerScope _ = new PointerScope()) {
      new TokenHead(model, batch, true, Activations.KEPT).backward(weights);
    }
    Random random = new Random(8);
    for (Transformer.Parameter parameter : model.parameters()) {
      float[] gradient = Tensors.toFloats(parameter.tensor().grad());
      float[] values = Tensors.toFloats(parameter.tensor());
      int at = random.nextInt(values.length);
      double up = loss(model, parameter, values, at, 1e-2f, batch);
      double down = loss(model, parameter, values, at, -1e-2f, batch);
      assertThat((double) gradient[at])
          .as("%s, %s[%d], seed 8", name, parameter.name(), at)
          .isCloseTo((up - down) / 2e-2, within(3e-3));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void recomputedActivationsGiveTheSameGradients(String name, Transformer model) {
    PackedBatch batch = new PackedBatch(new int[] {5, 9, 3}, TinyModel.sequences(4, 6, 5));
    float[] weights = new float[batch.trainedCount()];
    Arrays.fill(weights, -1f / weights.length);
    shakeAdapters(model);
    List<float[]> kept = gradients(model, batch, weights, Activations.KEPT);
    List<float[]> recomputed = gradients(model, batch, weights, Activations.RECOMPUTED);
    for (int i = 0; i < kept.size(); i++) {
      assertThat(recomputed.get(i)).as(name).containsExactly(kept.get(i), within(1e-6f));
    }
  }

  @Test
  void theFusedAttentionServesF32() {
    try (PointerScope _ = new PointerScope()) {
      assertThat(Attention.isFused(Tensors.zeros(1))).isTrue();
      assertThat(Attention.isFused(Tensors.zeros(1).to(ScalarType.BFloat16))).isFalse();
    }
  }

  private static List<float[]> gradients(
      Transformer model, PackedBatch batch, float[] weights, Activations activations) {
    try (PointerScope _ = new PointerScope()) {
      for (Transformer.Parameter parameter : model.parameters()) {
        if (parameter.tensor().grad().defined()) {
          parameter.tensor().grad().zero_();
        }
      }
      new TokenHead(model, batch, true, activations).backward(weights);
      return model.parameters().stream().map(p -> Tensors.toFloats(p.tensor().grad())).toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void packedSequencesComputeWhatEachComputesAlone(String name, Transformer model) {
    List<TokenSequence> sequences = TinyModel.sequences(9, 7, 4, 11);
    float[] together = logProbabilities(model, new PackedBatch(sequences));
    int at = 0;
    for (TokenSequence sequence : sequences) {
      for (float alone : logProbabilities(model, new PackedBatch(List.of(sequence)))) {
        assertThat(together[at++]).as(name).isCloseTo(alone, within(2e-5f));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void aSharedPrefixComputesWhatARepeatedOneComputes(String name, Transformer model) {
    int[] prefix = {1, 2, 3, 4, 5};
    List<TokenSequence> sequences = TinyModel.sequences(10, 6, 9);
    float[] shared = logProbabilities(model, new PackedBatch(prefix, sequences));
    int at = 0;
    for (TokenSequence sequence : sequences) {
      int[] whole = new int[prefix.length + sequence.length()];
      boolean[] trained = new boolean[whole.length];
      System.arraycopy(prefix, 0, whole, 0, prefix.length);
      System.arraycopy(sequence.tokens(), 0, whole, prefix.length, sequence.length());
      System.arraycopy(sequence.trained(), 0, trained, prefix.length, sequence.length());
      for (float alone :
          logProbabilities(model, new PackedBatch(List.of(new TokenSequence(whole, trained))))) {
        assertThat(shared[at++]).as(name).isCloseTo(alone, within(2e-5f));
      }
    }
    assertThat(at).isEqualTo(shared.length);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void aLonelyTokenSeesThePrefixAsTheFirstOfManyDoes(String name, Transformer model) {
    int[] prefix = {1, 2, 3, 4, 5};
    try (PointerScope _ = new PointerScope()) {
      PackedBatch lonely =
          new PackedBatch(prefix, List.of(new TokenSequence(new int[] {7}, new boolean[] {false})));
      PackedBatch many =
          new PackedBatch(prefix, List.of(new TokenSequence(new int[] {7, 8, 9}, new boolean[3])));
      assertThat(Tensors.toFloats(model.hidden(lonely).narrow(0, 5, 1)))
          .as(name)
          .containsExactly(Tensors.toFloats(model.hidden(many).narrow(0, 5, 1)), within(2e-5f));
    }
  }

  @Test
  void aFreshAdapterChangesNothing() {
    PackedBatch batch = new PackedBatch(TinyModel.sequences(3, 8));
    assertThat(logProbabilities(TinyModel.llama(LORA, 1), batch))
        .containsExactly(logProbabilities(TinyModel.llama(Optional.empty(), 1), batch));
  }

  private static void shakeAdapters(Transformer model) {
    Random random = new Random(5);
    for (Transformer.Parameter parameter : model.parameters()) {
      if (parameter.name().endsWith("lora_b")) {
        float[] values = new float[Tensors.toFloats(parameter.tensor()).length];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.nextGaussian() * 0.2f;
        }
        set(parameter, values);
      }
    }
  }

  private static double loss(
      Transformer model,
      Transformer.Parameter parameter,
      float[] values,
      int at,
      float by,
      PackedBatch batch) {
    float[] moved = values.clone();
    moved[at] += by;
    set(parameter, moved);
    double sum = 0;
    float[] logProbabilities = logProbabilities(model, batch);
    for (float one : logProbabilities) {
      sum -= one;
    }
    set(parameter, values);
    return sum / logProbabilities.length;
  }

  private static void set(Transformer.Parameter parameter, float[] values) {
    Tensors.withoutGradient(() -> {
      Tensor tensor = parameter.tensor();
      long[] shape = Tensors.shape(tensor).stream().mapToLong(Long::longValue).toArray();
      tensor.copy_(Tensors.ofFloats(values, shape));
    });
  }

  private static float[] logProbabilities(Transformer model, PackedBatch batch) {
    try (PointerScope _ = new PointerScope()) {
      return new TokenHead(model, batch, false, Activations.KEPT).logProbabilities();
    }
  }
}
