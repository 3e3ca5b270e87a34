package memagent.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

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
    held(parameters, optimizer)
        .forEach(
            (name, tensor) -> writer.add(name, Tensors.shape(tensor), () -> Tensors.bytes(tensor)));
    writer.write(file, Safetensors.Type.F32);
  }

  /** The parameters alone, as they are now. */
  static Safetensors parameters(List<Transformer.Parameter> parameters) {
    Map<String, Safetensors.Values> values = new LinkedHashMap<>();
    for (Transformer.Parameter parameter : parameters) {
      Tensor tensor = parameter.tensor();
      values.put(
          parameter.name(),
          new Safetensors.Values(Tensors.shape(tensor), Tensors.toFloats(tensor)));
    }
    return new Safetensors(values, Map.of());
  }

  /** Fills parameters and moments in place. */
  static Counts read(Path file, List<Transformer.Parameter> parameters, AdamW optimizer) {
    Map<String, Tensor> wanted = held(parameters, optimizer);
    Map<String, String> metadata =
        Safetensors.read(
            file,
            (name, values) -> {
              Tensor into = wanted.remove(name);
              if (into != null) {
                fill(name, values, into);
              }
            });
    wanted.forEach((name, into) -> fill(name, null, into));
    optimizer.resumeAt(number(metadata, "step"));
    return new Counts(
        number(metadata, "sequences"),
        number(metadata, "tokens"),
        metadata.containsKey("rounds") ? number(metadata, "rounds") : 0);
  }

  /** Fills the parameters alone, to start another kind of training from them. */
  static void fillParameters(Safetensors saved, List<Transformer.Parameter> parameters) {
    for (Transformer.Parameter parameter : parameters) {
      String name = parameter.name();
      fill(name, saved.tensors().get(name), parameter.tensor());
    }
  }

  /** What a checkpoint holds, by name, in the file's order. */
  private static Map<String, Tensor> held(List<Transformer.Parameter> parameters, AdamW optimizer) {
    Map<String, Tensor> held = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).name();
      held.put(name, parameters.get(i).tensor());
      held.put(MEAN + name, optimizer.means().get(i));
      held.put(SQUARE + name, optimizer.squares().get(i));
    }
    return held;
  }

  private static void fill(String name, Safetensors.@Nullable Values values, Tensor into) {
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

  private static long number(Map<String, String> metadata, String key) {
    try {
      return Long.parseLong(metadata.getOrDefault(key, ""));
    } catch (NumberFormatException e) {
      throw new TrainException("The checkpoint has no number of " + key + "; it is not one.", e);
    }
  }
}
