package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FusedBlocksTest {
  private static final TransformerConfig CONFIG =
      new TransformerConfig("llama", 3, 64, 4, 2, 32, 96, 40, 10_000, 1e-5);
  private static final Optional<LoraSettings> LORA =
      Optional.of(new LoraSettings(8, 16, LoraSettings.ALL_TARGETS));

  static Stream<Arguments> batches() {
    return Stream.of(
        Arguments.of(new PackedBatch(TinyModel.sequences(4, 40, 1, 33))),
        Arguments.of(new PackedBatch(new int[] {5, 9, 3}, TinyModel.sequences(4, 6, 45, 70))),
        Arguments.of(
            new PackedBatch(
                TinyModel.sequence(new Random(2), 70).tokens(),
                List.of(TinyModel.sequence(new Random(1), 2)))));
  }

  @ParameterizedTest
  @MethodSource("batches")
  void theyComputeWhatTheGraphComputesInF32(PackedBatch batch) {
    Transformer graph = model(Weights.ComputeType.F32);
    assertThat(graph.fused()).isEmpty();
    for (Activations activations : Activations.values()) {
      Transformer fused = model(Weights.ComputeType.BF16);
      assertThat(fused.fused()).isPresent();
      Run expected = run(graph, batch, Activations.KEPT);
      Run actual = run(fused, batch, activations);
      assertThat(distance(actual.logProbabilities, expected.logProbabilities)).isLessThan(0.02);
      for (int i = 0; i < expected.gradients.size(); i++) {
        assertThat(distance(actual.gradients.get(i), expected.gradients.get(i)))
            .as(graph.parameters().get(i).name())
            .isLessThan(0.05);
      }
    }
  }

  @Test
  void gradientsOfSeveralBatchesAddUp() {
    PackedBatch batch = new PackedBatch(TinyModel.sequences(4, 20, 9));
    Transformer fused = model(Weights.ComputeType.BF16);
    List<float[]> once = run(fused, batch, Activations.KEPT).gradients;
    List<float[]> twice = run(fused, batch, Activations.KEPT).gradients;
    for (int i = 0; i < once.size(); i++) {
      float[] doubled = once.get(i).clone();
      for (int j = 0; j < doubled.length; j++) {
        doubled[j] *= 2;
      }
      assertThat(distance(twice.get(i), doubled)).isLessThan(1e-5);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // a value of one test
  private record Run(float[] logProbabilities, List<float[]> gradients) {}

  private static Run run(Transformer model, PackedBatch batch, Activations activations) {
    float[] weights = new float[batch.trainedCount()];
    Arrays.fill(weights, -1f / weights.length);
    try (PointerScope _ = new PointerScope()) {
      float[] values = new TokenHead(model, batch, true, activations).backward(weights);
      float[] alone = new TokenHead(model, batch, false, activations).logProbabilities();
      assertThat(distance(alone, values)).isLessThan(1e-3);
      List<float[]> gradients =
          model.parameters().stream().map(p -> Tensors.toFloats(p.tensor().grad())).toList();
      if (model.fused().isEmpty()) {
        model.parameters().forEach(p -> p.tensor().grad().zero_());
      }
      return new Run(values, gradients);
    }
  }

  private static Transformer model(Weights.ComputeType type) {
    Transformer model = new LlamaTransformer(Weights.of(CONFIG, values(), LORA, type, 3));
    Random random = new Random(5);
    for (Transformer.Parameter parameter : model.parameters()) {
      if (parameter.name().endsWith("lora_b")) {
        Tensors.withoutGradient(() -> {
          Tensor tensor = parameter.tensor();
          float[] values = new float[Tensors.toFloats(tensor).length];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.1f;
          }
          tensor.copy_(Tensors.ofFloats(values, tensor.size(0), tensor.size(1)));
        });
      }
    }
    return model;
  }

  /** Values that bf16 holds exactly, small enough that no softmax is sharp. */
  private static Map<String, Safetensors.Values> values() {
    Map<String, Safetensors.Values> all = TinyModel.values(CONFIG, 3);
    all.forEach((name, one) -> {
      float[] values = one.values();
      for (int i = 0; i < values.length; i++) {
        float smaller = name.endsWith("norm.weight") ? values[i] : values[i] * 0.4f;
        values[i] = Float.intBitsToFloat(Float.floatToIntBits(smaller) & 0xffff0000);
      }
    });
    return all;
  }

  /** |a - b| / |b|. */
  private static double distance(float[] a, float[] b) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < b.length; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      length += Math.pow(b[i], 2);
    }
    return Math.sqrt(difference / Math.max(length, 1e-12));
  }
}
