package memagent.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * What a run needs to go on with the very same steps: parameters, AdamW's moments, and how far the
 * data was used. One safetensors file.
 */
final class Checkpoint {
  private static final String MEAN = "adam.mean.";
  private static final String SQUARE = "adam.square.";

  private Checkpoint() {}

  /**
   * How far the data was used.
   *
   * @param roundCount rollout batches; 0 in supervised training
   */
  record Counts(long sequenceCount, long tokenCount, long roundCount) {
    static final Counts NONE = new Counts(0, 0, 0);
  }

  static void write(
      Path file, List<Transformer.Parameter> parameters, AdamW optimizer, Counts counts) {
    SafetensorsWriter writer =
        new SafetensorsWriter(
            Map.of(
                "step", Long.toString(optimizer.step()),
                "sequences", Long.toString(counts.sequenceCount()),
                "tokens", Long.toString(counts.tokenCount()),
                "rounds", Long.toString(counts.roundCount())));
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).name();
      add(writer, name, parameters.get(i).tensor());
      add(writer, MEAN + name, optimizer.means().get(i));
      add(writer, SQUARE + name, optimizer.squares().get(i));
    }
    writer.write(file, Safetensors.Type.F32);
  }

  /** Fills parameters and moments in place. */
  static Counts read(Path file, List<Transformer.Parameter> parameters, AdamW optimizer) {
    Safetensors saved = Safetensors.read(file);
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).name();
      fill(saved, name, parameters.get(i).tensor());
      fill(saved, MEAN + name, optimizer.means().get(i));
      fill(saved, SQUARE + name, optimizer.squares().get(i));
    }
    optimizer.resumeAt(number(saved, "step"));
    return new Counts(
        number(saved, "sequences"),
        number(saved, "tokens"),
        saved.metadata().containsKey("rounds") ? number(saved, "rounds") : 0);
  }

  /** Fills the parameters alone, to start another kind of training from them. */
  static void fillParameters(Safetensors saved, List<Transformer.Parameter> parameters) {
    for (Transformer.Parameter parameter : parameters) {
      fill(saved, parameter.name(), parameter.tensor());
    }
  }

  private static void add(SafetensorsWriter writer, String name, Tensor tensor) {
    writer.add(name, Tensors.shape(tensor), () -> Tensors.bytes(tensor));
  }

  private static void fill(Safetensors saved, String name, Tensor into) {
    Safetensors.Values values = saved.tensors().get(name);
    if (values == null || !values.shape().equals(Tensors.shape(into))) {
      throw new TrainException(
          "The checkpoint does not fit: its tensor "
              + name
              + (values == null ? " is absent" : " has the shape " + values.shape())
              + ", and the run needs "
              + Tensors.shape(into)
              + "; use the settings that it was made with.");
    }
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      into.copy_(
          Tensors.ofFloats(
              values.values(), values.shape().stream().mapToLong(Long::longValue).toArray()));
    }
  }

  private static long number(Safetensors saved, String key) {
    try {
      return Long.parseLong(saved.metadata().getOrDefault(key, ""));
    } catch (NumberFormatException e) {
      throw new TrainException("The checkpoint has no number of " + key + "; it is not one.", e);
    }
  }
}
