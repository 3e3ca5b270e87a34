package memagent.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import memagent.infer.GgufFile;
import memagent.infer.GgufTensor;
import memagent.infer.MergedModel;

/**
 * How Transformers, PEFT and vLLM name the weights and order their rows.
 *
 * <p>In GGUF files of the Llama family the rows of q and k are permuted, so that a rotary pair is
 * two neighbours; there a pair is row i and row i + half of a head. Qwen3's are in that order
 * already.
 */
public final class HuggingFaceLayout {
  private static final Map<String, String> BLOCK_NAMES =
      Map.ofEntries(
          Map.entry("attn_q", "self_attn.q_proj"),
          Map.entry("attn_k", "self_attn.k_proj"),
          Map.entry("attn_v", "self_attn.v_proj"),
          Map.entry("attn_output", "self_attn.o_proj"),
          Map.entry("attn_q_norm", "self_attn.q_norm"),
          Map.entry("attn_k_norm", "self_attn.k_norm"),
          Map.entry("ffn_gate", "mlp.gate_proj"),
          Map.entry("ffn_up", "mlp.up_proj"),
          Map.entry("ffn_down", "mlp.down_proj"),
          Map.entry("attn_norm", "input_layernorm"),
          Map.entry("ffn_norm", "post_attention_layernorm"));

  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "token_embd.weight", "model.embed_tokens.weight",
          "output_norm.weight", "model.norm.weight",
          "output.weight", "lm_head.weight");

  private HuggingFaceLayout() {}

  /** A part of a block, such as {@code self_attn.q_proj} for {@code attn_q}. */
  static String part(String ggufPart) {
    String name = BLOCK_NAMES.get(ggufPart);
    if (name == null) {
      throw new TrainException("The model's part " + ggufPart + " has no name in Transformers.");
    }
    return name;
  }

  /** The name of a whole model's tensor. */
  static String name(String gguf) {
    if (!gguf.startsWith("blk.")) {
      String name = OTHER_NAMES.get(gguf);
      if (name == null) {
        throw new TrainException("The model's tensor " + gguf + " has no name in Transformers.");
      }
      return name;
    }
    String[] parts = gguf.split("\\.", -1); // blk, N, part, weight
    return "model.layers." + parts[1] + "." + part(parts[2]) + ".weight";
  }

  /** The tensor with its rows in the order that is wanted there. */
  static Safetensors.Values rows(TransformerConfig config, String gguf, Safetensors.Values values) {
    boolean turned = gguf.contains("attn_q.weight") || gguf.contains("attn_k.weight");
    if (!config.architecture().equals("llama") || !turned || gguf.endsWith("lora_a")) {
      return values;
    }
    int width = Math.toIntExact(values.shape().get(1));
    int size = config.headSize();
    float[] in = values.values(); // (out, width)
    float[] out = new float[in.length];
    for (int row = 0; row < in.length / width; row++) {
      int head = row / size;
      int within = row % size;
      int plain = head * size + (within % 2) * (size / 2) + within / 2;
      System.arraycopy(in, row * width, out, plain * width, width);
    }
    return new Safetensors.Values(values.shape(), out);
  }

  /**
   * Writes {@code model.safetensors} (bf16) and {@code config.json} in the layout of Transformers,
   * which vLLM reads; the tokenizer's files are those of the base model.
   */
  public static void write(MergedModel model, Path folder) {
    GgufFile base = model.base();
    TransformerConfig config = Weights.config(base);
    Map<String, Safetensors.Values> tensors = new LinkedHashMap<>();
    for (GgufTensor tensor : base.tensors()) {
      Safetensors.Values values =
          new Safetensors.Values(tensor.dimensions().reversed(), model.values(tensor));
      tensors.put(name(tensor.name()), rows(config, tensor.name(), values));
    }
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("config.json"),
          config(config, base.tensor("output.weight").isEmpty(), base));
    } catch (IOException e) {
      throw new TrainException("The folder " + folder + " cannot be written: " + e + ".", e);
    }
    new Safetensors(tensors, Map.of("format", "pt"))
        .write(folder.resolve("model.safetensors"), Safetensors.Type.BF16);
  }

  /** The text of {@code config.json}. */
  private static String config(TransformerConfig config, boolean tied, GgufFile base) {
    boolean qwen = config.architecture().equals("qwen3");
    return """
    {
      "architectures": ["%s"],
      "model_type": "%s",
      "hidden_size": %d,
      "intermediate_size": %d,
      "num_hidden_layers": %d,
      "num_attention_heads": %d,
      "num_key_value_heads": %d,
      "head_dim": %d,
      "vocab_size": %d,
      "max_position_embeddings": %d,
      "rope_theta": %s,
      "rms_norm_eps": %s,
      "hidden_act": "silu",
      "attention_bias": false,
      "tie_word_embeddings": %s,
      "bos_token_id": %d,
      "eos_token_id": %d,
      "torch_dtype": "bfloat16"
    }
    """
        .formatted(
            qwen ? "Qwen3ForCausalLM" : "LlamaForCausalLM",
            config.architecture(),
            config.hiddenSize(),
            config.ffnSize(),
            config.layerCount(),
            config.headCount(),
            config.kvHeadCount(),
            config.headSize(),
            config.vocabularySize(),
            base.whole(config.architecture() + ".context_length").orElse(2_048),
            config.ropeBase(),
            config.normEpsilon(),
            tied,
            base.whole("tokenizer.ggml.bos_token_id").orElse(0),
            base.whole("tokenizer.ggml.eos_token_id").orElse(0));
  }
}
