package memagent.train;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A decoder-only transformer on libtorch that can be trained. It is a row of blocks between an
 * embedding and a norm; {@link ForwardPass} runs them.
 */
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

  /**
   * The states before the first block: (tokens, hidden); a leaf, which takes a gradient where the
   * embedding is trained.
   */
  Tensor embedded(PackedBatch batch);

  /**
   * Adds to the embedding's gradient where it is trained.
   *
   * @param gradient (tokens, hidden) of {@link #embedded}'s result
   */
  void embeddedBackward(PackedBatch batch, Tensor gradient);

  /**
   * One block.
   *
   * @param index from 0
   * @param x (tokens, hidden)
   * @param rope of the batch's positions
   * @return (tokens, hidden), or (rows, hidden) where only some rows are asked for
   */
  Tensor block(int index, Tensor x, Rope rope, PackedBatch batch, Rows rows);

  /** The same blocks with their gradient written out, where the weights allow it. */
  default Optional<FusedBlocks> fused() {
    return Optional.empty();
  }

  /** The norm after the last block. */
  Tensor normed(Tensor x);

  /** Scores of the next token for rows of states: (rows, hidden) to (rows, vocabulary), f32. */
  Tensor logits(Tensor rows);

  /** The states after the last norm: (tokens, hidden), with their graph for the gradient. */
  default Tensor hidden(PackedBatch batch) {
    return new ForwardPass(this, batch, Rows.ALL, Activations.KEPT, true).states();
  }

  /**
   * Which rows of a block's result are needed; after the last attention no token looks at another
   * any more.
   */
  sealed interface Rows {
    /** All of them. */
    Rows ALL = new All();

    /** x, or its rows that are asked for. */
    Tensor of(Tensor x);

    /** All of them. */
    record All() implements Rows {
      @Override
      public Tensor of(Tensor x) {
        return x;
      }
    }

    /**
     * Some of them.
     *
     * @param index (rows), 64-bit
     */
    record Some(Tensor index) implements Rows {
      @Override
      public Tensor of(Tensor x) {
        return x.index_select(0, index);
      }
    }
  }

  /**
   * A trained tensor.
   *
   * @param name GGUF's tensor name, with {@code .lora_a} or {@code .lora_b} for adapters
   * @param tensor f32, requires a gradient
   */
  record Parameter(String name, Tensor tensor) {}
}
