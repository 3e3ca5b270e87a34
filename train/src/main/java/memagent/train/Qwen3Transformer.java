package memagent.train;

import static org.bytedeco.pytorch.global.torch.silu;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The Qwen3 architecture (dense): as Llama, but each query and key head is normalised before it is
 * turned, positions pair the halves of a head, and a head's size is not hidden / heads.
 *
 * <p>Source: Qwen3 Technical Report, 2505.09388, section 2.
 */
public final class Qwen3Transformer implements Transformer {
  private final TransformerConfig config;
  private final TokenEmbedding embedding;
  private final Tensor outputNorm; // (hidden)
  private final List<Layer> layers;
  private final List<Parameter> parameters;

  /** One block's weights. */
  private record Layer(
      Tensor attentionNorm, // (hidden)
      JointLinear qkv, // (heads · size), (kv heads · size), (kv heads · size) from hidden
      Tensor qNorm, // (size)
      Tensor kNorm, // (size)
      Linear out, // (hidden, heads · size)
      Tensor ffnNorm, // (hidden)
      JointLinear gateUp, // (ffn), (ffn) from hidden
      Linear down) {} // (hidden, ffn)

  /** Builds the model from weights; what {@code weights} adapts is trained. */
  public Qwen3Transformer(Weights weights) {
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
              weights.tensor(block + "attn_q_norm.weight"),
              weights.tensor(block + "attn_k_norm.weight"),
              weights.linear(block + "attn_output.weight"),
              weights.tensor(block + "ffn_norm.weight"),
              weights.joint(block + "ffn_gate.weight", block + "ffn_up.weight"),
              weights.linear(block + "ffn_down.weight")));
    }
    parameters = weights.parameters();
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
    Tensor turnedQ = rope.halves(norm(q, layer.qNorm));
    Tensor turnedK = rope.halves(norm(k, layer.kNorm));
    Tensor seen = Attention.causal(turnedQ, turnedK, v, batch);
    Tensor y = layer.out.apply(rows.of(seen)).add_(rows.of(x)); // (rows, hidden)
    List<Tensor> gateUp = layer.gateUp.apply(norm(y, layer.ffnNorm));
    Tensor gated = silu(gateUp.get(0)).mul(gateUp.get(1)); // (rows, ffn)
    return layer.down.apply(gated).add_(y);
  }

  private Tensor norm(Tensor x, Tensor weight) {
    return Norm.rms(x, weight, config.normEpsilon());
  }
}
