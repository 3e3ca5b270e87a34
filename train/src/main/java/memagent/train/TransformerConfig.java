package memagent.train;

/**
 * The sizes of a decoder-only transformer.
 *
 * @param architecture {@code llama} or {@code qwen3}, as GGUF's {@code general.architecture}
 * @param layerCount blocks
 * @param hiddenSize width of the residual stream
 * @param headCount query heads
 * @param kvHeadCount key and value heads; divides {@code headCount}
 * @param headSize width of one head
 * @param ffnSize width of the feed-forward layer
 * @param vocabularySize rows of the embedding
 * @param ropeBase base of the rotary frequencies
 * @param normEpsilon added to the mean square in RMSNorm
 */
public record TransformerConfig(
    String architecture,
    int layerCount,
    int hiddenSize,
    int headCount,
    int kvHeadCount,
    int headSize,
    int ffnSize,
    int vocabularySize,
    double ropeBase,
    double normEpsilon) {

  public TransformerConfig {
    if (!architecture.equals("llama") && !architecture.equals("qwen3")) {
      throw new TrainException(
          "The model's architecture is '" + architecture + "'; the trainer knows llama and qwen3.");
    }
    if (headCount % kvHeadCount != 0 || headSize % 2 != 0) {
      throw new TrainException(
          "The model has %d query heads, %d key heads of size %d; the trainer needs the first to be a multiple of the second and an even size."
              .formatted(headCount, kvHeadCount, headSize));
    }
  }
}
