package memagent.train;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tokens to states and states to scores; one matrix for both where the file has no {@code
 * output.weight}.
 *
 * @param tokens (vocabulary, hidden)
 * @param head (vocabulary, hidden)
 * @param type of the states
 */
record TokenEmbedding(Tensor tokens, Tensor head, ScalarType type) {

  /** That of a model's file. */
  static TokenEmbedding of(Weights weights) {
    Tensor tokens = weights.tensor("token_embd.weight");
    return new TokenEmbedding(
        tokens,
        weights.has("output.weight") ? weights.tensor("output.weight") : tokens,
        weights.type());
  }

  /** As {@link Transformer#embedded}. */
  Tensor states(PackedBatch batch) {
    return embedding(tokens.detach(), Tensors.ofLongs(batch.tokens()))
        .to(type)
        .requires_grad_(tokens.requires_grad());
  }

  /** As {@link Transformer#embeddedBackward}. */
  void backward(PackedBatch batch, Tensor gradient) {
    Tensors.accumulateRows(tokens, batch.tokens(), gradient);
  }

  /** As {@link Transformer#logits}. */
  Tensor logits(Tensor rows) {
    return linear(rows, head.to(rows.scalar_type())).to(ScalarType.Float);
  }
}
