package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import memagent.infer.GgufFile;
import memagent.infer.GgufTensorType;
import memagent.infer.GgufValue;
import memagent.infer.GgufValueType;
import memagent.infer.GgufWriter;
import memagent.infer.MergedModel;
import memagent.infer.Quantizer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MergedAdapterTest {
  private static final TransformerConfig CONFIG =
      new TransformerConfig("llama", 2, 32, 4, 2, 8, 64, 40, 10_000, 1e-5);
  private static final LoraSettings LORA = new LoraSettings(3, 6, LoraSettings.ALL_TARGETS);

  @TempDir Path folder;
  private Path base;
  private Path adapter;

  @BeforeEach
  void write() {
    base = folder.resolve("base.gguf");
    adapter = folder.resolve("adapter.gguf");
    Map<String, Safetensors.Values> values = TinyModel.values(CONFIG, 3);
    GgufWriter writer = new GgufWriter().put("general.architecture", new GgufValue.Text("llama"));
    number(writer, "llama.embedding_length", 32);
    number(writer, "llama.block_count", 2);
    number(writer, "llama.attention.head_count", 4);
    number(writer, "llama.attention.head_count_kv", 2);
    number(writer, "llama.feed_forward_length", 64);
    values.forEach((name, one) -> writer.floats(name, one.shape().reversed(), one.values()));
    writer.write(base);
    AdapterFile.writeGguf(adapter, CONFIG, LORA, randomAdapter(LORA));
  }

  @ParameterizedTest
  @EnumSource
  void aMergedFileComputesWhatModelAndAdapterCompute(MergedModel.Form form) {
    AdapterFile.Adapter read = AdapterFile.readGguf(adapter);
    assertThat(read.settings()).isEqualTo(LORA);
    Path merged = folder.resolve("merged.gguf");
    new MergedModel(base, adapter).writeGguf(merged, form);
    float[] wanted =
        scores(Transformer.of(Weights.continuing(base, read, Weights.ComputeType.F32)));
    float[] bare = scores(Transformer.of(Weights.frozen(base, Weights.ComputeType.F32)));
    float[] got = scores(Transformer.of(Weights.frozen(merged, Weights.ComputeType.F32)));
    double moved = distance(bare, wanted);
    double left = distance(got, wanted);
    double share =
        switch (form) {
          case BF16 -> 0.03;
          case Q8_0 -> 0.06;
          case Q4_0 -> 0.6;
        };
    assertThat(left).as("%s of %s", left, moved).isLessThan(moved * share);
  }

  @Test
  void aModelThatWasTrainedWholeIsWrittenWithItsNewWeights() {
    Path written = folder.resolve("whole.gguf");
    Transformer model = Transformer.of(Weights.forFullTraining(base, Weights.ComputeType.F32));
    float[] bare = scores(model);
    Tensors.withoutGradient(
        () -> model.parameters().forEach(one -> one.tensor().mul_(new Scalar(1.5))));
    float[] wanted = scores(model);
    SftRun.writeModel(base, model.parameters(), written);
    float[] got = scores(Transformer.of(Weights.frozen(written, Weights.ComputeType.F32)));
    assertThat(distance(got, wanted)).isLessThan(distance(bare, wanted) * 0.03);
    assertThat(GgufFile.read(written).metadata()).containsKeys("llama.block_count");
  }

  @Test
  void theRowsForTransformersPairTheHalvesOfAHead() {
    // Each row holds its own number. Rows 0, 1 of a head of 8 are GGUF's first pair.
    float[] rows = new float[16];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    Safetensors.Values turned =
        HuggingFaceLayout.rows(
            CONFIG, "blk.0.attn_k.weight", new Safetensors.Values(List.of(16L, 1L), rows));
    assertThat(turned.values())
        .containsExactly(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15);
  }

  @Test
  void theWholeModelIsWrittenForTransformers() {
    HuggingFaceLayout.write(new MergedModel(base, adapter), folder.resolve("hf"));
    Safetensors written = Safetensors.read(folder.resolve("hf/model.safetensors"));
    assertThat(written.tensors())
        .hasSize(2 + 2 * 9)
        .containsKeys("model.embed_tokens.weight", "model.layers.1.mlp.down_proj.weight");
    assertThat(folder.resolve("hf/config.json")).content().contains("\"LlamaForCausalLM\"");
  }

  @ParameterizedTest
  @EnumSource(
      value = GgufTensorType.class,
      names = {"F32", "Q8_0"})
  void anAdaptersMatricesMayBeOfOtherTypesThanItIsWrittenIn(GgufTensorType type) {
    LoraSettings settings = new LoraSettings(32, 32, Set.of("attn_q"));
    float[] values = new float[32 * 32];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 255 - 127) / 64f;
    }
    GgufWriter writer =
        new GgufWriter()
            .put("general.type", GgufValue.text("adapter"))
            .put("adapter.type", GgufValue.text("lora"))
            .put("adapter.lora.alpha", GgufValue.float32(32));
    for (String name : List.of("blk.0.attn_q.weight.lora_a", "blk.0.attn_q.weight.lora_b")) {
      writer.tensor(
          name, List.of(32L, 32L), type, MemorySegment.ofArray(Quantizer.bytes(type, values)));
    }
    Path file = folder.resolve("other.gguf");
    writer.write(file);
    AdapterFile.Adapter read = AdapterFile.readGguf(file);
    assertThat(read.settings()).isEqualTo(settings);
    assertThat(read.tensors().tensors()).hasSize(2);
    read.tensors()
        .tensors()
        .values()
        .forEach(one -> assertThat(one.values()).containsExactly(values, within(0.01f)));
  }

  private static void number(GgufWriter writer, String key, long value) {
    writer.put(key, new GgufValue.Whole(GgufValueType.UINT32, value));
  }

  @Test
  void anAdapterIsWrittenInEightBitsWhereItsRankAllows() throws Exception {
    LoraSettings wide = new LoraSettings(32, 32, LoraSettings.ALL_TARGETS);
    AdapterFile.writeGguf(adapter, CONFIG, wide, randomAdapter(wide));
    Path small = folder.resolve("small.gguf");
    AdapterFile.writeEightBits(small, adapter);
    assertThat(Files.size(small)).isLessThan(Files.size(adapter) * 6 / 10);
    AdapterFile.Adapter read = AdapterFile.readGguf(small);
    assertThat(read.settings()).isEqualTo(wide);
    Map<String, Safetensors.Values> values = AdapterFile.readGguf(adapter).tensors().tensors();
    read.tensors()
        .tensors()
        .forEach((name, one) ->
            assertThat(one.values())
                .as(name)
                .containsExactly(values.get(name).values(), within(0.01f)));
  }

  @Test
  void anAdapterWhoseRankFillsNoBlockIsNotWrittenInEightBits() {
    assertThatThrownBy(() -> AdapterFile.writeEightBits(folder.resolve("small.gguf"), adapter))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("has rank 3")
        .hasMessageContaining("multiples of 32");
  }

  private Safetensors randomAdapter(LoraSettings settings) {
    Random random = new Random(9);
    Map<String, Safetensors.Values> tensors = new LinkedHashMap<>();
    Transformer model =
        Transformer.of(Weights.forAdapter(base, settings, Weights.ComputeType.F32, 1));
    for (Transformer.Parameter parameter : model.parameters()) {
      float[] values = Tensors.toFloats(parameter.tensor());
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian() * 0.3f;
      }
      tensors.put(
          parameter.name(), new Safetensors.Values(Tensors.shape(parameter.tensor()), values));
    }
    return new Safetensors(tensors, Map.of());
  }

  private static float[] scores(Transformer model) {
    try (PointerScope _ = new PointerScope()) {
      PackedBatch batch = new PackedBatch(TinyModel.sequences(6, 12));
      return Tensors.toFloats(model.logits(model.hidden(batch)));
    }
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum / a.length;
  }
}
