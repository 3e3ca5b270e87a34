package memagent.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A decoder-only transformer on libtorch that can be trained. */
public sealed interface Transformer permits LlamaTransformer, Qwen3Transformer {

  /** The transformer of these weights' architecture. */
  static Transformer of(Weights weights) {
    return weights.config().architecture().equals("qwen3")
        ? new Qwen3Transformer(weights)
        : new LlamaTransformer(weights);
  }

  /** Its sizes. */
  TransformerConfig config();

  /** What is trained, in a fixed order. */
  List<Parameter> parameters();

  /** The states after the last norm: (tokens, hidden), with their graph for the gradient. */
  Tensor hidden(PackedBatch batch);

  /** Scores of the next token for rows of states: (rows, hidden) to (rows, vocabulary), f32. */
  Tensor logits(Tensor rows);

  /**
   * A trained tensor.
   *
   * @param name GGUF's tensor name, with {@code .lora_a} or {@code .lora_b} for adapters
   * @param tensor f32, requires a gradient
   */
  record Parameter(String name, Tensor tensor) {}
}
