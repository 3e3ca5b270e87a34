package memagent.train;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import memagent.infer.GgufFile;
import memagent.infer.GgufTensor;
import memagent.infer.GgufTensorType;
import memagent.infer.GgufValue;
import memagent.infer.GgufValueType;
import memagent.infer.GgufWriter;

/**
 * A base model with an adapter added into its weights: {@code W + scale · B A}, written as files
 * that need no adapter.
 *
 * <p>The base is the quantised file that is served, so merging adds to what that file computes. A
 * merge back into Q4_1 lost what was learned, since small changes round to nothing; bf16, Q8_0 and
 * Q4_0 with the embedding in Q8_0 kept it (docs/decisions.md).
 */
public final class MergedModel {
  private final GgufFile base;
  private final AdapterFile.Adapter adapter;

  /** The forms of a merged GGUF file. */
  public enum Form {
    /** 16 bits. */
    BF16(GgufTensorType.BF16, GgufTensorType.BF16, 32),
    /** 8 bits. */
    Q8_0(GgufTensorType.Q8_0, GgufTensorType.Q8_0, 7),
    /** 4 bits, the embedding in 8. */
    Q4_0(GgufTensorType.Q4_0, GgufTensorType.Q8_0, 2);

    private final GgufTensorType layers;
    private final GgufTensorType embedding;
    private final int fileType; // llama.cpp's enum llama_ftype

    Form(GgufTensorType layers, GgufTensorType embedding, int fileType) {
      this.layers = layers;
      this.embedding = embedding;
      this.fileType = fileType;
    }
  }

  /** Nothing is computed before a file is written. */
  public MergedModel(Path base, AdapterFile.Adapter adapter) {
    this.base = GgufFile.read(base);
    this.adapter = adapter;
    adapter.tensors().tensors().keySet().forEach(this::checkFits);
  }

  private void checkFits(String name) {
    String target = name.substring(0, name.lastIndexOf('.'));
    GgufTensor tensor =
        base.tensor(target)
            .orElseThrow(() ->
                new TrainException("The adapter changes " + target + ", which the model lacks."));
    java.util.List<Long> shape = values(name).shape();
    long of = name.endsWith("lora_a") ? shape.get(1) : shape.get(0);
    long wanted = tensor.dimensions().get(name.endsWith("lora_a") ? 0 : 1);
    if (of != wanted) {
      throw new TrainException(
          "The adapter's %s is made for a width of %d, and the model's is %d; choose the model that it was trained on."
              .formatted(name, of, wanted));
    }
  }

  /** Writes a GGUF file in this form; norms stay as they are. */
  public void writeGguf(Path file, Form form) {
    GgufWriter writer = new GgufWriter();
    base.metadata().forEach(writer::put);
    writer.put("general.file_type", new GgufValue.Whole(GgufValueType.UINT32, form.fileType));
    for (GgufTensor tensor : base.tensors()) {
      if (tensor.dimensions().size() < 2) {
        writer.floats(tensor.name(), tensor.dimensions(), merged(tensor));
      } else {
        boolean layer = tensor.name().startsWith("blk.");
        GgufTensorType type = layer ? form.layers : form.embedding;
        writer.tensor(
            tensor.name(),
            tensor.dimensions(),
            type,
            MemorySegment.ofArray(encoded(type, merged(tensor))));
      }
    }
    writer.write(file);
  }

  private static byte[] encoded(GgufTensorType type, float[] values) {
    return switch (type) {
      case BF16 -> Quantizer.bf16(values);
      case Q8_0 -> Quantizer.q8(values);
      case Q4_0 -> Quantizer.q4(values);
      default -> throw new IllegalArgumentException("No form is written in " + type + ".");
    };
  }

  /**
   * Writes {@code model.safetensors} (bf16) and {@code config.json} in the layout of Transformers,
   * which vLLM reads; the tokenizer's files are those of the base model.
   */
  public void writeSafetensors(Path folder) {
    TransformerConfig config = Weights.config(base);
    Map<String, Safetensors.Values> tensors = new LinkedHashMap<>();
    for (GgufTensor tensor : base.tensors()) {
      Safetensors.Values values =
          new Safetensors.Values(tensor.dimensions().reversed(), merged(tensor));
      tensors.put(
          HuggingFaceLayout.name(tensor.name()),
          HuggingFaceLayout.rows(config, tensor.name(), values));
    }
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("config.json"),
          HuggingFaceLayout.config(config, base.tensor("output.weight").isEmpty(), base));
    } catch (IOException e) {
      throw new TrainException("The folder " + folder + " cannot be written: " + e + ".", e);
    }
    new Safetensors(tensors, Map.of("format", "pt"))
        .write(folder.resolve("model.safetensors"), Safetensors.Type.BF16);
  }

  /** W + scale · B A, row-major (out, in). */
  private float[] merged(GgufTensor tensor) {
    float[] weight = Weights.values(base, tensor);
    Safetensors.Values lowA = adapter.tensors().tensors().get(tensor.name() + ".lora_a");
    Safetensors.Values lowB = adapter.tensors().tensors().get(tensor.name() + ".lora_b");
    if (lowA == null || lowB == null) {
      return weight;
    }
    float[] a = lowA.values(); // (rank, in)
    float[] b = lowB.values(); // (out, rank)
    int in = Math.toIntExact(tensor.dimensions().getFirst());
    int rank = a.length / in;
    for (int o = 0; o < b.length / rank; o++) {
      for (int r = 0; r < rank; r++) {
        float by = (float) adapter.settings().scale() * b[o * rank + r];
        for (int i = 0; i < in; i++) {
          weight[o * in + i] += by * a[r * in + i];
        }
      }
    }
    return weight;
  }

  private Safetensors.Values values(String name) {
    Safetensors.Values values = adapter.tensors().tensors().get(name);
    if (values == null) {
      throw new TrainException("The adapter lacks " + name + ".");
    }
    return values;
  }
}
