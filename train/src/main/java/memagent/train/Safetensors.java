package memagent.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import memagent.infer.Dequantizer;
import memagent.infer.GgufTensorType;
import memagent.infer.Quantizer;

/**
 * A safetensors file: 8 bytes of header length, a JSON header of names, types, shapes and offsets,
 * then the values. In memory all values are f32, row-major.
 *
 * @param tensors by name, in the file's order
 * @param metadata the header's {@code __metadata__}
 */
public record Safetensors(Map<String, Values> tensors, Map<String, String> metadata) {
  /** A header longer than this is taken for a broken file. */
  static final long HEADER_BYTES_MAX = 100_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  public Safetensors {
    tensors = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * One tensor.
   *
   * @param shape sizes, outermost first
   * @param values row-major; as many as the shape's product
   */
  @SuppressWarnings("ArrayRecordComponent") // megabytes of weights: handed over, never copied
  public record Values(List<Long> shape, float[] values) {
    public Values {
      shape = List.copyOf(shape);
    }
  }

  /** In which type values are written. */
  public enum Type {
    /** 32 bits. */
    F32(4),
    /** 16 bits with f32's range. */
    BF16(2);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }

    ByteBuffer encoded(float[] values) {
      if (this == BF16) {
        return ByteBuffer.wrap(Quantizer.bytes(GgufTensorType.BF16, values));
      }
      ByteBuffer block = ByteBuffer.allocate(bytes * values.length).order(ByteOrder.LITTLE_ENDIAN);
      block.asFloatBuffer().put(values);
      return block;
    }
  }

  /** Writes the file in f32, whole: beside it first, then renamed over it. */
  public void write(Path file) {
    write(file, Type.F32);
  }

  /** Writes the file whole: beside it first, then renamed over it. */
  public void write(Path file, Type type) {
    SafetensorsWriter writer = new SafetensorsWriter(metadata);
    tensors.forEach((name, one) -> writer.add(name, one.shape(), () -> type.encoded(one.values())));
    writer.write(file, type);
  }

  /** Reads a file; types other than F32, F16 and BF16 are refused. */
  public static Safetensors read(Path file) {
    Map<String, Values> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = read(file, tensors::put);
    return new Safetensors(tensors, metadata);
  }

  /**
   * Reads a file a tensor at a time.
   *
   * @param each takes each tensor in the file's order
   * @return the metadata
   */
  static Map<String, String> read(Path file, BiConsumer<String, Values> each) {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      long headerBytes = readAt(in, 0, 8).getLong();
      if (headerBytes < 2 || headerBytes > Math.min(HEADER_BYTES_MAX, in.size() - 8)) {
        throw new TrainException(
            "The file " + file.getFileName() + " is not a safetensors file or is cut short.");
      }
      byte[] text = new byte[Math.toIntExact(headerBytes)];
      readAt(in, 8, text.length).get(text);
      Map<String, String> metadata = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : JSON.readTree(text).properties()) {
        if (entry.getKey().equals("__metadata__")) {
          entry
              .getValue()
              .properties()
              .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
        } else {
          each.accept(entry.getKey(), values(in, 8 + headerBytes, entry.getValue()));
        }
      }
      return metadata;
    } catch (IOException e) {
      throw new TrainException(
          "The file " + file.getFileName() + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static Values values(FileChannel in, long base, JsonNode node) throws IOException {
    List<Long> shape = new ArrayList<>();
    long count = 1;
    for (JsonNode size : (ArrayNode) node.get("shape")) {
      shape.add(size.asLong());
      count *= size.asLong();
    }
    long from = node.get("data_offsets").get(0).asLong();
    long to = node.get("data_offsets").get(1).asLong();
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    readAt(in, base + from, bytes.length).get(bytes);
    return new Values(
        shape, Dequantizer.floats(type(node.get("dtype").asText()), bytes, Math.toIntExact(count)));
  }

  private static GgufTensorType type(String name) {
    return switch (name) {
      case "F32" -> GgufTensorType.F32;
      case "F16" -> GgufTensorType.F16;
      case "BF16" -> GgufTensorType.BF16;
      default ->
          throw new TrainException(
              "The file holds values of type "
                  + name
                  + "; the trainer reads F32, F16 and BF16, so convert it to one of these.");
    };
  }

  private static ByteBuffer readAt(FileChannel in, long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (in.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("it ends too early");
      }
    }
    return bytes.flip();
  }
}
