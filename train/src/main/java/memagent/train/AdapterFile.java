package memagent.train;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import memagent.infer.GgufFile;
import memagent.infer.GgufTensor;
import memagent.infer.GgufTensorType;
import memagent.infer.GgufValue;
import memagent.infer.GgufValueType;
import memagent.infer.GgufWriter;
import memagent.infer.Quantizer;
import memagent.model.ModelException;

/**
 * A trained adapter in the two forms that others read.
 *
 * <p>GGUF LoRA (llama.cpp): metadata {@code general.type = adapter}, {@code adapter.type = lora},
 * {@code adapter.lora.alpha}; tensors {@code blk.N.attn_q.weight.lora_a} of (in, rank) and {@code
 * .lora_b} of (rank, out) in GGUF's order. PEFT safetensors: torch's names, and the rows of q's and
 * k's B in the order of halves, because Llama's GGUF files have them in the order of neighbours.
 */
public final class AdapterFile {
  private static final GgufTensorType EIGHT_BITS = GgufTensorType.Q8_0;

  private AdapterFile() {}

  /**
   * An adapter and the settings that it was made with.
   *
   * @param tensors A's and B's by their GGUF names
   */
  public record Adapter(LoraSettings settings, Safetensors tensors) {}

  /** Reads a GGUF adapter, whoever wrote it. */
  public static Adapter readGguf(Path file) {
    GgufFile gguf = GgufFile.read(file);
    if (!gguf.text("adapter.type").equals(Optional.of("lora"))) {
      throw new TrainException("The file " + file + " is no LoRA adapter; give an adapter.gguf.");
    }
    Map<String, Safetensors.Values> tensors = new LinkedHashMap<>();
    Set<String> targets = new TreeSet<>();
    int rank = 0;
    for (GgufTensor tensor : gguf.tensors()) {
      String[] parts = tensor.name().split("\\.", -1); // blk, N, target, weight, lora_a
      if (parts.length != 5 || !LoraSettings.ALL_TARGETS.contains(parts[2])) {
        throw new TrainException(
            "The adapter "
                + file
                + " changes "
                + tensor.name()
                + "; the trainer knows the linear layers of a block only.");
      }
      targets.add(parts[2]);
      rank = parts[4].equals("lora_a") ? Math.toIntExact(tensor.dimensions().get(1)) : rank;
      tensors.put(
          tensor.name(),
          new Safetensors.Values(tensor.dimensions().reversed(), gguf.floats(tensor)));
    }
    double alpha = gguf.real("adapter.lora.alpha").orElse(rank);
    return new Adapter(
        new LoraSettings(rank, alpha == 0 ? rank : alpha, targets),
        new Safetensors(tensors, Map.of()));
  }

  /** Writes GGUF in f16, whole or not at all. */
  public static void writeGguf(
      Path file, TransformerConfig config, LoraSettings settings, Safetensors adapter) {
    GgufWriter writer =
        new GgufWriter()
            .put("general.type", new GgufValue.Text("adapter"))
            .put("general.architecture", new GgufValue.Text(config.architecture()))
            .put("adapter.type", new GgufValue.Text("lora"))
            .put("adapter.lora.alpha", new GgufValue.Real(GgufValueType.FLOAT32, settings.alpha()));
    for (Map.Entry<String, Safetensors.Values> tensor : tensors(adapter)) {
      Safetensors.Values values = tensor.getValue();
      add(writer, tensor.getKey(), values.shape().reversed(), GgufTensorType.F16, values::values);
    }
    write(writer, file);
  }

  /** Whether the rank of a GGUF adapter fills the blocks of Q8_0. */
  public static boolean fitsEightBits(Path adapter) {
    return fitsEightBits(GgufFile.read(adapter));
  }

  /**
   * Writes an adapter again in 8 bits, Q8_0, half the size, as nano ships; what else stands in it
   * stays.
   *
   * @param adapter a GGUF adapter with a rank that fills blocks, a multiple of 32
   */
  public static void writeEightBits(Path file, Path adapter) {
    GgufFile gguf = GgufFile.read(adapter);
    if (!fitsEightBits(gguf)) {
      throw new TrainException(
          "The adapter %s has rank %d; in 8 bits only ranks that are multiples of %d are written."
              .formatted(adapter, rank(gguf), EIGHT_BITS.blockValues()));
    }
    GgufWriter writer = new GgufWriter();
    gguf.metadata().forEach(writer::put);
    for (GgufTensor tensor : gguf.tensors()) {
      add(writer, tensor.name(), tensor.dimensions(), EIGHT_BITS, () -> gguf.floats(tensor));
    }
    write(writer, file);
  }

  private static boolean fitsEightBits(GgufFile adapter) {
    return rank(adapter) % EIGHT_BITS.blockValues() == 0;
  }

  /** What B's rows are long. */
  private static long rank(GgufFile adapter) {
    return adapter.tensors().stream()
        .filter(tensor -> tensor.name().endsWith(".lora_b"))
        .findFirst()
        .map(tensor -> tensor.dimensions().getFirst())
        .orElseThrow(() ->
            new TrainException(
                "The file " + adapter.path() + " is no LoRA adapter; give an adapter.gguf."));
  }

  private static void add(
      GgufWriter writer,
      String name,
      List<Long> dimensions,
      GgufTensorType type,
      Supplier<float[]> values) {
    writer.tensor(
        name, dimensions, type, () -> MemorySegment.ofArray(Quantizer.bytes(type, values.get())));
  }

  private static void write(GgufWriter writer, Path file) {
    try {
      writer.write(file);
    } catch (ModelException e) {
      throw new TrainException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Writes {@code adapter_model.safetensors} and {@code adapter_config.json} as PEFT has them. */
  public static void writePeft(
      Path folder, TransformerConfig config, LoraSettings settings, Safetensors adapter) {
    Map<String, Safetensors.Values> renamed = new LinkedHashMap<>();
    for (Map.Entry<String, Safetensors.Values> tensor : tensors(adapter)) {
      String[] parts = tensor.getKey().split("\\.", -1); // blk, N, target, weight, lora_a
      String name =
          "base_model.model.model.layers.%s.%s.%s.weight"
              .formatted(
                  parts[1],
                  HuggingFaceLayout.part(parts[2]),
                  parts[4].equals("lora_a") ? "lora_A" : "lora_B");
      renamed.put(name, HuggingFaceLayout.rows(config, tensor.getKey(), tensor.getValue()));
    }
    new Safetensors(renamed, Map.of("format", "pt"))
        .write(folder.resolve("adapter_model.safetensors"));
    String targets =
        settings.targets().stream()
            .sorted()
            .map(HuggingFaceLayout::part)
            .map(name -> '"' + name.substring(name.indexOf('.') + 1) + '"')
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
    String text =
        """
        {
          "peft_type": "LORA",
          "task_type": "CAUSAL_LM",
          "r": %d,
          "lora_alpha": %s,
          "lora_dropout": 0.0,
          "bias": "none",
          "target_modules": [%s]
        }
        """
            .formatted(settings.rank(), settings.alpha(), targets);
    try {
      Files.writeString(folder.resolve("adapter_config.json"), text);
    } catch (IOException e) {
      throw new TrainException("The adapter's settings cannot be written: " + e.getMessage(), e);
    }
  }

  /** What is an adapter's, of a checkpoint that holds moments too. */
  private static List<Map.Entry<String, Safetensors.Values>> tensors(Safetensors adapter) {
    List<Map.Entry<String, Safetensors.Values>> found = new ArrayList<>();
    for (Map.Entry<String, Safetensors.Values> tensor : adapter.tensors().entrySet()) {
      if (tensor.getKey().startsWith("blk.") && tensor.getKey().contains(".lora_")) {
        found.add(tensor);
      }
    }
    if (found.isEmpty()) {
      throw new TrainException(
          "The checkpoint holds no adapter (no tensor blk.*.lora_a); export a run of LoRA training.");
    }
    return found;
  }
}
