package memagent.infer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import memagent.model.ModelException;

/**
 * What a GGUF file holds: metadata, and where its tensors stand. The data itself stays on disk
 * until {@link #data} maps it.
 *
 * <p>Layout (GGUF specification, versions 2 and 3, little-endian): magic {@code GGUF}, version,
 * tensor count, metadata count, the metadata, the tensor infos, padding to {@code
 * general.alignment}, the data. Everything is checked against the file's length here, because
 * native code says less about a bad file, and says it later.
 */
public final class GgufFile {
  private static final int PIECE_VALUES = 1 << 16; // whole blocks of every type

  /** The data section's alignment in bytes where the file names none. */
  public static final int ALIGNMENT_DEFAULT = 32;

  private static final int MAGIC = 0x46554747; // "GGUF", little-endian
  private static final int DIMENSION_COUNT_MAX = 4;
  private static final int ARRAY_DEPTH_MAX = 4;

  private final Path path;
  private final long bytes;
  private final Map<String, GgufValue> metadata;
  private final Map<String, GgufTensor> tensors;
  private final long dataOffset;

  private GgufFile(
      Path path,
      long bytes,
      Map<String, GgufValue> metadata,
      Map<String, GgufTensor> tensors,
      long dataOffset) {
    this.path = path;
    this.bytes = bytes;
    this.metadata = metadata;
    this.tensors = tensors;
    this.dataOffset = dataOffset;
  }

  /**
   * Reads a file's header.
   *
   * @throws ModelException if the file is missing, not GGUF, damaged or truncated; one sentence
   */
  public static GgufFile read(Path file) {
    if (Files.isDirectory(file)) {
      throw new ModelException(
          "The model path " + file + " is a folder; give the .gguf file inside it.");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      long size = channel.size();
      if (size < 24) {
        throw new ModelException(
            "The model file " + file + " has " + size + " bytes and cannot be a GGUF file.");
      }
      return read(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena));
    } catch (NoSuchFileException e) {
      throw new ModelException("The model file " + file + " does not exist.", e);
    } catch (IOException e) {
      throw new ModelException("The model file " + file + " cannot be read: " + e + ".", e);
    }
  }

  private static GgufFile read(Path file, MemorySegment all) {
    GgufCursor cursor = new GgufCursor(file, all);
    int magic = cursor.u32();
    if (magic != MAGIC) {
      throw new ModelException(
          "The model file " + file + " is not GGUF: it does not begin with the letters GGUF.");
    }
    int version = cursor.u32();
    if (version != 2 && version != 3) {
      throw new ModelException(
          "The model file "
              + file
              + " is GGUF version "
              + Integer.toUnsignedString(version)
              + "; versions 2 and 3 can be read.");
    }
    long tensorCount = cursor.count("tensors", 24);
    long valueCount = cursor.count("metadata values", 13);
    Map<String, GgufValue> metadata = LinkedHashMap.newLinkedHashMap((int) valueCount);
    for (long i = 0; i < valueCount; i++) {
      String key = cursor.text();
      metadata.put(key, value(cursor, type(cursor), 0));
    }
    Map<String, GgufTensor> tensors = LinkedHashMap.newLinkedHashMap((int) tensorCount);
    for (long i = 0; i < tensorCount; i++) {
      GgufTensor tensor = tensor(cursor);
      tensors.put(tensor.name(), tensor);
    }
    long alignment =
        metadata.get("general.alignment") instanceof GgufValue.Whole(_, long number)
            ? number
            : ALIGNMENT_DEFAULT;
    if (alignment < 1 || alignment > 1 << 20) {
      throw cursor.broken("its alignment is " + alignment);
    }
    long dataOffset = (cursor.position() + alignment - 1) / alignment * alignment;
    for (GgufTensor tensor : tensors.values()) {
      long end = dataOffset + tensor.offset() + tensor.bytes();
      if (tensor.offset() < 0 || end > all.byteSize() || end < dataOffset) {
        throw new ModelException(
            "The model file "
                + file
                + " is truncated: its tensor "
                + tensor.name()
                + " ends at byte "
                + end
                + " and the file has "
                + all.byteSize()
                + "; fetch it again.");
      }
    }
    return new GgufFile(file, all.byteSize(), metadata, tensors, dataOffset);
  }

  private static GgufValueType type(GgufCursor cursor) {
    int number = cursor.u32();
    return GgufValueType.of(number)
        .orElseThrow(() -> cursor.broken("a value has the unknown type " + number));
  }

  private static GgufValue value(GgufCursor cursor, GgufValueType type, int depth) {
    return switch (type) {
      case UINT8 -> new GgufValue.Whole(type, Byte.toUnsignedLong(cursor.u8()));
      case INT8 -> new GgufValue.Whole(type, cursor.u8());
      case UINT16 -> new GgufValue.Whole(type, Short.toUnsignedLong(cursor.u16()));
      case INT16 -> new GgufValue.Whole(type, cursor.u16());
      case UINT32 -> new GgufValue.Whole(type, Integer.toUnsignedLong(cursor.u32()));
      case INT32 -> new GgufValue.Whole(type, cursor.u32());
      case UINT64, INT64 -> new GgufValue.Whole(type, cursor.u64());
      case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(cursor.u32()));
      case FLOAT64 -> new GgufValue.Real(type, Double.longBitsToDouble(cursor.u64()));
      case BOOL -> new GgufValue.Flag(cursor.u8() != 0);
      case STRING -> new GgufValue.Text(cursor.text());
      case ARRAY -> {
        if (depth >= ARRAY_DEPTH_MAX) {
          throw cursor.broken("its arrays are nested more than " + ARRAY_DEPTH_MAX + " deep");
        }
        GgufValueType elementType = type(cursor);
        int unit =
            switch (elementType) {
              case STRING -> 8;
              case ARRAY -> 12;
              default -> elementType.bytes();
            };
        int count = (int) Math.min(cursor.count("array elements", unit), Integer.MAX_VALUE);
        long from = cursor.position();
        if (elementType == GgufValueType.STRING) {
          cursor.skipTexts(count);
        } else if (elementType == GgufValueType.ARRAY) {
          values(cursor, elementType, count, depth + 1);
        } else {
          cursor.skip((long) count * unit);
        }
        Path file = cursor.file();
        yield new GgufValue.Items(
            elementType, count, () -> reread(file, from, elementType, count, depth + 1));
      }
    };
  }

  private static List<GgufValue> values(
      GgufCursor cursor, GgufValueType elementType, int count, int depth) {
    List<GgufValue> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(value(cursor, elementType, depth));
    }
    return values;
  }

  private static List<GgufValue> reread(
      Path file, long from, GgufValueType elementType, int count, int depth) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      GgufCursor cursor =
          new GgufCursor(
              file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
      cursor.skip(from);
      return List.copyOf(values(cursor, elementType, count, depth));
    } catch (IOException e) {
      throw new ModelException("The model file " + file + " cannot be read: " + e + ".", e);
    }
  }

  private static GgufTensor tensor(GgufCursor cursor) {
    String name = cursor.text();
    int dimensionCount = cursor.u32();
    if (dimensionCount < 1 || dimensionCount > DIMENSION_COUNT_MAX) {
      throw cursor.broken("its tensor " + name + " has " + dimensionCount + " dimensions");
    }
    List<Long> dimensions = new ArrayList<>();
    long total = 1;
    for (int i = 0; i < dimensionCount; i++) {
      long dimension = cursor.u64();
      if (dimension < 0 || (dimension > 0 && total > (Long.MAX_VALUE >> 8) / dimension)) {
        throw cursor.broken("its tensor " + name + " has a dimension of " + dimension);
      }
      total *= dimension;
      dimensions.add(dimension);
    }
    int number = cursor.u32();
    GgufTensorType type =
        GgufTensorType.of(number)
            .orElseThrow(
                () -> cursor.broken("its tensor " + name + " has the unknown type " + number));
    if (dimensions.getFirst() % type.blockValues() != 0) {
      throw cursor.broken(
          "its tensor " + name + " has rows of " + dimensions.getFirst() + " values in " + type);
    }
    return new GgufTensor(name, dimensions, type, cursor.u64());
  }

  /** The file that was read. */
  public Path path() {
    return path;
  }

  /** The file's length. */
  public long bytes() {
    return bytes;
  }

  /** All metadata, in the file's order. */
  public Map<String, GgufValue> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /** The text under {@code key}; empty where there is none. */
  public Optional<String> text(String key) {
    return metadata.get(key) instanceof GgufValue.Text(String text)
        ? Optional.of(text)
        : Optional.empty();
  }

  /** The whole number under {@code key}; empty where there is none. */
  public OptionalLong whole(String key) {
    return metadata.get(key) instanceof GgufValue.Whole(_, long number)
        ? OptionalLong.of(number)
        : OptionalLong.empty();
  }

  /** The floating-point number under {@code key}; empty where there is none. */
  public OptionalDouble real(String key) {
    return metadata.get(key) instanceof GgufValue.Real(_, double number)
        ? OptionalDouble.of(number)
        : OptionalDouble.empty();
  }

  /** All tensors, in the file's order. */
  public List<GgufTensor> tensors() {
    return List.copyOf(tensors.values());
  }

  /** The tensor of this name; empty where there is none. */
  public Optional<GgufTensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** Where the data section begins, in bytes from the file's start. */
  public long dataOffset() {
    return dataOffset;
  }

  /** The numbers in all tensors together. */
  public long parameterCount() {
    return tensors.values().stream().mapToLong(GgufTensor::valueCount).sum();
  }

  /**
   * Maps a tensor's data, read-only.
   *
   * @param arena holds the mapping; while it lives, Windows does not let the file be deleted
   */
  public MemorySegment data(GgufTensor tensor, Arena arena) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(
          FileChannel.MapMode.READ_ONLY, dataOffset + tensor.offset(), tensor.bytes(), arena);
    } catch (IOException e) {
      throw new ModelException("The model file " + path + " cannot be read: " + e + ".", e);
    }
  }

  /** A tensor's data, copied. */
  byte[] bytes(GgufTensor tensor) {
    try (Arena arena = Arena.ofConfined()) {
      return data(tensor, arena).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /**
   * A tensor's numbers, dequantised.
   *
   * @throws ModelException if it is of a type that {@link Dequantizer} does not read
   */
  public float[] floats(GgufTensor tensor) {
    return Dequantizer.floats(tensor.type(), bytes(tensor), Math.toIntExact(tensor.valueCount()));
  }

  /**
   * Writes a tensor's numbers, dequantised, to a buffer; a piece at a time, so that they are not
   * held a second time.
   *
   * @throws ModelException if it is of a type that {@link Dequantizer} does not read
   */
  public void floats(GgufTensor tensor, FloatBuffer into) {
    byte[] bytes = bytes(tensor);
    long count = tensor.valueCount();
    for (long at = 0; at < count; at += PIECE_VALUES) {
      float[] piece = new float[(int) Math.min(PIECE_VALUES, count - at)];
      Dequantizer.read(tensor.type(), bytes, Math.toIntExact(tensor.type().bytes(at)), piece);
      into.put(piece);
    }
  }
}
