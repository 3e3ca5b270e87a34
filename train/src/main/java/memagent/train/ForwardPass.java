package memagent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable Rope rope;
  private final @Nullable FusedBlocks fused;
  private final @Nullable FusedAttention attention;
  private final List<FusedBlocks.@Nullable Kept> blocks = new ArrayList<>(); // where fused
  private final List<Tensor> inputs = new ArrayList<>(); // (tokens, hidden) of each block
  private final Tensor embedded; // (tokens, hidden), a leaf
  private final Tensor last; // (rows, hidden), before the last norm
  private final Tensor states; // (rows, hidden)

  ForwardPass(
      Transformer transformer,
      PackedBatch batch,
      Transformer.Rows rows,
      Activations kept,
      boolean withGradient) {
    this.transformer = transformer;
    this.batch = batch;
    this.rows = rows;
    TransformerConfig config = transformer.config();
    Tensor x = transformer.embedded(batch);
    fused = transformer.fused().orElse(null);
    attention = fused == null ? null : fused.attention(batch);
    embedded = x;
    if (fused != null && attention != null) {
      fused.refresh();
      x = x.detach();
      for (int i = 0; i < config.layerCount(); i++) {
        x = fusedBlock(fused, attention, i, x, kept, withGradient);
      }
      rope = null;
      last = x.detach().requires_grad_(withGradient);
      states = Tensors.keeping(() -> transformer.normed(last));
      return;
    }
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
    return transformer.block(index, x, Objects.requireNonNull(rope), batch, rowsOf(index));
  }

  private Transformer.Rows rowsOf(int index) {
    return index == transformer.config().layerCount() - 1 ? rows : Transformer.Rows.ALL;
  }

  private Tensor fusedBlock(
      FusedBlocks fused,
      FusedAttention attention,
      int index,
      Tensor x,
      Activations activations,
      boolean withGradient) {
    FusedBlocks.Kept kept = fused.forward(index, x, attention, rowsOf(index));
    if (!withGradient || activations == Activations.RECOMPUTED) {
      kept.inner().forEach(Tensor::close);
    }
    if (withGradient) {
      inputs.add(x);
      blocks.add(activations == Activations.KEPT ? kept : null);
    } else {
      x.close();
    }
    return kept.result();
  }

  private void fusedBackward(FusedBlocks fused, FusedAttention attention) {
    Tensor back = last.grad().detach().contiguous();
    for (int i = inputs.size() - 1; i >= 0; i--) {
      FusedBlocks.Kept held = blocks.get(i);
      FusedBlocks.Kept kept =
          held == null ? fused.forward(i, inputs.get(i), attention, rowsOf(i)) : held;
      back = fused.backward(i, kept, attention, rowsOf(i), back);
      kept.inner().forEach(Tensor::close);
      kept.result().close();
    }
    transformer.embeddedBackward(batch, back);
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
    if (fused != null && attention != null) {
      fusedBackward(fused, attention);
      return;
    }
    if (inputs.isEmpty()) {
      if (embedded.requires_grad()) {
        transformer.embeddedBackward(batch, embedded.grad());
      }
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
    transformer.embeddedBackward(batch, back);
  }
}
