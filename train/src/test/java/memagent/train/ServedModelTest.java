package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import memagent.infer.GgufFile;
import memagent.infer.LlamaAdapter;
import memagent.infer.LlamaChatModel;
import memagent.infer.LlamaParts;
import memagent.infer.LlamaSettings;
import memagent.model.ChatMessage;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the trainer computes against what llama.cpp serves, on the embedded model. */
class ServedModelTest {
  /**
   * llama.cpp multiplies quantised weights with activations rounded to 8 bits; the trainer rounds
   * nothing. The mean distance of two logits stays below this.
   */
  private static final double LOGIT_TOLERANCE = 0.4;

  private static final LoraSettings LORA = new LoraSettings(4, 8, LoraSettings.ALL_TARGETS);
  private static LlamaChatModel served;
  private static Path file;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    String given = System.getenv("MEM_AGENT_PARTS");
    Path parts =
        given != null
            ? Path.of(given)
            : Path.of(System.getProperty("repository.root", ".")).resolve(".parts");
    LlamaSettings settings = LlamaSettings.embedded(new LlamaParts(parts));
    file = settings.modelFile();
    served = LlamaChatModel.load(settings.withContextTokensMax(1024));
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @Test
  void logitsAgreeWithTheServedModel() {
    int[] tokens = served.tokens("The lighthouse keeper wrote down the hour, and then the wind.");
    Transformer trained = new LlamaTransformer(Weights.frozen(file, Weights.ComputeType.F32));
    agrees(trained, tokens);
  }

  @Test
  void anAdapterWorksTheSameWhereItIsTrainedAndWhereItIsServed() {
    Weights weights = Weights.forAdapter(file, LORA, Weights.ComputeType.F32, 3);
    Transformer trained = new LlamaTransformer(weights);
    Map<String, Safetensors.Values> tensors = new LinkedHashMap<>();
    Random random = new Random(3);
    for (Transformer.Parameter parameter : trained.parameters()) {
      float[] values = Tensors.toFloats(parameter.tensor());
      if (parameter.name().endsWith("lora_b")) {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.nextGaussian() * 0.3f;
        }
        long[] shape =
            Tensors.shape(parameter.tensor()).stream().mapToLong(Long::longValue).toArray();
        Tensors.withoutGradient(() -> parameter.tensor().copy_(Tensors.ofFloats(values, shape)));
      }
      tensors.put(
          parameter.name(), new Safetensors.Values(Tensors.shape(parameter.tensor()), values));
    }
    Path adapter = folder.resolve("adapter.gguf");
    AdapterFile.writeGguf(adapter, weights.config(), LORA, new Safetensors(tensors, Map.of()));
    int[] tokens = served.tokens("Nobody has seen the ledger since the harbour office moved.");
    float[][] bare = served.logits(tokens);
    served.use(List.of(new LlamaAdapter.Use(served.adapter(adapter), 1)));
    try {
      assertThat(distance(bare, served.logits(tokens))).isGreaterThan(LOGIT_TOLERANCE * 2);
      agrees(trained, tokens);
    } finally {
      served.use(List.of());
    }
  }

  @Test
  void aConversationIsCutAsItIsServed() {
    ChatSequences cutter = new ChatSequences(served, GgufFile.read(file));
    List<ChatMessage> messages =
        List.of(
            new ChatMessage.System("Keep the memory."),
            new ChatMessage.User("How old is Tove?"),
            new ChatMessage.Assistant("<think>Look.</think>\n<python>\nu = 1\n</python>"),
            new ChatMessage.User("<result>\n{'u': 1}\n</result>"),
            new ChatMessage.Assistant("<think>41</think>\n<python></python>\n<reply>41</reply>"));
    int[] prefix = cutter.systemPrefix((ChatMessage.System) messages.getFirst());
    TokenSequence sequence =
        cutter.sequence(
            new TraceFile.Conversation(messages, List.of(false, false, true, false, true)), prefix);
    int[] whole = Arrays.copyOf(prefix, prefix.length + sequence.length());
    System.arraycopy(sequence.tokens(), 0, whole, prefix.length, sequence.length());
    int[] prompt = served.promptTokens(messages.subList(0, 4));
    assertThat(Arrays.copyOf(whole, prompt.length)).containsExactly(prompt);
    List<Integer> learned = new ArrayList<>();
    for (int i = 0; i < sequence.length(); i++) {
      if (sequence.trained()[i]) {
        learned.add(sequence.tokens()[i]);
      }
    }
    int[] end = {cutter.endToken()};
    int[] expected =
        join(
            served.tokens("<think>Look.</think>\n<python>\nu = 1\n</python>"),
            end,
            served.tokens("<think>41</think>\n<python></python>\n<reply>41</reply>"),
            end);
    assertThat(learned.stream().mapToInt(i -> i).toArray()).containsExactly(expected);
  }

  @Test
  void anAdapterIsWrittenForPeftToo() throws Exception {
    Weights weights = Weights.forAdapter(file, LORA, Weights.ComputeType.F32, 3);
    Map<String, Safetensors.Values> tensors = new LinkedHashMap<>();
    for (Transformer.Parameter parameter : new LlamaTransformer(weights).parameters()) {
      tensors.put(
          parameter.name(),
          new Safetensors.Values(
              Tensors.shape(parameter.tensor()), Tensors.toFloats(parameter.tensor())));
    }
    AdapterFile.writePeft(folder, weights.config(), LORA, new Safetensors(tensors, Map.of()));
    Safetensors written = Safetensors.read(folder.resolve("adapter_model.safetensors"));
    assertThat(written.tensors())
        .hasSize(2 * 7 * 30)
        .containsKey("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight");
    assertThat(Files.readString(folder.resolve("adapter_config.json")))
        .contains("\"r\": 4", "\"q_proj\"", "\"down_proj\"");
  }

  @Test
  void aRunGoesOnFromTheAdapterOfAnother() throws Exception {
    Path traces = folder.resolve("traces.jsonl");
    String line =
        """
        {"messages":[{"role":"system","content":"Keep the memory."},{"role":"user","content":"How \
        old is Tove?"},{"role":"assistant","content":"<reply>Tove is 41.</reply>"}]}
        """;
    Files.writeString(traces, line.repeat(8));
    List<Double> first = losses(traces, "first", new SftRun.Start.NewAdapter(LORA, 3));
    AdapterFile.Adapter trained =
        AdapterFile.readGguf(folder.resolve("first").resolve("adapter.gguf"));
    List<Double> second = losses(traces, "second", new SftRun.Start.TrainedAdapter(trained));
    assertThat(second.getFirst()).isLessThan(first.getLast());
    assertThat(AdapterFile.readGguf(folder.resolve("second").resolve("adapter.gguf")).settings())
        .isEqualTo(LORA);
  }

  private List<Double> losses(Path traces, String name, SftRun.Start start) {
    SftSettings settings =
        new SftSettings(
            64, 1, new LearningRate(3e-3, 1, 3, 1), 1, 0, Duration.ofHours(1), Activations.KEPT);
    List<Double> losses = new ArrayList<>();
    new SftRun(file, folder.resolve(name), start, settings, () -> Instant.EPOCH)
        .run(
            traces,
            served,
            Weights.ComputeType.F32,
            progress -> losses.add(progress.loss()),
            () -> false);
    return losses;
  }

  private static void agrees(Transformer trained, int[] tokens) {
    float[][] here;
    try (PointerScope _ = new PointerScope()) {
      PackedBatch batch =
          new PackedBatch(List.of(new TokenSequence(tokens, new boolean[tokens.length])));
      Tensor logits = trained.logits(trained.hidden(batch));
      float[] flat = Tensors.toFloats(logits);
      int vocabulary = trained.config().vocabularySize();
      here = new float[tokens.length][];
      for (int t = 0; t < tokens.length; t++) {
        here[t] = Arrays.copyOfRange(flat, t * vocabulary, (t + 1) * vocabulary);
      }
    }
    float[][] there = served.logits(tokens);
    assertThat(distance(here, there)).isCloseTo(0, within(LOGIT_TOLERANCE));
    int same = 0;
    for (int t = 0; t < tokens.length; t++) {
      same += largest(here[t]) == largest(there[t]) ? 1 : 0;
    }
    assertThat(same).isGreaterThanOrEqualTo(tokens.length * 8 / 10);
  }

  private static double distance(float[][] a, float[][] b) {
    double sum = 0;
    long count = 0;
    for (int t = 0; t < a.length; t++) {
      for (int i = 0; i < a[t].length; i++) {
        sum += Math.abs(a[t][i] - b[t][i]);
        count++;
      }
    }
    return sum / count;
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static int[] join(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }
}
