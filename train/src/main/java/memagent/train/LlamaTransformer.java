package memagent.train;

import static org.bytedeco.pytorch.global.torch.silu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The Llama architecture in GGUF's own layout: RMSNorm before each part, rotary positions on
 * neighbouring pairs, grouped key heads, SwiGLU, the embedding tied to the head where the file has
 * no {@code output.weight}.
 *
 * <p>Source: Touvron et al. 2023, Llama 2, section 2.2; Shazeer 2020 for SwiGLU. The q and k rows
 * of a GGUF file are permuted for neighbouring pairs, so nothing is permuted here.
 */
public final class LlamaTransformer implements Transformer {
  private final TransformerConfig config;
  private final TokenEmbedding embedding;
  private final Tensor outputNorm; // (hidden)
  private final List<Layer> layers;
  private final List<Parameter> parameters;
  private final Optional<FusedBlocks> fused;

  /** One block's weights. */
  record Layer(
      Tensor attentionNorm, // (hidden)
      JointLinear qkv, // (heads · size), (kv heads · size), (kv heads · size) from hidden
      Linear out, // (hidden, heads · size)
      Tensor ffnNorm, // (hidden)
      JointLinear gateUp, // (ffn), (ffn) from hidden
      Linear down) {} // (hidden, ffn)

  /** Builds the model from weights; what {@code weights} adapts is trained. */
  public LlamaTransformer(Weights weights) {
    this(weights, true);
  }

  /**
   * As the public one.
   *
   * @param fusing whether the blocks' gradients may be written out
   */
  LlamaTransformer(Weights weights, boolean fusing) {
    config = weights.config();
    embedding = TokenEmbedding.of(weights);
    outputNorm = weights.tensor("output_norm.weight");
    layers = new ArrayList<>();
    for (int i = 0; i < config.layerCount(); i++) {
      String block = "blk." + i + ".";
      layers.add(
          new Layer(
              weights.tensor(block + "attn_norm.weight"),
              weights.joint(
                  block + "attn_q.weight", block + "attn_k.weight", block + "attn_v.weight"),
              weights.linear(block + "attn_output.weight"),
              weights.tensor(block + "ffn_norm.weight"),
              weights.joint(block + "ffn_gate.weight", block + "ffn_up.weight"),
              weights.linear(block + "ffn_down.weight")));
    }
    parameters = weights.parameters();
    fused = fusing ? FusedBlocks.of(config, layers, weights.type()) : Optional.empty();
  }

  @Override
  public TransformerConfig config() {
    return config;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public Optional<FusedBlocks> fused() {
    return fused;
  }

  @Override
  public Tensor embedded(PackedBatch batch) {
    return embedding.states(batch);
  }

  @Override
  public void embeddedBackward(PackedBatch batch, Tensor gradient) {
    embedding.backward(batch, gradient);
  }

  @Override
  public Tensor normed(Tensor x) {
    return norm(x, outputNorm);
  }

  @Override
  public Tensor logits(Tensor rows) {
    return embedding.logits(rows);
  }

  @Override
  public Tensor block(int index, Tensor x, Rope rope, PackedBatch batch, Rows rows) {
    Layer layer = layers.get(index);
    long tokens = x.size(0);
    List<Tensor> qkv = layer.qkv.apply(norm(x, layer.attentionNorm));
    Tensor q = qkv.get(0).view(tokens, config.headCount(), config.headSize());
    Tensor k = qkv.get(1).view(tokens, config.kvHeadCount(), config.headSize());
    Tensor v = qkv.get(2).view(tokens, config.kvHeadCount(), config.headSize());
    Tensor seen = Attention.causal(rope.neighbours(q), rope.neighbours(k), v, batch);
    Tensor y = layer.out.apply(rows.of(seen)).add_(rows.of(x)); // (rows, hidden)
    List<Tensor> gateUp = layer.gateUp.apply(norm(y, layer.ffnNorm));
    Tensor gated = silu(gateUp.get(0)).mul(gateUp.get(1)); // (rows, ffn)
    return layer.down.apply(gated).add_(y);
  }

  private Tensor norm(Tensor x, Tensor weight) {
    return Norm.rms(x, weight, config.normEpsilon());
  }
}
