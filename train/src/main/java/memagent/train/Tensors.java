package memagent.train;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tensors in and out of Java, and how long they live.
 *
 * <p>A tensor's native memory is freed by the innermost {@link PointerScope} that was open when it
 * was made. {@link #keeping} runs work in a scope of its own and hands just the result to the scope
 * outside. Everything else is freed at once, but for what the gradient's graph still holds.
 */
final class Tensors {
  private Tensors() {}

  /** Runs {@code work}, frees all it made but its result. */
  static Tensor keeping(Supplier<Tensor> work) {
    PointerScope outside = PointerScope.getInnerScope();
    try (PointerScope _ = new PointerScope()) {
      Tensor result = work.get();
      if (outside == null) {
        result.retainReference();
      } else {
        outside.attach(result);
      }
      return result;
    }
  }

  /** Runs {@code work} without a graph for gradients, and frees all it made. */
  static void withoutGradient(Runnable work) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      work.run();
    }
  }

  /** (values) of 64-bit integers. */
  static Tensor ofLongs(long[] values) {
    try (LongPointer source = new LongPointer(values)) {
      return keeping(() ->
          torch.from_blob(source, new long[] {values.length}, options(ScalarType.Long)).clone());
    }
  }

  /** f32 of the given shape; {@code values} in row-major order. */
  static Tensor ofFloats(float[] values, long... shape) {
    return filled(buffer -> buffer.put(values), shape);
  }

  /** f32 of the given shape; {@code values} writes all of them, in row-major order. */
  static Tensor filled(Consumer<FloatBuffer> values, long... shape) {
    return keeping(() -> {
      Tensor tensor = torch.empty(shape, options(ScalarType.Float), new MemoryFormatOptional());
      if (tensor.numel() > 0) {
        FloatBuffer buffer = tensor.createBuffer();
        values.accept(buffer);
      }
      return tensor;
    });
  }

  /** Zeros, f32. */
  static Tensor zeros(long... shape) {
    return keeping(() -> torch.zeros(shape, options(ScalarType.Float)));
  }

  /** A copy of all values as f32, in row-major order. */
  static float[] toFloats(Tensor tensor) {
    try (PointerScope _ = new PointerScope()) {
      Tensor plain = tensor.detach().to(ScalarType.Float).cpu().contiguous();
      float[] values = new float[Math.toIntExact(plain.numel())];
      FloatBuffer buffer = plain.createBuffer();
      buffer.get(values);
      return values;
    }
  }

  /** A view of the bytes of a tensor in f32 without gaps, while it lives. */
  static ByteBuffer bytes(Tensor tensor) {
    return new BytePointer(tensor.data_ptr()).capacity(tensor.numel() * Float.BYTES).asByteBuffer();
  }

  /** Adds to a parameter's gradient, in its type. */
  static void accumulate(Tensor parameter, Tensor gradient) {
    Tensor held = parameter.mutable_grad();
    if (held.defined()) {
      held.add_(gradient);
    } else {
      held.put(gradient.to(parameter.scalar_type()).contiguous().clone());
    }
  }

  /**
   * Adds to some rows of a parameter's gradient, where it is trained.
   *
   * @param index (rows) of the parameter; may name one several times
   * @param gradient (rows, width)
   */
  static void accumulateRows(Tensor parameter, long[] index, Tensor gradient) {
    if (!parameter.requires_grad()) {
      return;
    }
    withoutGradient(() -> {
      Tensor held = parameter.mutable_grad();
      if (!held.defined()) {
        held.put(torch.zeros_like(parameter));
      }
      held.index_add_(0, ofLongs(index), gradient.to(held.scalar_type()));
    });
  }

  /** Sizes, outermost first. */
  static List<Long> shape(Tensor tensor) {
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < tensor.dim(); i++) {
      sizes.add(tensor.size(i));
    }
    return sizes;
  }

  static TensorOptions options(ScalarType type) {
    return new TensorOptions(type);
  }
}
