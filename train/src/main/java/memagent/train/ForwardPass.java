package memagent.train;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * One way of a batch through a transformer's blocks, and the way back of a gradient.
 *
 * <p>How, with {@link Activations#RECOMPUTED}: forward keeps each block's input only and builds no
 * graph; backward runs each block once more with its graph, from the last to the first. One block's
 * graph exists at a time, for about half as much computing again. Chen et al. 2016, Training Deep
 * Nets with Sublinear Memory Cost, 1604.06174, section 4.
 *
 * <p>It lives in the pointer scope that it is made in.
 */
final class ForwardPass {
  private final Transformer transformer;
  private final PackedBatch batch;
  private final Transformer.Rows rows;
  private final Rope rope;
  private final List<Tensor> inputs = new ArrayList<>(); // (tokens, hidden) of each block
  private final Tensor last; // (rows, hidden), before the last norm
  private final Tensor states; // (rows, hidden)

  ForwardPass(Transformer transformer, PackedBatch batch, Transformer.Rows rows, Activations kept) {
    this.transformer = transformer;
    this.batch = batch;
    this.rows = rows;
    TransformerConfig config = transformer.config();
    Tensor x = transformer.embedded(batch);
    rope = Rope.at(batch.positions(), config.headSize(), config.ropeBase()).as(x.scalar_type());
    for (int i = 0; i < config.layerCount(); i++) {
      Tensor before = x;
      int index = i;
      if (kept == Activations.RECOMPUTED) {
        inputs.add(before);
        try (NoGradGuard _ = new NoGradGuard()) {
          x = Tensors.keeping(() -> block(index, before));
        }
      } else {
        x = Tensors.keeping(() -> block(index, before));
      }
    }
    last = kept == Activations.RECOMPUTED ? x.detach().requires_grad_(true) : x;
    Tensor end = last;
    states = Tensors.keeping(() -> transformer.normed(end));
  }

  private Tensor block(int index, Tensor x) {
    boolean isLast = index == transformer.config().layerCount() - 1;
    return transformer.block(index, x, rope, batch, isLast ? rows : Transformer.Rows.ALL);
  }

  /** The states after the last norm: (rows, hidden). */
  Tensor states() {
    return states;
  }

  /**
   * Adds the gradient to every parameter; once.
   *
   * @param gradient (rows, hidden): of the loss by the states
   */
  void backward(Tensor gradient) {
    if (states.requires_grad()) {
      states.mul(gradient).sum().backward();
    }
    if (inputs.isEmpty()) {
      return;
    }
    Tensor back = last.grad().detach();
    for (int i = inputs.size() - 1; i >= 0; i--) {
      Tensor after = back;
      int index = i;
      back =
          Tensors.keeping(() -> {
            Tensor x = inputs.get(index).detach().requires_grad_(true);
            block(index, x).mul(after).sum().backward();
            return x.grad().detach(); // grad() itself is a part of x, which is freed here
          });
      after.close();
      if (index > 0) {
        inputs.get(index).close();
      }
    }
    if (inputs.getFirst().requires_grad()) { // where the embedding is trained too
      inputs.getFirst().mul(back).sum().backward();
    }
  }
}
