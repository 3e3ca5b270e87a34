package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import memagent.model.ModelException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MergedModelTest {
  @TempDir private Path folder;
  private Path base;

  @BeforeEach
  void write() {
    base = TinyModel.write(folder.resolve("tiny.gguf"), "llama", TinyModel.CHATML);
  }

  @ParameterizedTest
  @EnumSource
  void llamaCppComputesWithAMergedFileWhatItComputesWithAnAdapter(MergedModel.Form form) {
    Path adapter = TinyModel.writeAdapter(folder.resolve("a.gguf"), "llama", 1.5f);
    Path merged = merged(adapter, form);
    try (LlamaChatModel model = load(base);
        LlamaChatModel served = load(merged)) {
      int[] tokens = model.tokens("the them this and that");
      float[][] bare = model.logits(tokens);
      model.use(List.of(new LlamaAdapter.Use(model.adapter(adapter), 1)));
      float[][] wanted = model.logits(tokens);
      double share =
          switch (form) {
            case BF16 -> 0.05;
            case Q8_0 -> 0.1;
            case Q4_0 -> 0.7;
          };
      float[][] got = served.logits(tokens);
      assertThat(distance(got, wanted)).isLessThan(distance(bare, wanted) * share);
      if (form == MergedModel.Form.BF16) {
        assertThat(greedy(got)).containsExactly(greedy(wanted)).isNotEqualTo(greedy(bare));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = GgufTensorType.class,
      names = {"F32", "F16", "Q8_0"})
  void theAdaptersMatricesMayBeOfAnyTypeThatLlamaCppServes(GgufTensorType type) {
    Path plain = TinyModel.writeAdapter(folder.resolve("plain.gguf"), "llama", 1.5f, 32);
    GgufFile wide = GgufFile.read(plain);
    GgufWriter writer = new GgufWriter();
    wide.metadata().forEach(writer::put);
    for (GgufTensor tensor : wide.tensors()) {
      writer.tensor(
          tensor.name(), tensor.dimensions(), type, MemorySegment.ofArray(in(type, wide, tensor)));
    }
    Path adapter = folder.resolve("narrow.gguf");
    writer.write(adapter);
    try (LlamaChatModel model = load(base);
        LlamaChatModel served = load(merged(adapter, MergedModel.Form.BF16))) {
      int[] tokens = model.tokens("the them this and that");
      float[][] bare = model.logits(tokens);
      model.use(List.of(new LlamaAdapter.Use(model.adapter(adapter), 1)));
      float[][] wanted = model.logits(tokens);
      assertThat(distance(served.logits(tokens), wanted)).isLessThan(distance(bare, wanted) * 0.1);
    }
  }

  private static byte[] in(GgufTensorType type, GgufFile file, GgufTensor tensor) {
    float[] values = file.floats(tensor);
    if (type != GgufTensorType.F16) {
      return Quantizer.bytes(type, values);
    }
    byte[] halves = new byte[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      short half = Float.floatToFloat16(values[i]);
      halves[2 * i] = (byte) half;
      halves[2 * i + 1] = (byte) (half >>> 8);
    }
    return halves;
  }

  @Test
  void everyRowGetsItsUpdateAtAnyRankAndAnyNumberOfRows() {
    int in = 32;
    int out = 67;
    int rank = 6;
    Random random = new Random(5);
    float[] w = gaussian(random, in * out);
    float[] a = gaussian(random, in * rank);
    float[] b = gaussian(random, rank * out);
    String name = "blk.0.ffn_up.weight";
    Path odd = folder.resolve("odd.gguf");
    new GgufWriter()
        .put("general.architecture", GgufValue.text("llama"))
        .floats(name, List.of((long) in, (long) out), w)
        .write(odd);
    Path adapter = folder.resolve("adapter.gguf");
    new GgufWriter()
        .put("adapter.type", GgufValue.text("lora"))
        .put("adapter.lora.alpha", GgufValue.float32(3))
        .floats(name + ".lora_a", List.of((long) in, (long) rank), a)
        .floats(name + ".lora_b", List.of((long) rank, (long) out), b)
        .write(adapter);
    MergedModel merged = new MergedModel(odd, adapter);
    float[] got = merged.values(merged.base().tensor(name).orElseThrow());
    float[] wanted = w.clone();
    for (int o = 0; o < out; o++) {
      for (int r = 0; r < rank; r++) {
        for (int i = 0; i < in; i++) {
          wanted[o * in + i] += 0.5f * b[o * rank + r] * a[r * in + i];
        }
      }
    }
    assertThat(got).containsExactly(wanted, within(1e-4f));
  }

  @Test
  void quantisedValuesAreQuantisedToThemselves() {
    float[] values = gaussian(new Random(4), 320);
    float[] once = again(GgufTensorType.Q8_0, values);
    assertThat(again(GgufTensorType.Q8_0, once)).containsExactly(once, within(1e-3f));
    assertThat(once).containsExactly(values, within(0.02f));
    assertThat(again(GgufTensorType.Q4_0, values)).containsExactly(values, within(0.3f));
    assertThat(again(GgufTensorType.F32, values)).containsExactly(values);
    assertThat(again(GgufTensorType.BF16, values)).containsExactly(values, within(0.02f));
  }

  @Test
  void anAdapterOfAnotherModelIsRefusedInOneSentence() {
    String name = "blk.0.attn_q.weight";
    assertThatThrownBy(() -> new MergedModel(base, adapter(name, 128, 2)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("width of 128");
    assertThatThrownBy(() -> new MergedModel(base, adapter("blk.7.attn_q.weight", 64, 2)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("blk.7.attn_q.weight, which the model lacks");
    assertThatThrownBy(() -> new MergedModel(base, adapter(name, 64, 3)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("do not fit each other");
    assertThatThrownBy(() -> new MergedModel(base, adapter("output.weight", 64, 2)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("only layers can be merged");
    assertThatThrownBy(() -> new MergedModel(base, base))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no LoRA adapter");
  }

  private Path adapter(String target, long width, long rankOfB) {
    Path file = folder.resolve("other.gguf");
    new GgufWriter()
        .put("adapter.type", GgufValue.text("lora"))
        .floats(target + ".lora_a", List.of(width, 2L), new float[(int) width * 2])
        .floats(target + ".lora_b", List.of(rankOfB, 64L), new float[(int) rankOfB * 64])
        .write(file);
    return file;
  }

  private Path merged(Path adapter, MergedModel.Form form) {
    Path file = folder.resolve("merged.gguf");
    new MergedModel(base, adapter).writeGguf(file, form);
    return file;
  }

  private static LlamaChatModel load(Path file) {
    return LlamaChatModel.load(LlamaSettings.of(file, Parts.folder().libraryFolder()));
  }

  /** The likeliest token behind each one. */
  private static int[] greedy(float[][] logits) {
    int[] best = new int[logits.length];
    for (int t = 0; t < logits.length; t++) {
      for (int i = 0; i < logits[t].length; i++) {
        best[t] = logits[t][i] > logits[t][best[t]] ? i : best[t];
      }
    }
    return best;
  }

  private static float[] again(GgufTensorType type, float[] values) {
    return Dequantizer.floats(type, Quantizer.bytes(type, values), values.length);
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double distance(float[][] a, float[][] b) {
    double sum = 0;
    for (int t = 0; t < a.length; t++) {
      for (int i = 0; i < a[t].length; i++) {
        sum += Math.abs(a[t][i] - b[t][i]);
      }
    }
    return sum;
  }
}
