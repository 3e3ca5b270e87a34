package memagent.train;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.silu;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

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
  private final Tensor tokenEmbedding; // (vocabulary, hidden)
  private final Tensor outputNorm; // (hidden)
  private final Tensor head; // (vocabulary, hidden)
  private final List<Layer> layers;
  private final List<Parameter> parameters;

  /** One block's weights. */
  private record Layer(
      Tensor attentionNorm, // (hidden)
      Linear q, // (heads · size, hidden)
      Linear k, // (kv heads · size, hidden)
      Linear v, // (kv heads · size, hidden)
      Linear out, // (hidden, heads · size)
      Tensor ffnNorm, // (hidden)
      Linear gate, // (ffn, hidden)
      Linear up, // (ffn, hidden)
      Linear down) {} // (hidden, ffn)

  /** Builds the model from weights; what {@code weights} adapts is trained. */
  public LlamaTransformer(Weights weights) {
    config = weights.config();
    tokenEmbedding = weights.tensor("token_embd.weight");
    outputNorm = weights.tensor("output_norm.weight");
    head = weights.has("output.weight") ? weights.tensor("output.weight") : tokenEmbedding;
    layers = new ArrayList<>();
    for (int i = 0; i < config.layerCount(); i++) {
      String block = "blk." + i + ".";
      layers.add(
          new Layer(
              weights.tensor(block + "attn_norm.weight"),
              weights.linear(block + "attn_q.weight"),
              weights.linear(block + "attn_k.weight"),
              weights.linear(block + "attn_v.weight"),
              weights.linear(block + "attn_output.weight"),
              weights.tensor(block + "ffn_norm.weight"),
              weights.linear(block + "ffn_gate.weight"),
              weights.linear(block + "ffn_up.weight"),
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
  public Tensor hidden(PackedBatch batch) {
    return Tensors.keeping(() -> {
      Tensor first = embedding(tokenEmbedding, Tensors.ofLongs(batch.tokens()));
      Rope rope =
          Rope.at(batch.positions(), config.headSize(), config.ropeBase()).as(first.scalar_type());
      Tensor x = first; // (tokens, hidden)
      for (Layer layer : layers) {
        Tensor before = x;
        x = Tensors.keeping(() -> block(layer, before, rope, batch));
      }
      return norm(x, outputNorm);
    });
  }

  @Override
  public Tensor logits(Tensor rows) {
    return linear(rows, head).to(ScalarType.Float);
  }

  private Tensor block(Layer layer, Tensor x, Rope rope, PackedBatch batch) {
    Tensor h = norm(x, layer.attentionNorm);
    Tensor q = layer.q.apply(h).view(h.size(0), config.headCount(), config.headSize());
    Tensor k = layer.k.apply(h).view(h.size(0), config.kvHeadCount(), config.headSize());
    Tensor v = layer.v.apply(h).view(h.size(0), config.kvHeadCount(), config.headSize());
    Tensor seen = Attention.causal(rope.neighbours(q), rope.neighbours(k), v, batch);
    Tensor y = x.add(layer.out.apply(seen));
    Tensor g = norm(y, layer.ffnNorm);
    Tensor gated = silu(layer.gate.apply(g)).mul(layer.up.apply(g)); // (tokens, ffn)
    return y.add(layer.down.apply(gated));
  }

  private Tensor norm(Tensor x, Tensor weight) {
    return Norm.rms(x, weight, config.normEpsilon());
  }
}
