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
  private final ForwardPass pass;
  private final Tensor states; // (predictions, hidden), a leaf
  private final long[] targets; // (predictions)

  /** A head behind a whole pass; in the pointer scope that it is made in. */
  TokenHead(
      Transformer transformer, PackedBatch batch, boolean withGradient, Activations activations) {
    this.transformer = transformer;
    targets = batch.targets();
    pass =
        new ForwardPass(
            transformer,
            batch,
            new Transformer.Rows.Some(Tensors.ofLongs(batch.predictingRows())),
            activations,
            withGradient);
    states = pass.states().detach().requires_grad_(withGradient);
  }

  /** (predictions): log-probabilities of the target tokens, natural logarithm; no graph is kept. */
  float[] logProbabilities() {
    float[] all = new float[targets.length];
    Tensors.withoutGradient(() -> {
      for (int from = 0; from < targets.length; from += CHUNK_ROWS_MAX) {
        float[] chunk = Tensors.toFloats(chunk(from));
        System.arraycopy(chunk, 0, all, from, chunk.length);
      }
    });
    return all;
  }

  /**
   * Adds the gradient of {@code Σ weights[i] · logProbability[i]} to every parameter; once.
   *
   * @param weights (predictions): the loss's derivative by each log-probability
   * @return (predictions): the log-probabilities met on the way
   */
  float[] backward(float[] weights) {
    float[] all = new float[targets.length];
    for (int from = 0; from < targets.length; from += CHUNK_ROWS_MAX) {
      try (PointerScope _ = new PointerScope()) {
        Tensor logProbabilities = chunk(from);
        float[] values = Tensors.toFloats(logProbabilities);
        System.arraycopy(values, 0, all, from, values.length);
        float[] part = java.util.Arrays.copyOfRange(weights, from, from + values.length);
        logProbabilities.mul(Tensors.ofFloats(part, part.length)).sum().backward();
      }
    }
    if (targets.length > 0) {
      pass.backward(states.grad());
    }
    return all;
  }

  /** (chunk): log-probabilities of the predictions from {@code from} on. */
  private Tensor chunk(int from) {
    int to = Math.min(from + CHUNK_ROWS_MAX, targets.length);
    return Tensors.keeping(() -> {
      Tensor wanted = Tensors.ofLongs(java.util.Arrays.copyOfRange(targets, from, to));
      Tensor logits = transformer.logits(states.narrow(0, from, (long) to - from));
      Tensor picked = logits.gather(1, wanted.unsqueeze(1)).squeeze(1); // (chunk)
      return picked.sub(torch.logsumexp(logits, 1), new Scalar(1));
    });
  }
}
