package memagent.train;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The head, in chunks of rows, and only where a token is predicted.
 *
 * <p>How: one row of logits is as wide as the vocabulary (49,152 floats), so all rows at once would
 * be the largest tensor of the step. The states are cut from the graph ({@code detach}), each chunk
 * runs forward and backward by itself into the states' gradient, and {@link #backward} then sends
 * that gradient through the transformer once.
 */
final class TokenHead {
  /** Rows of logits that exist at one time. */
  static final int CHUNK_ROWS_MAX = 256;

  private final Transformer transformer;
  private final Tensor hidden; // (tokens, hidden), with graph
  private final Tensor states; // (tokens, hidden), a leaf
  private final long[] rows; // (predictions)
  private final long[] targets; // (predictions)

  TokenHead(Transformer transformer, PackedBatch batch, boolean withGradient) {
    this.transformer = transformer;
    hidden = transformer.hidden(batch);
    states = hidden.detach().requires_grad_(withGradient);
    rows = batch.predictingRows();
    targets = batch.targets();
  }

  /** (predictions): log-probabilities of the target tokens, natural logarithm; no graph is kept. */
  float[] logProbabilities() {
    float[] all = new float[rows.length];
    Tensors.withoutGradient(() -> {
      for (int from = 0; from < rows.length; from += CHUNK_ROWS_MAX) {
        float[] chunk = Tensors.toFloats(chunk(from));
        System.arraycopy(chunk, 0, all, from, chunk.length);
      }
    });
    return all;
  }

  /**
   * Adds the gradient of {@code Σ weights[i] · logProbability[i]} to every parameter.
   *
   * @param weights (predictions): the loss's derivative by each log-probability
   * @return (predictions): the log-probabilities met on the way
   */
  float[] backward(float[] weights) {
    float[] all = new float[rows.length];
    for (int from = 0; from < rows.length; from += CHUNK_ROWS_MAX) {
      try (PointerScope _ = new PointerScope()) {
        Tensor logProbabilities = chunk(from);
        float[] values = Tensors.toFloats(logProbabilities);
        System.arraycopy(values, 0, all, from, values.length);
        float[] part = java.util.Arrays.copyOfRange(weights, from, from + values.length);
        logProbabilities.mul(Tensors.ofFloats(part, part.length)).sum().backward();
      }
    }
    if (rows.length > 0) {
      hidden.mul(states.grad()).sum().backward();
    }
    return all;
  }

  /** (chunk): log-probabilities of the predictions from {@code from} on. */
  private Tensor chunk(int from) {
    int to = Math.min(from + CHUNK_ROWS_MAX, rows.length);
    return Tensors.keeping(() -> {
      Tensor at = Tensors.ofLongs(java.util.Arrays.copyOfRange(rows, from, to));
      Tensor wanted = Tensors.ofLongs(java.util.Arrays.copyOfRange(targets, from, to));
      Tensor logits = transformer.logits(states.index_select(0, at)); // (chunk, vocabulary)
      Tensor picked = logits.gather(1, wanted.unsqueeze(1)).squeeze(1); // (chunk)
      return picked.sub(torch.logsumexp(logits, 1), new Scalar(1));
    });
  }
}
