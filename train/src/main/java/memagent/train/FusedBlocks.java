package memagent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The blocks of {@link LlamaTransformer} with an adapter or trained whole, forward and backward
 * written out, without libtorch's graph.
 *
 * <p>Between the products stands {@link FusedRows}. It computes what the blocks on libtorch's graph
 * compute, in bf16 rounded less often.
 */
final class FusedBlocks {
  /** Whether the vector module is there; {@link FusedRows} must not be touched without it. */
  static final boolean VECTORS = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  private final TransformerConfig config;
  private final FusedRows type;
  private final List<Layer> layers;

  /** One block's weights. */
  record Layer(
      FusedNorm attentionNorm,
      FusedProduct qkv,
      FusedProduct out,
      FusedNorm ffnNorm,
      FusedProduct gateUp,
      FusedProduct down) {
    void refresh() {
      attentionNorm.refresh();
      ffnNorm.refresh();
      Stream.of(qkv, out, gateUp, down).forEach(FusedProduct::refresh);
    }
  }

  /**
   * What a block's gradient needs.
   *
   * @param x (tokens, hidden)
   * @param xRoots (tokens) of the first norm
   * @param xNormed (tokens, hidden + ranks)
   * @param seen (rows, heads · size + rank): attention's result
   * @param y (rows, hidden) between the two halves
   * @param yRoots (rows)
   * @param yNormed (rows, hidden + ranks)
   * @param gateUp (rows, 2 · ffn)
   * @param gated (rows, ffn + rank)
   */
  @SuppressWarnings("ArrayRecordComponent") // a value of one step
  record Kept(
      Tensor x,
      float[] xRoots,
      Tensor xNormed,
      List<FusedAttention.Segment> segments,
      Tensor seen,
      Tensor y,
      float[] yRoots,
      Tensor yNormed,
      Tensor gateUp,
      Tensor gated,
      Tensor result) {
    /** All but x and the result. */
    List<Tensor> inner() {
      List<Tensor> all = new ArrayList<>(List.of(xNormed, seen, y, yNormed, gateUp, gated));
      segments.stream().flatMap(FusedAttention.Segment::tensors).forEach(all::add);
      return all;
    }
  }

  private FusedBlocks(TransformerConfig config, FusedRows type, List<Layer> layers) {
    this.config = config;
    this.type = type;
    this.layers = layers;
  }

  /**
   * Blocks of these layers, or none where something of it is not as {@link FusedRows} needs it.
   *
   * @param type that is computed in
   */
  static Optional<FusedBlocks> of(
      TransformerConfig config, List<LlamaTransformer.Layer> layers, ScalarType type) {
    if (!VECTORS || !layers.stream().allMatch(FusedBlocks::fits) || !fits(config)) {
      return Optional.empty();
    }
    FusedRows rows = FusedRows.of(type);
    double epsilon = config.normEpsilon();
    return Optional.of(
        new FusedBlocks(
            config,
            rows,
            layers.stream()
                .map(layer ->
                    new Layer(
                        new FusedNorm(layer.attentionNorm(), epsilon, rows),
                        FusedProduct.of(layer.qkv(), type),
                        FusedProduct.of(List.of(layer.out()), type),
                        new FusedNorm(layer.ffnNorm(), epsilon, rows),
                        FusedProduct.of(layer.gateUp(), type),
                        FusedProduct.of(List.of(layer.down()), type)))
                .toList()));
  }

  private static boolean fits(LlamaTransformer.Layer layer) {
    return FusedProduct.fits(layer.qkv().parts())
        && FusedProduct.fits(layer.gateUp().parts())
        && FusedProduct.fits(List.of(layer.out()))
        && FusedProduct.fits(List.of(layer.down()));
  }

  private static boolean fits(TransformerConfig config) {
    return config.hiddenSize() % FusedRows.LANES == 0
        && config.ffnSize() % FusedRows.LANES == 0
        && config.headSize() % (2 * FusedRows.LANES) == 0;
  }

  /** Takes what is trained as it is now. */
  void refresh() {
    layers.forEach(Layer::refresh);
  }

  /** The attention of a batch. */
  FusedAttention attention(PackedBatch batch) {
    return new FusedAttention(config, batch, type);
  }

  /** One block, its tensors in the pointer scope outside; x as {@link Transformer#block} has it. */
  Kept forward(int index, Tensor x, FusedAttention attention, Transformer.Rows rows) {
    PointerScope outside = PointerScope.getInnerScope();
    try (PointerScope _ = new PointerScope()) {
      Kept kept = block(layers.get(index), x, attention, rows);
      kept.inner().forEach(outside::attach);
      outside.attach(kept.result());
      return kept;
    }
  }

  private Kept block(Layer layer, Tensor x, FusedAttention attention, Transformer.Rows rows) {
    Tensor xNormed = type.empty(x.size(0), layer.qkv().width());
    float[] xRoots = layer.attentionNorm().apply(x, 0, xNormed);
    Tensor all = type.empty(x.size(0), layer.out().width());
    List<FusedAttention.Segment> segments =
        attention.apply(layer.qkv().apply(xNormed), all, layer.out().width());
    Tensor seen = rows.of(all); // (rows, heads · size + rank)
    Tensor y = layer.out().apply(seen); // (rows, hidden)
    int count = Math.toIntExact(y.size(0));
    Tensor yNormed = type.empty(count, layer.gateUp().width());
    Tensor from = rows.of(x);
    float[] yRoots = layer.ffnNorm().apply(y, FusedRows.address(from), yNormed);
    Tensor gateUp = layer.gateUp().apply(yNormed);
    Tensor gated = type.empty(count, layer.down().width());
    type.gate(
        count,
        config.ffnSize(),
        FusedRows.address(gateUp),
        FusedRows.address(gated),
        layer.down().width());
    Tensor result = layer.down().apply(gated).add_(y);
    return new Kept(x, xRoots, xNormed, segments, seen, y, yRoots, yNormed, gateUp, gated, result);
  }

  /**
   * The way back through one block; adds to the gradients of what is trained.
   *
   * @param gradient (rows, hidden) of the result; it is written over
   * @return (tokens, hidden), of x
   */
  Tensor backward(
      int index, Kept kept, FusedAttention attention, Transformer.Rows rows, Tensor gradient) {
    Layer layer = layers.get(index);
    return Tensors.keeping(() -> {
      Tensor gated = layer.down().backward(kept.gated(), gradient); // (rows, ffn)
      type.gateBackward(
          kept.yRoots().length,
          config.ffnSize(),
          FusedRows.address(kept.gateUp()),
          FusedRows.address(gated),
          config.ffnSize());
      Tensor normed = layer.gateUp().backward(kept.yNormed(), kept.gateUp()); // (rows, hidden)
      layer.ffnNorm().backward(kept.y(), kept.yRoots(), normed, gradient);
      Tensor seen = layer.out().backward(kept.seen(), gradient); // (rows, heads · size)
      long tokens = kept.xRoots().length;
      Tensor qkv = attention.backward(kept.segments(), spread(seen, rows, tokens));
      Tensor xNormed = layer.qkv().backward(kept.xNormed(), qkv); // (tokens, hidden)
      Tensor back = spread(gradient, rows, tokens);
      layer.attentionNorm().backward(kept.x(), kept.xRoots(), xNormed, back);
      return back;
    });
  }

  /** The rows at their places among all tokens, 0 elsewhere. */
  private static Tensor spread(Tensor some, Transformer.Rows rows, long tokens) {
    return switch (rows) {
      case Transformer.Rows.All _ -> some;
      case Transformer.Rows.Some(Tensor index) ->
          torch
              .zeros(new long[] {tokens, some.size(1)}, Tensors.options(some.scalar_type()))
              .index_copy_(0, index, some);
    };
  }
}
