package memagent.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The blocks of {@link LlamaTransformer} with an adapter in bf16, forward and backward written out,
 * without libtorch's graph.
 *
 * <p>Between the products stands {@link FusedRows}. It computes what the blocks on libtorch's graph
 * compute, rounded to bf16 less often.
 */
final class FusedBlocks {
  private final TransformerConfig config;
  private final List<Layer> layers;

  /** One block's weights. */
  @SuppressWarnings("ArrayRecordComponent") // read only
  record Layer(
      float[] attentionNorm, // (hidden)
      LoraProduct qkv,
      LoraProduct out,
      float[] ffnNorm, // (hidden)
      LoraProduct gateUp,
      LoraProduct down) {
    Stream<LoraProduct> products() {
      return Stream.of(qkv, out, gateUp, down);
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
      for (FusedAttention.Segment one : segments) {
        all.addAll(List.of(one.queries(), one.keys(), one.values(), one.weights()));
      }
      return all;
    }
  }

  private FusedBlocks(TransformerConfig config, List<Layer> layers) {
    this.config = config;
    this.layers = layers;
  }

  /** Blocks of these layers, or none where something of it is not as {@link FusedRows} needs it. */
  static Optional<FusedBlocks> of(TransformerConfig config, List<LlamaTransformer.Layer> layers) {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (!vectors || !layers.stream().allMatch(FusedBlocks::fits) || !fits(config)) {
      return Optional.empty();
    }
    return Optional.of(
        new FusedBlocks(
            config,
            layers.stream()
                .map(layer ->
                    new Layer(
                        Tensors.toFloats(layer.attentionNorm()),
                        LoraProduct.of(layer.qkv()),
                        new LoraProduct(List.of(layer.out())),
                        Tensors.toFloats(layer.ffnNorm()),
                        LoraProduct.of(layer.gateUp()),
                        new LoraProduct(List.of(layer.down()))))
                .toList()));
  }

  private static boolean fits(LlamaTransformer.Layer layer) {
    return LoraProduct.fits(layer.qkv().parts())
        && LoraProduct.fits(layer.gateUp().parts())
        && LoraProduct.fits(List.of(layer.out(), layer.down()));
  }

  private static boolean fits(TransformerConfig config) {
    return config.hiddenSize() % FusedRows.LANES == 0
        && config.ffnSize() % FusedRows.LANES == 0
        && config.headSize() % (2 * FusedRows.LANES) == 0;
  }

  /** Takes the adapter as it is now. */
  void refresh() {
    layers.forEach(layer -> layer.products().forEach(LoraProduct::refresh));
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
    int hidden = config.hiddenSize();
    int tokens = Math.toIntExact(x.size(0));
    float[] xRoots = new float[tokens];
    Tensor xNormed = FusedAttention.empty(tokens, layer.qkv().width());
    norm(x, 0, layer.attentionNorm(), xNormed, xRoots);
    Tensor all = FusedAttention.empty(tokens, layer.out().width());
    List<FusedAttention.Segment> segments =
        attention.apply(layer.qkv().apply(xNormed), all, layer.out().width());
    Tensor seen = rows.of(all); // (rows, heads · size + rank)
    Tensor y = layer.out().apply(seen); // (rows, hidden)
    int count = Math.toIntExact(y.size(0));
    float[] yRoots = new float[count];
    Tensor yNormed = FusedAttention.empty(count, layer.gateUp().width());
    Tensor from = rows.of(x);
    norm(y, FusedRows.address(from), layer.ffnNorm(), yNormed, yRoots);
    Tensor gateUp = layer.gateUp().apply(yNormed);
    Tensor gated = FusedAttention.empty(count, layer.down().width());
    FusedRows.gate(
        count,
        config.ffnSize(),
        FusedRows.address(gateUp),
        FusedRows.address(gated),
        layer.down().width());
    Tensor result = layer.down().apply(gated).add_(y);
    assert result.size(1) == hidden;
    return new Kept(x, xRoots, xNormed, segments, seen, y, yRoots, yNormed, gateUp, gated, result);
  }

  private void norm(Tensor x, long added, float[] weight, Tensor normed, float[] roots) {
    FusedRows.norm(
        roots.length,
        config.hiddenSize(),
        FusedRows.address(x),
        added,
        weight,
        config.normEpsilon(),
        FusedRows.address(normed),
        Math.toIntExact(normed.size(1)),
        roots);
  }

  /**
   * The way back through one block; adds to the adapter's gradients.
   *
   * @param gradient (rows, hidden) of the result; it is written over
   * @return (tokens, hidden), of x
   */
  Tensor backward(
      int index, Kept kept, FusedAttention attention, Transformer.Rows rows, Tensor gradient) {
    Layer layer = layers.get(index);
    return Tensors.keeping(() -> {
      Tensor gated = layer.down().backward(kept.gated(), gradient); // (rows, ffn)
      FusedRows.gateBackward(
          kept.yRoots().length,
          config.ffnSize(),
          FusedRows.address(kept.gateUp()),
          FusedRows.address(gated),
          config.ffnSize());
      Tensor normed = layer.gateUp().backward(kept.yNormed(), kept.gateUp()); // (rows, hidden)
      normBack(kept.y(), layer.ffnNorm(), kept.yRoots(), normed, gradient);
      Tensor seen = layer.out().backward(kept.seen(), gradient); // (rows, heads · size)
      long tokens = kept.xRoots().length;
      Tensor qkv = attention.backward(kept.segments(), spread(seen, rows, tokens));
      Tensor xNormed = layer.qkv().backward(kept.xNormed(), qkv); // (tokens, hidden)
      Tensor back = spread(gradient, rows, tokens);
      normBack(kept.x(), layer.attentionNorm(), kept.xRoots(), xNormed, back);
      return back;
    });
  }

  private void normBack(Tensor x, float[] weight, float[] roots, Tensor gradient, Tensor back) {
    FusedRows.normBackward(
        roots.length,
        config.hiddenSize(),
        FusedRows.address(x),
        weight,
        roots,
        FusedRows.address(gradient),
        config.hiddenSize(),
        FusedRows.address(back));
  }

  /** The rows at their places among all tokens, 0 elsewhere. */
  private static Tensor spread(Tensor some, Transformer.Rows rows, long tokens) {
    return switch (rows) {
      case Transformer.Rows.All _ -> some;
      case Transformer.Rows.Some(Tensor index) ->
          torch
              .zeros(new long[] {tokens, some.size(1)}, new TensorOptions(ScalarType.BFloat16))
              .index_copy_(0, index, some);
    };
  }
}
