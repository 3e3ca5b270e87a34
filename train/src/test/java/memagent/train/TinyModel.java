package memagent.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Random models of a few thousand weights. */
final class TinyModel {
  private TinyModel() {}

  static final TransformerConfig LLAMA =
      new TransformerConfig("llama", 2, 16, 4, 2, 4, 24, 40, 10_000, 1e-5);
  static final TransformerConfig QWEN3 =
      new TransformerConfig("qwen3", 2, 16, 4, 2, 6, 24, 40, 10_000, 1e-6);

  static Transformer llama(Optional<LoraSettings> lora, long seed) {
    return new LlamaTransformer(
        Weights.of(LLAMA, values(LLAMA, seed), lora, Weights.ComputeType.F32, seed));
  }

  static Transformer qwen3(Optional<LoraSettings> lora, long seed) {
    return new Qwen3Transformer(
        Weights.of(QWEN3, values(QWEN3, seed), lora, Weights.ComputeType.F32, seed));
  }

  static Map<String, Safetensors.Values> values(TransformerConfig config, long seed) {
    Random random = new Random(seed);
    Map<String, Safetensors.Values> all = new LinkedHashMap<>();
    int hidden = config.hiddenSize();
    int heads = config.headCount() * config.headSize();
    int kvHeads = config.kvHeadCount() * config.headSize();
    put(all, random, "token_embd.weight", config.vocabularySize(), hidden);
    put(all, random, "output_norm.weight", hidden);
    for (int i = 0; i < config.layerCount(); i++) {
      String block = "blk." + i + ".";
      put(all, random, block + "attn_norm.weight", hidden);
      put(all, random, block + "attn_q.weight", heads, hidden);
      put(all, random, block + "attn_k.weight", kvHeads, hidden);
      put(all, random, block + "attn_v.weight", kvHeads, hidden);
      put(all, random, block + "attn_output.weight", hidden, heads);
      put(all, random, block + "ffn_norm.weight", hidden);
      put(all, random, block + "ffn_gate.weight", config.ffnSize(), hidden);
      put(all, random, block + "ffn_up.weight", config.ffnSize(), hidden);
      put(all, random, block + "ffn_down.weight", hidden, config.ffnSize());
      if (config.architecture().equals("qwen3")) {
        put(all, random, block + "attn_q_norm.weight", config.headSize());
        put(all, random, block + "attn_k_norm.weight", config.headSize());
      }
    }
    return all;
  }

  private static void put(
      Map<String, Safetensors.Values> all, Random random, String name, long... shape) {
    int count = 1;
    for (long size : shape) {
      count *= (int) size;
    }
    boolean norm = name.endsWith("norm.weight");
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * (norm ? 0.1 : 0.3) + (norm ? 1 : 0));
    }
    all.put(
        name,
        new Safetensors.Values(java.util.stream.LongStream.of(shape).boxed().toList(), values));
  }

  /** Random tokens, all but the first trained. */
  static TokenSequence sequence(Random random, int length) {
    int[] tokens = random.ints(length, 0, 40).toArray();
    boolean[] trained = new boolean[length];
    java.util.Arrays.fill(trained, true);
    return new TokenSequence(tokens, trained);
  }

  static List<TokenSequence> sequences(long seed, int... lengths) {
    Random random = new Random(seed);
    return java.util.Arrays.stream(lengths).mapToObj(n -> sequence(random, n)).toList();
  }
}
