package memagent.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Writes a file as {@link Safetensors} reads it, one tensor after the other: a checkpoint of a
 * model that is trained whole would otherwise hold everything a second time.
 */
final class SafetensorsWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> metadata;
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(String name, List<Long> shape, Supplier<ByteBuffer> bytes) {
    long count() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }
  }

  /** A file without tensors so far. */
  SafetensorsWriter(Map<String, String> metadata) {
    this.metadata = metadata;
  }

  /**
   * Adds a tensor.
   *
   * @param bytes of its values, little-endian, row-major; asked for when they are written
   */
  void add(String name, List<Long> shape, Supplier<ByteBuffer> bytes) {
    entries.add(new Entry(name, List.copyOf(shape), bytes));
  }

  /**
   * Writes the file whole, all values being of this type: beside it first, then renamed over it.
   */
  void write(Path file, Safetensors.Type type) {
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel out =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      writeAll(out, head(type));
      for (Entry entry : entries) {
        writeAll(out, entry.bytes().get());
      }
      out.force(true);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TrainException(
          "The file " + file.getFileName() + " cannot be written: " + e.getMessage() + ".", e);
    }
  }

  private ByteBuffer head(Safetensors.Type type) {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      header.set("__metadata__", JSON.valueToTree(metadata));
    }
    long offset = 0;
    for (Entry entry : entries) {
      ObjectNode node = header.putObject(entry.name());
      node.put("dtype", type.name());
      node.set("shape", JSON.valueToTree(entry.shape()));
      long end = offset + type.bytes() * entry.count();
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    int padding = (8 - text.length % 8) % 8;
    return ByteBuffer.allocate(8 + text.length + padding)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length + padding)
        .put(text)
        .put(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII))
        .flip();
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
