package memagent.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import memagent.infer.LlamaAdapter;
import memagent.infer.LlamaChatModel;
import memagent.infer.LlamaSlots;

/**
 * Policy-gradient training: sample groups of episodes with the adapter as it is, grade them,
 * update, swap the new adapter into the sampler, and again.
 */
public final class PolicyRun {
  private static final int DRAW_STEPS = 5;
  private static final double SIGNAL_SHARE_MIN = 0.3;
  private static final double SURPRISE_FALL_MAX = 0.25;
  private static final double LENGTH_RISE_MAX = 2;

  private final LlamaChatModel served;
  private final LlamaSlots sampler;
  private final Rollouts rollouts;
  private final Transformer transformer;
  private final PolicyTrainer trainer;
  private final LoraSettings lora;
  private final Path folder;
  private final Settings settings;

  /**
   * How much is sampled.
   *
   * @param worldsPerStep tasks of one rollout batch
   * @param groupSize episodes of each task; {@link PolicySettings#GROUP_SIZE_ADVISED_MIN} or more
   * @param rolloutSteps rollout batches of the run
   * @param seed of the sampling
   */
  public record Settings(int worldsPerStep, int groupSize, int rolloutSteps, long seed) {}

  /**
   * What one rollout batch and its updates did.
   *
   * @param rightShare of the episodes, as the grader found
   * @param warnings signs of a collapse, a sentence each
   */
  public record Step(
      int number,
      double rightShare,
      PolicyTrainer.Progress progress,
      int dropped,
      List<String> warnings) {}

  /**
   * A run.
   *
   * @param served loads the adapters for {@code sampler}; made of the same file
   * @param transformer what {@code trainer} trains
   * @param folder of numbers, parameters and adapter
   */
  public PolicyRun(
      LlamaChatModel served,
      LlamaSlots sampler,
      Rollouts rollouts,
      Transformer transformer,
      PolicyTrainer trainer,
      LoraSettings lora,
      Path folder,
      Settings settings) {
    this.served = served;
    this.sampler = sampler;
    this.rollouts = rollouts;
    this.transformer = transformer;
    this.trainer = trainer;
    this.lora = lora;
    this.folder = folder;
    this.settings = settings;
  }

  /** Runs until the steps are done, the worlds end, or {@code stop}; saves after every step. */
  public void run(Iterator<Rollouts.World> worlds, Consumer<Step> listener, BooleanSupplier stop) {
    Metrics metrics = new Metrics(folder);
    PolicyTrainer.Progress first = null;
    for (int number = 1; number <= settings.rolloutSteps() && !stop.getAsBoolean(); number++) {
      List<Rollouts.World> batch = new ArrayList<>();
      while (batch.size() < settings.worldsPerStep() && worlds.hasNext()) {
        batch.add(worlds.next());
      }
      if (batch.isEmpty()) {
        break;
      }
      swapAdapter();
      List<Rollouts.Outcome> outcomes =
          rollouts.collect(
              batch, settings.groupSize(), number - 1L, settings.seed() * 7919 + number);
      PolicyTrainer.Progress progress =
          trainer.update(outcomes.stream().map(Rollouts.Outcome::group).toList());
      first = first == null ? progress : first;
      double right = outcomes.stream().mapToInt(Rollouts.Outcome::rightCount).sum();
      Step step =
          new Step(
              number,
              right / (batch.size() * (double) settings.groupSize()),
              progress,
              outcomes.stream().mapToInt(Rollouts.Outcome::droppedCount).sum(),
              warnings(first, progress));
      metrics.add(number, numbers(step));
      if (number % DRAW_STEPS == 0) {
        metrics.draw("RL " + folder.getFileName());
      }
      listener.accept(step);
    }
    swapAdapter();
    metrics.draw("RL " + folder.getFileName());
  }

  /** Writes the parameters and the adapter, and lets the sampler use it. */
  private void swapAdapter() {
    Map<String, Safetensors.Values> tensors = new LinkedHashMap<>();
    for (Transformer.Parameter parameter : transformer.parameters()) {
      tensors.put(
          parameter.name(),
          new Safetensors.Values(
              Tensors.shape(parameter.tensor()), Tensors.toFloats(parameter.tensor())));
    }
    Safetensors parameters = new Safetensors(tensors, Map.of());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new TrainException("The run's folder " + folder + " cannot be made: " + e + ".", e);
    }
    Path adapter = folder.resolve("adapter.gguf");
    parameters.write(folder.resolve("parameters.safetensors"));
    AdapterFile.writeGguf(adapter, transformer.config(), lora, parameters);
    sampler.use(List.of(new LlamaAdapter.Use(served.adapter(adapter), 1)));
  }

  /** Signs that runs of others showed before they collapsed. */
  private static List<String> warnings(PolicyTrainer.Progress first, PolicyTrainer.Progress now) {
    List<String> warnings = new ArrayList<>();
    if (now.signalShare() < SIGNAL_SHARE_MIN) {
      warnings.add(
          "Only %.0f %% of the groups gave a gradient; take harder or easier worlds, or larger groups."
              .formatted(now.signalShare() * 100));
    }
    if (now.surprise() < first.surprise() * SURPRISE_FALL_MAX) {
      warnings.add(
          "The policy's entropy fell from %.3f to %.3f nats; lower the learning rate or raise the clip."
              .formatted(first.surprise(), now.surprise()));
    }
    if (now.length() > first.length() * LENGTH_RISE_MAX) {
      warnings.add(
          "Episodes grew from %.0f to %.0f tokens; look at the trajectories for a farmed reward."
              .formatted(first.length(), now.length()));
    }
    return warnings;
  }

  private static Map<String, Double> numbers(Step step) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("right", step.rightShare());
    numbers.put("reward", step.progress().reward());
    numbers.put("groups with signal", step.progress().signalShare());
    numbers.put("clipped", step.progress().clippedShare());
    numbers.put("kl", step.progress().kl());
    numbers.put("entropy", step.progress().surprise());
    numbers.put("length", step.progress().length());
    numbers.put("gradient norm", step.progress().gradientNorm());
    return numbers;
  }
}
