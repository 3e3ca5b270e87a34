package memagent.infer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import memagent.model.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * A base model with an adapter added into its weights, {@code W + scale · B A}, or with other
 * weights in their place, written as files that need no adapter.
 *
 * <p>The base is the quantised file that is served, so merging adds to what that file computes. A
 * merge back into Q4_1 lost what was learned, since small changes round to nothing; bf16, Q8_0 and
 * Q4_0 with the embedding in Q8_0 kept it (docs/decisions.md).
 *
 * <p>Nothing is held but the rows that are worked on and one tensor's result.
 */
public final class MergedModel {
  private static final String LOW_A = ".lora_a";
  private static final String LOW_B = ".lora_b";
  private static final String LAYER = "blk.";

  /** Rows that one thread takes at a time; even, since two are computed together. */
  private static final int CHUNK_ROWS = 32;

  private final GgufFile base;
  private final Change change;

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

    /** Norms stay in f32; rows that are no whole blocks are written in bf16. */
    private GgufTensorType type(GgufTensor tensor) {
      if (tensor.dimensions().size() < 2) {
        return GgufTensorType.F32;
      }
      GgufTensorType type = tensor.name().startsWith(LAYER) ? layers : embedding;
      return tensor.dimensions().getFirst() % type.blockValues() == 0 ? type : GgufTensorType.BF16;
    }
  }

  private interface RowSink {
    void take(int row, float[] values);
  }

  /** What differs from the base. */
  private sealed interface Change {
    boolean isOf(String tensor);

    /** The matrices of an adapter, which are added. */
    record Added(GgufFile adapter) implements Change {
      @Override
      public boolean isOf(String tensor) {
        return adapter.tensor(tensor + LOW_A).isPresent();
      }
    }

    /** Whole tensors, which take the place of the base's. */
    record Replaced(Map<String, Supplier<float[]>> values) implements Change {
      @Override
      public boolean isOf(String tensor) {
        return values.containsKey(tensor);
      }
    }
  }

  /**
   * Nothing is computed before a file is written.
   *
   * @param adapter a LoRA adapter (GGUF) whose matrices are floats or in 4, 5 or 8 bits
   * @throws ModelException if one of the files is none, or they do not belong together
   */
  public MergedModel(Path base, Path adapter) {
    this.base = GgufFile.read(base);
    GgufFile added = GgufFile.read(adapter);
    if (!added.text("adapter.type").equals(Optional.of("lora"))) {
      throw new ModelException(
          "The file " + adapter + " is no LoRA adapter; give an adapter.gguf.");
    }
    added.tensors().forEach(low -> checkFits(added, low));
    this.change = new Change.Added(added);
  }

  private MergedModel(GgufFile base, Change change) {
    this.base = base;
    this.change = change;
  }

  /**
   * The base's file with other weights.
   *
   * @param values of the tensors that differ, by name, row-major, as many as the base's; asked for
   *     when they are written
   */
  public static MergedModel replacing(Path base, Map<String, Supplier<float[]>> values) {
    return new MergedModel(GgufFile.read(base), new Change.Replaced(Map.copyOf(values)));
  }

  private void checkFits(GgufFile adapter, GgufTensor low) {
    String target = low.name().replaceFirst("\\.lora_[ab]$", "");
    if (target.equals(low.name())) {
      throw new ModelException(
          "The adapter's " + low.name() + " is no LoRA matrix and cannot be merged; attach it.");
    }
    if (!target.startsWith(LAYER)) {
      throw new ModelException(
          "The adapter changes " + target + ", and only layers can be merged; attach it.");
    }
    GgufTensor tensor =
        base.tensor(target)
            .orElseThrow(() ->
                new ModelException("The adapter changes " + target + ", which the model lacks."));
    boolean isA = low.name().endsWith(LOW_A);
    GgufTensor other = low(adapter, target + (isA ? LOW_B : LOW_A));
    if (tensor.dimensions().size() != 2
        || low.dimensions().size() != 2
        || other.dimensions().size() != 2) {
      throw new ModelException("The adapter's " + target + " is no plain matrix; attach it.");
    }
    long of = low.dimensions().get(isA ? 0 : 1);
    long wanted = tensor.dimensions().get(isA ? 0 : 1);
    if (of != wanted) {
      throw new ModelException(
          "The adapter's %s is made for a width of %d, and the model's is %d; choose the model that it was trained on."
              .formatted(low.name(), of, wanted));
    }
    long rank = low.dimensions().get(isA ? 1 : 0);
    if (rank < 1 || rank != other.dimensions().get(isA ? 0 : 1)) {
      throw new ModelException(
          "The adapter's matrices of " + target + " do not fit each other; it is damaged.");
    }
  }

  private static GgufTensor low(GgufFile adapter, String name) {
    return adapter
        .tensor(name)
        .orElseThrow(() -> new ModelException("The adapter lacks " + name + "."));
  }

  /** The base model's file. */
  public GgufFile base() {
    return base;
  }

  /**
   * Writes a GGUF file in this form; norms stay as they are.
   *
   * @throws ModelException if it cannot be written; then nothing is there
   */
  public void writeGguf(Path file, Form form) {
    try (Arena arena = Arena.ofConfined()) {
      GgufWriter writer = new GgufWriter();
      base.metadata().forEach(writer::put);
      writer.put("general.file_type", new GgufValue.Whole(GgufValueType.UINT32, form.fileType));
      for (GgufTensor tensor : base.tensors()) {
        GgufTensorType type = form.type(tensor);
        writer.tensor(tensor.name(), tensor.dimensions(), type, () -> encoded(tensor, type, arena));
      }
      writer.write(file);
    }
  }

  private MemorySegment encoded(GgufTensor tensor, GgufTensorType type, Arena arena) {
    if (type == tensor.type() && !change.isOf(tensor.name())) {
      return base.data(tensor, arena);
    }
    byte[] out = new byte[Math.toIntExact(type.bytes(tensor.valueCount()))];
    int rowBytes = Math.toIntExact(type.bytes(tensor.dimensions().getFirst()));
    eachRow(tensor, (row, values) -> Quantizer.write(type, values, out, row * rowBytes));
    return MemorySegment.ofArray(out);
  }

  /** A tensor's values with what is changed, row-major (out, in). */
  public float[] values(GgufTensor tensor) {
    float[] out = new float[Math.toIntExact(tensor.valueCount())];
    eachRow(
        tensor,
        (row, values) -> System.arraycopy(values, 0, out, row * values.length, values.length));
    return out;
  }

  /** Computes all rows, on all processors, and gives each to the sink. */
  private void eachRow(GgufTensor tensor, RowSink sink) {
    int width = Math.toIntExact(tensor.dimensions().getFirst());
    int rowCount = Math.toIntExact(tensor.valueCount() / width);
    Supplier<float[]> other =
        change instanceof Change.Replaced(var values) ? values.get(tensor.name()) : null;
    if (other != null) {
      float[] all = other.get();
      IntStream.range(0, rowCount)
          .parallel()
          .forEach(row -> sink.take(row, Arrays.copyOfRange(all, row * width, (row + 1) * width)));
      return;
    }
    byte[] bytes = base.bytes(tensor);
    LowRankUpdate update = update(tensor.name());
    IntStream.range(0, (rowCount + CHUNK_ROWS - 1) / CHUNK_ROWS)
        .parallel()
        .forEach(chunk -> {
          float[] first = new float[width];
          float[] second = new float[width];
          int end = Math.min(rowCount, (chunk + 1) * CHUNK_ROWS);
          for (int row = chunk * CHUNK_ROWS; row < end; row += 2) {
            boolean alone = row + 1 == end;
            int next = alone ? row : row + 1;
            read(tensor, bytes, row, first);
            read(tensor, bytes, next, second);
            if (update != null) {
              update.add(row, first, next, second);
            }
            sink.take(row, first);
            if (!alone) {
              sink.take(next, second);
            }
          }
        });
  }

  private static void read(GgufTensor tensor, byte[] bytes, int row, float[] out) {
    int rowBytes = Math.toIntExact(tensor.type().bytes(out.length));
    Dequantizer.read(tensor.type(), bytes, row * rowBytes, out);
  }

  private @Nullable LowRankUpdate update(String name) {
    if (!(change instanceof Change.Added(GgufFile adapter)) || !change.isOf(name)) {
      return null;
    }
    float[][] a = rows(adapter, low(adapter, name + LOW_A), 1);
    // As in llama.cpp: without alpha, B A counts as it is.
    double alpha = adapter.real("adapter.lora.alpha").orElse(0);
    float scale = alpha == 0 ? 1 : (float) (alpha / a.length);
    return new LowRankUpdate(a, rows(adapter, low(adapter, name + LOW_B), scale));
  }

  private static float[][] rows(GgufFile adapter, GgufTensor low, float scale) {
    float[] all = adapter.floats(low);
    int width = Math.toIntExact(low.dimensions().getFirst());
    float[][] rows = new float[all.length / width][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(all, row * width, (row + 1) * width);
      for (int i = 0; i < width; i++) {
        rows[row][i] *= scale;
      }
    }
    return rows;
  }
}
