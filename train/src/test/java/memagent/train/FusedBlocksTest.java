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

  /** In bf16 as near as its eight bits allow, in f32 all but the same. */
  @ParameterizedTest
  @MethodSource("batches")
  void theyComputeWhatTheGraphComputesInF32(PackedBatch batch) {
    for (Optional<LoraSettings> lora : List.of(LORA, Optional.<LoraSettings>empty())) {
      compare(batch, lora, Weights.ComputeType.BF16, 0.02, 0.05);
      compare(batch, lora, Weights.ComputeType.F32, 1e-5, 1e-4);
    }
  }

  private static void compare(
      PackedBatch batch,
      Optional<LoraSettings> lora,
      Weights.ComputeType type,
      double near,
      double nearGradient) {
    Run expected = run(model(Weights.ComputeType.F32, lora, false), batch, Activations.KEPT);
    for (Activations activations : Activations.values()) {
      Transformer fused = model(type, lora, true);
      assertThat(fused.fused()).isPresent();
      Run actual = run(fused, batch, activations);
      assertThat(distance(actual.logProbabilities, expected.logProbabilities)).isLessThan(near);
      for (int i = 0; i < expected.gradients.size(); i++) {
        assertThat(distance(actual.gradients.get(i), expected.gradients.get(i)))
            .as("%s, %s", fused.parameters().get(i).name(), type)
            .isLessThan(nearGradient);
      }
    }
  }

  /** The blocks on libtorch's graph, whose weights are cast where they are in f32. */
  @Test
  void theGraphInBf16ComputesWhatItComputesInF32() {
    PackedBatch batch = new PackedBatch(TinyModel.sequences(4, 40, 33));
    Run expected =
        run(model(Weights.ComputeType.F32, Optional.empty(), false), batch, Activations.KEPT);
    Run actual =
        run(model(Weights.ComputeType.BF16, Optional.empty(), false), batch, Activations.KEPT);
    assertThat(distance(actual.logProbabilities, expected.logProbabilities)).isLessThan(0.03);
    for (int i = 0; i < expected.gradients.size(); i++) {
      assertThat(distance(actual.gradients.get(i), expected.gradients.get(i))).isLessThan(0.1);
    }
  }

  @Test
  void gradientsOfSeveralBatchesAddUp() {
    PackedBatch batch = new PackedBatch(TinyModel.sequences(4, 20, 9));
    Transformer fused = model(Weights.ComputeType.BF16, LORA, true);
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
      return new Run(values, gradients);
    }
  }

  private static Transformer model(
      Weights.ComputeType type, Optional<LoraSettings> lora, boolean fusing) {
    Transformer model = new LlamaTransformer(Weights.of(CONFIG, values(), lora, type, 3), fusing);
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
