package memagent.train;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import memagent.infer.GgufFile;
import memagent.infer.GgufTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRef;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A model's weights as tensors, and what of them is trained.
 *
 * <p>With an adapter the file's weights stay frozen as they are served (dequantised, in the compute
 * type) and only A and B are trained; without one every matrix is trained, from f32 copies.
 */
public final class Weights {
  private final TransformerConfig config;
  private final Map<String, Tensor> tensors;
  private final Optional<LoraSettings> lora;
  private final ComputeType computeType;
  private final Map<String, Tensor> adapters;
  private final List<Transformer.Parameter> parameters;

  private Weights(
      TransformerConfig config,
      Map<String, Tensor> tensors,
      Optional<LoraSettings> lora,
      ComputeType computeType) {
    this.config = config;
    this.computeType = computeType;
    this.tensors = tensors;
    this.lora = lora;
    this.adapters = new LinkedHashMap<>();
    this.parameters = new ArrayList<>();
  }

  /** In which type the products are computed. */
  public enum ComputeType {
    /** 32 bits. */
    F32(ScalarType.Float),
    /** 16 bits with f32's range; what is trained and its optimizer stay in f32. */
    BF16(ScalarType.BFloat16);

    private final ScalarType type;

    ComputeType(ScalarType type) {
      this.type = type;
    }
  }

  /**
   * Reads a GGUF file to train an adapter on it.
   *
   * @param seed of A's first values
   */
  public static Weights forAdapter(
      Path gguf, LoraSettings settings, ComputeType computeType, long seed) {
    return read(gguf, Optional.of(settings), computeType, false).adapted(settings, seed);
  }

  /** Reads a GGUF file to train an adapter on from where it stands. */
  public static Weights continuing(
      Path gguf, AdapterFile.Adapter adapter, ComputeType computeType) {
    Weights weights = forAdapter(gguf, adapter.settings(), computeType, 0);
    Checkpoint.fillParameters(adapter.tensors(), weights.parameters);
    return weights;
  }

  /** A model from tensors at hand, all of them trained, or an adapter where settings are given. */
  static Weights of(
      TransformerConfig config,
      Map<String, Safetensors.Values> values,
      Optional<LoraSettings> lora,
      ComputeType computeType,
      long seed) {
    Weights weights = new Weights(config, new HashMap<>(), lora, computeType);
    values.forEach((name, one) ->
        weights.put(name, one.shape(), into -> into.put(one.values()), lora.isEmpty()));
    lora.ifPresent(settings -> weights.adapted(settings, seed));
    return weights;
  }

  /** Reads a GGUF file to train all of it; the weights stay in f32. */
  public static Weights forFullTraining(Path gguf, ComputeType computeType) {
    return read(gguf, Optional.empty(), computeType, true);
  }

  /** Reads a GGUF file to compute with it only. */
  public static Weights frozen(Path gguf, ComputeType computeType) {
    return read(gguf, Optional.empty(), computeType, false);
  }

  private static Weights read(
      Path gguf, Optional<LoraSettings> lora, ComputeType computeType, boolean trainAll) {
    GgufFile file = GgufFile.read(gguf);
    Map<String, Tensor> tensors = new HashMap<>();
    Weights weights = new Weights(config(file), tensors, lora, computeType);
    for (GgufTensor tensor : file.tensors()) {
      weights.put(
          tensor.name(),
          tensor.dimensions().reversed(),
          into -> file.floats(tensor, into),
          trainAll);
    }
    return weights;
  }

  private void put(String name, List<Long> sizes, Consumer<FloatBuffer> values, boolean trained) {
    long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
    ScalarType type = trained ? ScalarType.Float : computeType.type;
    Tensor loaded = Tensors.keeping(() -> Tensors.filled(values, shape).to(type));
    if (trained) {
      loaded.requires_grad_(true);
      parameters.add(new Transformer.Parameter(name, loaded));
    }
    tensors.put(name, loaded);
  }

  private Weights adapted(LoraSettings settings, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < config.layerCount(); i++) {
      for (String target : settings.targets().stream().sorted().toList()) {
        adapt("blk." + i + "." + target + ".weight", settings, random);
      }
    }
    return this;
  }

  /** The sizes that a model's file states. */
  static TransformerConfig config(GgufFile file) {
    String architecture = file.text("general.architecture").orElse("none");
    String at = architecture + ".";
    int hidden = size(file, at + "embedding_length");
    int heads = size(file, at + "attention.head_count");
    return new TransformerConfig(
        architecture,
        size(file, at + "block_count"),
        hidden,
        heads,
        (int) file.whole(at + "attention.head_count_kv").orElse(heads),
        (int) file.whole(at + "attention.key_length").orElse(hidden / heads),
        size(file, at + "feed_forward_length"),
        Math.toIntExact(
            file.tensor("token_embd.weight")
                .orElseThrow(() -> missing(file, "token_embd.weight"))
                .dimensions()
                .get(1)),
        file.real(at + "rope.freq_base").orElse(10_000),
        file.real(at + "attention.layer_norm_rms_epsilon").orElse(1e-5));
  }

  private static int size(GgufFile file, String key) {
    return Math.toIntExact(file.whole(key).orElseThrow(() -> missing(file, key)));
  }

  private static TrainException missing(GgufFile file, String what) {
    return new TrainException(
        "The model file "
            + file.path().getFileName()
            + " has no "
            + what
            + "; it is not complete.");
  }

  /** Kaiming-uniform A as in the LoRA reference, zero B. */
  private void adapt(String name, LoraSettings settings, SplittableRandom random) {
    Tensor weight = tensor(name);
    int out = Math.toIntExact(weight.size(0));
    int in = Math.toIntExact(weight.size(1));
    float bound = (float) (1 / Math.sqrt(in)); // sqrt(6 / ((1 + 5) · in))
    float[] a = new float[settings.rank() * in]; // (rank, in)
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) random.nextDouble(-bound, bound);
    }
    add(name + ".lora_a", Tensors.ofFloats(a, settings.rank(), in));
    add(name + ".lora_b", Tensors.zeros(out, settings.rank()));
  }

  private void add(String name, Tensor values) {
    values.requires_grad_(true);
    adapters.put(name, values);
    parameters.add(new Transformer.Parameter(name, values));
  }

  /** The model's sizes. */
  public TransformerConfig config() {
    return config;
  }

  /** The type that is computed in. */
  ScalarType type() {
    return computeType.type;
  }

  /** What is trained, in a fixed order. */
  List<Transformer.Parameter> parameters() {
    return Collections.unmodifiableList(parameters);
  }

  /** Whether the file holds this tensor. */
  boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** A tensor of the file. */
  Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new TrainException("The model has no tensor " + name + "; it is not complete.");
    }
    return tensor;
  }

  /**
   * Matrices of the file over the same input. Frozen ones are laid under each other, and the single
   * ones become views of that.
   */
  JointLinear joint(String... names) {
    boolean frozen = true;
    TensorVector found = new TensorVector();
    for (String name : names) {
      frozen &= !tensor(name).requires_grad();
      found.push_back(tensor(name));
    }
    Tensor whole = null;
    if (frozen) {
      Tensor joined = Tensors.keeping(() -> torch.cat(new TensorArrayRef(found), 0));
      long at = 0;
      for (String name : names) {
        Tensor old = tensor(name);
        long from = at;
        tensors.put(name, Tensors.keeping(() -> joined.narrow(0, from, old.size(0))));
        at += old.size(0);
        old.close();
      }
      whole = joined;
    }
    return new JointLinear(Stream.of(names).map(this::linear).toList(), whole);
  }

  /** A matrix of the file, with its update where one is trained. */
  Linear linear(String name) {
    return new Linear(
        tensor(name),
        adapters.get(name + ".lora_a"),
        adapters.get(name + ".lora_b"),
        lora.map(LoraSettings::scale).orElse(0.0));
  }
}
