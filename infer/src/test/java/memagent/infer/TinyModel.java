package memagent.infer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Writes tiny models with random weights, which llama.cpp loads and runs in milliseconds. */
final class TinyModel {
  static final String CHATML =
      "{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' + message.content"
          + " + '<|im_end|>\\n' }}{%- endfor %}{%- if add_generation_prompt %}{{-"
          + " '<|im_start|>assistant\\n' }}{%- endif %}";
  static final String CHATML_THINKING =
      CHATML.replace("<|im_start|>assistant\\n' }}", "<|im_start|>assistant\\n<think>\\n' }}");

  private static final long WIDTH = 64;
  private static final long HIDDEN = 96;
  private static final long HEAD = 16;
  private static final long HEADS = 4;
  private static final long KV_HEADS = 2;
  private static final int LAYERS = 2;
  static final int CONTEXT = 6000;

  private final SplittableRandom random = new SplittableRandom(7);
  private final GgufWriter writer = new GgufWriter();
  private final String architecture;
  private final String template;

  private TinyModel(String architecture, String template) {
    this.architecture = architecture;
    this.template = template;
  }

  static Path write(Path file, String architecture, String template) {
    TinyModel tiny = new TinyModel(architecture, template);
    tiny.metadata();
    tiny.vocabulary();
    tiny.weights();
    tiny.writer.write(file);
    return file;
  }

  /** An adapter for the tiny model's attention output. */
  static Path writeAdapter(Path file, String architecture, float strength) {
    return writeAdapter(file, architecture, strength, 4);
  }

  /** The same of another rank; its alpha is the rank. */
  static Path writeAdapter(Path file, String architecture, float strength, int rank) {
    return writeAdapter(file, architecture, strength, rank, LAYERS);
  }

  /** The same for a model of as many layers. */
  static Path writeAdapter(Path file, String architecture, float strength, int rank, int layers) {
    GgufWriter adapter =
        new GgufWriter()
            .put("general.architecture", GgufValue.text(architecture))
            .put("general.type", GgufValue.text("adapter"))
            .put("adapter.type", GgufValue.text("lora"))
            .put("adapter.lora.alpha", GgufValue.float32(rank));
    SplittableRandom random = new SplittableRandom(11);
    for (int layer = 0; layer < layers; layer++) {
      String name = "blk." + layer + ".attn_output.weight";
      int count = rank * (int) WIDTH;
      adapter.floats(
          name + ".lora_a", List.of(HEAD * HEADS, (long) rank), fill(random, count, strength));
      adapter.floats(name + ".lora_b", List.of((long) rank, WIDTH), fill(random, count, strength));
    }
    adapter.write(file);
    return file;
  }

  private void metadata() {
    writer
        .put("general.architecture", GgufValue.text(architecture))
        .put("general.name", GgufValue.text("tiny"))
        .put(architecture + ".block_count", GgufValue.uint32(LAYERS))
        .put(architecture + ".context_length", GgufValue.uint32(CONTEXT))
        .put(architecture + ".embedding_length", GgufValue.uint32(WIDTH))
        .put(architecture + ".feed_forward_length", GgufValue.uint32(HIDDEN))
        .put(architecture + ".attention.head_count", GgufValue.uint32(HEADS))
        .put(architecture + ".attention.head_count_kv", GgufValue.uint32(KV_HEADS))
        .put(architecture + ".attention.key_length", GgufValue.uint32(HEAD))
        .put(architecture + ".attention.value_length", GgufValue.uint32(HEAD))
        .put(architecture + ".rope.dimension_count", GgufValue.uint32(HEAD))
        .put(architecture + ".rope.freq_base", GgufValue.float32(10000))
        .put(architecture + ".attention.layer_norm_rms_epsilon", GgufValue.float32(1e-6));
  }

  private void vocabulary() {
    List<String> tokens = new ArrayList<>();
    List<GgufValue> types = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      tokens.add(Character.toString(letter(i)));
      types.add(new GgufValue.Whole(GgufValueType.INT32, 1));
    }
    for (String control : List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>")) {
      tokens.add(control);
      types.add(new GgufValue.Whole(GgufValueType.INT32, 3));
    }
    for (String marked : List.of("<think>", "</think>")) {
      tokens.add(marked);
      types.add(new GgufValue.Whole(GgufValueType.INT32, 4));
    }
    tokens.add("th");
    types.add(new GgufValue.Whole(GgufValueType.INT32, 1));
    writer
        .put("tokenizer.ggml.model", GgufValue.text("gpt2"))
        .put("tokenizer.ggml.pre", GgufValue.text("qwen2"))
        .put("tokenizer.ggml.tokens", GgufValue.Items.ofTexts(tokens))
        .put("tokenizer.ggml.token_type", GgufValue.Items.of(GgufValueType.INT32, types))
        .put("tokenizer.ggml.merges", GgufValue.Items.ofTexts(List.of("t h")))
        .put("tokenizer.ggml.eos_token_id", GgufValue.uint32(258))
        .put("tokenizer.ggml.bos_token_id", GgufValue.uint32(256))
        .put("tokenizer.ggml.add_bos_token", new GgufValue.Flag(false))
        .put("tokenizer.chat_template", GgufValue.text(template));
  }

  /** GPT-2's printable stand-in for a byte. */
  private static int letter(int value) {
    boolean plain =
        (value >= '!' && value <= '~') || (value >= 0xa1 && value <= 0xac) || value >= 0xae;
    if (plain) {
      return value;
    }
    int rank = 0;
    for (int i = 0; i < value; i++) {
      if (!((i >= '!' && i <= '~') || (i >= 0xa1 && i <= 0xac) || i >= 0xae)) {
        rank++;
      }
    }
    return 256 + rank;
  }

  private void weights() {
    matrix("token_embd.weight", WIDTH, 262);
    ones("output_norm.weight", WIDTH);
    matrix("output.weight", WIDTH, 262);
    for (int layer = 0; layer < LAYERS; layer++) {
      String block = "blk." + layer + ".";
      ones(block + "attn_norm.weight", WIDTH);
      matrix(block + "attn_q.weight", WIDTH, HEAD * HEADS);
      matrix(block + "attn_k.weight", WIDTH, HEAD * KV_HEADS);
      matrix(block + "attn_v.weight", WIDTH, HEAD * KV_HEADS);
      matrix(block + "attn_output.weight", HEAD * HEADS, WIDTH);
      if (architecture.equals("qwen3")) {
        ones(block + "attn_q_norm.weight", HEAD);
        ones(block + "attn_k_norm.weight", HEAD);
      }
      ones(block + "ffn_norm.weight", WIDTH);
      matrix(block + "ffn_gate.weight", WIDTH, HIDDEN);
      matrix(block + "ffn_up.weight", WIDTH, HIDDEN);
      matrix(block + "ffn_down.weight", HIDDEN, WIDTH);
    }
  }

  private void matrix(String name, long columns, long rows) {
    writer.floats(name, List.of(columns, rows), fill(random, (int) (columns * rows), 0.3f));
  }

  private void ones(String name, long count) {
    float[] values = new float[(int) count];
    Arrays.fill(values, 1f);
    writer.floats(name, List.of(count), values);
  }

  private static float[] fill(SplittableRandom random, int count, float scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return values;
  }
}
