package memagent.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import memagent.infer.GgufFile;
import memagent.infer.GgufTensor;

/**
 * A trained adapter in the two forms that others read.
 *
 * <p>GGUF LoRA (llama.cpp): metadata {@code general.type = adapter}, {@code adapter.type = lora},
 * {@code adapter.lora.alpha}; tensors {@code blk.N.attn_q.weight.lora_a} of (in, rank) and {@code
 * .lora_b} of (rank, out) in GGUF's order, here in f16. PEFT safetensors: torch's names, and the
 * rows of q's and k's B in the order of halves, because Llama's GGUF files have them in the order
 * of neighbours.
 */
public final class AdapterFile {
  private static final int ALIGNMENT = 32;
  private static final int TYPE_F16 = 1;

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

  /** Writes GGUF, whole or not at all. */
  public static void writeGguf(
      Path file, TransformerConfig config, LoraSettings settings, Safetensors adapter) {
    List<Map.Entry<String, Safetensors.Values>> tensors = tensors(adapter);
    ByteBuffer head = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    head.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3);
    head.putLong(tensors.size()).putLong(4);
    text(head, "general.type", "adapter");
    text(head, "general.architecture", config.architecture());
    text(head, "adapter.type", "lora");
    string(head, "adapter.lora.alpha");
    head.putInt(6).putFloat((float) settings.alpha());
    long offset = 0;
    for (Map.Entry<String, Safetensors.Values> tensor : tensors) {
      List<Long> shape = tensor.getValue().shape();
      string(head, tensor.getKey());
      head.putInt(2).putLong(shape.get(1)).putLong(shape.get(0)).putInt(TYPE_F16).putLong(offset);
      offset += padded(2L * tensor.getValue().values().length);
    }
    head.put(new byte[(int) (padded(head.position()) - head.position())]);
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel out =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      write(out, head.flip());
      for (Map.Entry<String, Safetensors.Values> tensor : tensors) {
        write(out, halves(tensor.getValue().values()));
      }
      out.force(true);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TrainException(
          "The adapter " + file.getFileName() + " cannot be written: " + e.getMessage() + ".", e);
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

  private static ByteBuffer halves(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(padded(2L * values.length)))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort(Float.floatToFloat16(value));
    }
    return bytes.position(0);
  }

  private static long padded(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static void text(ByteBuffer head, String key, String value) {
    string(head, key);
    head.putInt(8);
    string(head, value);
  }

  private static void string(ByteBuffer head, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    head.putLong(bytes.length).put(bytes);
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
