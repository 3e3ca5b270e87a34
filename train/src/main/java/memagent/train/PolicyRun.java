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
   * @param samplingRoundsMax how often a batch is filled up with other tasks where groups gave no
   *     gradient: DAPO's dynamic sampling, 2503.14476, section 3.2; 1 for never
   * @param seed of the sampling
   */
  public record Settings(
      int worldsPerStep, int groupSize, int rolloutSteps, int samplingRoundsMax, long seed) {
    public Settings {
      if (worldsPerStep < 1 || groupSize < 2 || rolloutSteps < 1 || samplingRoundsMax < 1) {
        throw new TrainException(
            "The settings are %d tasks a step, groups of %d, %d steps, %d rounds; a group needs 2 or more, the others 1 or more."
                .formatted(worldsPerStep, groupSize, rolloutSteps, samplingRoundsMax));
      }
    }
  }

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

  /**
   * Runs until the steps are done, the worlds end, or {@code stop}; saves after every step, and
   * goes on where an earlier run in the folder stopped.
   */
  public void run(WorldSource worlds, Consumer<Step> listener, BooleanSupplier stop) {
    makeFolder();
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    Checkpoint.Counts counts =
        Files.exists(checkpoint) ? trainer.resume(checkpoint) : Checkpoint.Counts.NONE;
    Iterator<Rollouts.World> ahead = worlds.from(counts.sequenceCount());
    Metrics metrics = new Metrics(folder);
    while (counts.roundCount() < settings.rolloutSteps()
        && ahead.hasNext()
        && !stop.getAsBoolean()) {
      int number = Math.toIntExact(counts.roundCount() + 1);
      swapAdapter();
      Batch batch = sample(ahead, number);
      PolicyTrainer.Progress progress =
          trainer.update(batch.outcomes().stream().map(Rollouts.Outcome::group).toList());
      Step step =
          new Step(
              number,
              batch.rightShare(settings.groupSize()),
              progress,
              batch.outcomes().stream().mapToInt(Rollouts.Outcome::droppedCount).sum(),
              warnings(metrics, progress));
      counts =
          new Checkpoint.Counts(
              counts.sequenceCount() + batch.outcomes().size(),
              counts.tokenCount() + batch.tokenCount(),
              number);
      trainer.save(checkpoint, counts);
      metrics.add(number, numbers(step));
      if (number % DRAW_STEPS == 0) {
        metrics.draw("RL " + folder.getFileName());
      }
      listener.accept(step);
    }
    swapAdapter();
    metrics.draw("RL " + folder.getFileName());
  }

  /** What was sampled for one update. */
  private record Batch(List<Rollouts.Outcome> outcomes) {
    double rightShare(int groupSize) {
      double right = outcomes.stream().mapToInt(Rollouts.Outcome::rightCount).sum();
      return right / Math.max(1, outcomes.size() * groupSize);
    }

    long tokenCount() {
      return outcomes.stream()
          .flatMap(outcome -> outcome.group().samples().stream())
          .mapToLong(sample -> sample.sequence().length())
          .sum();
    }
  }

  /** Plays tasks until enough groups give a gradient or the rounds are over. */
  private Batch sample(Iterator<Rollouts.World> ahead, int number) {
    List<Rollouts.Outcome> outcomes = new ArrayList<>();
    for (int round = 0; round < settings.samplingRoundsMax(); round++) {
      long useful = outcomes.stream().filter(outcome -> outcome.group().hasSignal()).count();
      List<Rollouts.World> batch = new ArrayList<>();
      while (batch.size() < settings.worldsPerStep() - useful && ahead.hasNext()) {
        batch.add(ahead.next());
      }
      if (batch.isEmpty()) {
        break;
      }
      long seed = (settings.seed() * 7919 + number) * 31 + round;
      outcomes.addAll(rollouts.collect(batch, settings.groupSize(), trainer.steps(), seed));
    }
    return new Batch(outcomes);
  }

  private void makeFolder() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new TrainException("The run's folder " + folder + " cannot be made: " + e + ".", e);
    }
  }

  /** The adapter that the run writes, as llama.cpp reads it. */
  public Path adapter() {
    return folder.resolve("adapter.gguf");
  }

  /** Writes the adapter, and lets the sampler use it. */
  private void swapAdapter() {
    Safetensors parameters = Checkpoint.parameters(transformer.parameters());
    Path adapter = adapter();
    AdapterFile.writeGguf(adapter, transformer.config(), lora, parameters);
    sampler.use(List.of(new LlamaAdapter.Use(served.adapter(adapter), 1)));
  }

  /** Signs that runs of others showed before they collapsed. */
  private static List<String> warnings(Metrics metrics, PolicyTrainer.Progress now) {
    double firstSurprise = metrics.first("entropy").orElse(now.surprise());
    double firstLength = metrics.first("length").orElse(now.length());
    List<String> warnings = new ArrayList<>();
    if (now.signalShare() < SIGNAL_SHARE_MIN) {
      warnings.add(
          "Only %.0f %% of the groups gave a gradient; take harder or easier worlds, or larger groups."
              .formatted(now.signalShare() * 100));
    }
    if (now.surprise() > 0 && now.surprise() < firstSurprise * SURPRISE_FALL_MAX) {
      warnings.add(
          "The policy's entropy fell from %.3f to %.3f nats; lower the learning rate or raise the clip."
              .formatted(firstSurprise, now.surprise()));
    }
    if (now.length() > firstLength * LENGTH_RISE_MAX) {
      warnings.add(
          "Episodes grew from %.0f to %.0f tokens; look at the trajectories for a farmed reward."
              .formatted(firstLength, now.length()));
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
