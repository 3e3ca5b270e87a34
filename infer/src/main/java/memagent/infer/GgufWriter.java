package memagent.infer;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import memagent.model.ModelException;

/**
 * Writes a GGUF file, version 3, little-endian: a model, or a LoRA adapter.
 *
 * <p>Collects metadata and tensors; {@link #write} puts all of it into a file beside the target and
 * moves that into place.
 */
public final class GgufWriter {
  private static final AtomicLong WRITTEN = new AtomicLong();
  private static final int VERSION = 3;
  private static final int CHUNK_BYTES = 1 << 26;

  private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
  private final List<Source> sources = new ArrayList<>();
  private long offset;

  private record Source(GgufTensor tensor, Supplier<MemorySegment> data) {}

  /** Sets a metadata value; an earlier one of this key is replaced. */
  public GgufWriter put(String key, GgufValue value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds a tensor.
   *
   * @param dimensions the fastest-running first
   * @param data as the type stores it; read when the file is written
   */
  public GgufWriter tensor(
      String name, List<Long> dimensions, GgufTensorType type, MemorySegment data) {
    check(new GgufTensor(name, dimensions, type, offset), data);
    return tensor(name, dimensions, type, () -> data);
  }

  /**
   * Adds a tensor whose data is made when it is written.
   *
   * @param dimensions the fastest-running first
   * @param data as the type stores it; asked once, in the order of the tensors
   */
  public GgufWriter tensor(
      String name, List<Long> dimensions, GgufTensorType type, Supplier<MemorySegment> data) {
    GgufTensor tensor = new GgufTensor(name, dimensions, type, offset);
    sources.add(new Source(tensor, data));
    offset += padded(tensor.bytes());
    return this;
  }

  private static MemorySegment check(GgufTensor tensor, MemorySegment data) {
    if (data.byteSize() != tensor.bytes()) {
      throw new IllegalArgumentException(
          "The tensor "
              + tensor.name()
              + " of "
              + tensor.valueCount()
              + " values in "
              + tensor.type()
              + " takes "
              + tensor.bytes()
              + " bytes and not "
              + data.byteSize()
              + ".");
    }
    return data;
  }

  /** Adds a tensor of 32-bit floats. */
  public GgufWriter floats(String name, List<Long> dimensions, float[] values) {
    MemorySegment data = MemorySegment.ofArray(new byte[4 * values.length]);
    MemorySegment.copy(
        values,
        0,
        data,
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
        0,
        values.length);
    return tensor(name, dimensions, GgufTensorType.F32, data);
  }

  /**
   * Writes the file; an existing one is replaced.
   *
   * @throws ModelException if it cannot be written
   */
  public void write(Path file) {
    Path target = file.toAbsolutePath();
    try {
      // A temporary file of Java's could be read by its owner only, and so could the model.
      Path aside =
          target.resolveSibling(
              "gguf%d-%d.tmp".formatted(ProcessHandle.current().pid(), WRITTEN.incrementAndGet()));
      try {
        try (FileChannel channel =
            FileChannel.open(
                aside,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
          writeAll(channel);
          channel.force(true);
        }
        Files.move(
            aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException e) {
      throw new ModelException("The file " + file + " cannot be written: " + e + ".", e);
    }
  }

  private void writeAll(FileChannel channel) throws IOException {
    GgufBytes header = new GgufBytes();
    header.raw("GGUF".getBytes(StandardCharsets.US_ASCII));
    header.u32(VERSION);
    header.u64(sources.size());
    header.u64(metadata.size());
    metadata.forEach((key, value) -> {
      header.text(key);
      header.u32(value.type().number());
      header.value(value);
    });
    for (Source source : sources) {
      GgufTensor tensor = source.tensor();
      header.text(tensor.name());
      header.u32(tensor.dimensions().size());
      tensor.dimensions().forEach(header::u64);
      header.u32(tensor.type().number());
      header.u64(tensor.offset());
    }
    header.raw(new byte[(int) (padded(header.size()) - header.size())]);
    send(channel, ByteBuffer.wrap(header.toArray()));
    for (Source source : sources) {
      MemorySegment data = check(source.tensor(), source.data().get());
      for (long at = 0; at < data.byteSize(); at += CHUNK_BYTES) {
        long length = Math.min(CHUNK_BYTES, data.byteSize() - at);
        send(channel, data.asSlice(at, length).asByteBuffer());
      }
      send(channel, ByteBuffer.allocate((int) (padded(data.byteSize()) - data.byteSize())));
    }
  }

  private static void send(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static long padded(long bytes) {
    long alignment = GgufFile.ALIGNMENT_DEFAULT;
    return (bytes + alignment - 1) / alignment * alignment;
  }
}
