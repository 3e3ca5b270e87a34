package memagent.train;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Supervised fine-tuning: the model learns to write the trained tokens of its data, each weighing
 * the same within a step.
 *
 * <p>One step: forward and backward over some batches, clip, update. The loss is the mean negative
 * log-probability of a trained token, in nats.
 */
public final class SftTrainer {
  private final Transformer transformer;
  private final SftSettings settings;
  private final int[] prefix;
  private final InstantSource clock;
  private final AdamW optimizer;
  private long sequenceCount;
  private long tokenCount;

  /**
   * What one step did.
   *
   * @param step from 1
   * @param loss nats a trained token
   * @param gradientNorm before clipping
   * @param tokenCount of the run so far, prefixes counted once a batch
   * @param sequenceCount of the run so far
   * @param tokensPerSecond of this step
   */
  public record Progress(
      long step,
      double loss,
      double gradientNorm,
      double learningRate,
      long tokenCount,
      long sequenceCount,
      double tokensPerSecond) {}

  /**
   * A trainer at its first step.
   *
   * @param prefix (prefix tokens) that every sequence begins with and none of them holds
   */
  public SftTrainer(
      Transformer transformer, SftSettings settings, int[] prefix, InstantSource clock) {
    this.transformer = transformer;
    this.settings = settings;
    this.prefix = prefix.clone();
    this.clock = clock;
    this.optimizer = new AdamW(transformer.parameters(), settings.weightDecay());
  }

  /** Goes on from a checkpoint; the caller skips {@link #sequenceCount()} sequences of the data. */
  public void resume(Path checkpoint) {
    Checkpoint.Counts counts = Checkpoint.read(checkpoint, transformer.parameters(), optimizer);
    sequenceCount = counts.sequenceCount();
    tokenCount = counts.tokenCount();
  }

  /** Sequences that have been used. */
  public long sequenceCount() {
    return sequenceCount;
  }

  /**
   * Trains until the schedule's last step, the data's end, or {@code stop}; writes a checkpoint at
   * the end and at every interval.
   */
  public void run(
      Iterator<TokenSequence> data,
      Path checkpoint,
      Consumer<Progress> listener,
      BooleanSupplier stop) {
    Instant saved = clock.instant();
    while (optimizer.step() < settings.learningRate().stepCount()
        && data.hasNext()
        && !stop.getAsBoolean()) {
      listener.accept(step(data));
      if (Duration.between(saved, clock.instant()).compareTo(settings.checkpointInterval()) >= 0) {
        save(checkpoint);
        saved = clock.instant();
      }
    }
    save(checkpoint);
  }

  /** One update from the next sequences. */
  Progress step(Iterator<TokenSequence> data) {
    Instant start = clock.instant();
    List<PackedBatch> batches = next(data);
    int trained = batches.stream().mapToInt(PackedBatch::trainedCount).sum();
    double loss = 0;
    long tokens = 0;
    for (PackedBatch batch : batches) {
      loss += backward(batch, trained);
      tokens += batch.tokenCount();
      sequenceCount += batch.sequences().size();
    }
    tokenCount += tokens;
    double norm = optimizer.clip(settings.gradientNormMax());
    double rate = settings.learningRate().at(optimizer.step());
    optimizer.update(rate);
    double seconds = Duration.between(start, clock.instant()).toNanos() / 1e9;
    return new Progress(
        optimizer.step(), loss, norm, rate, tokenCount, sequenceCount, tokens / seconds);
  }

  /** Adds the batch's share of the step's gradient; returns its share of the loss. */
  private double backward(PackedBatch batch, int trainedOfStep) {
    try (PointerScope _ = new PointerScope()) {
      TokenHead head = new TokenHead(transformer, batch, true, settings.activations());
      float[] weights = new float[batch.trainedCount()];
      Arrays.fill(weights, -1f / trainedOfStep);
      double sum = 0;
      for (float logProbability : head.backward(weights)) {
        sum -= logProbability;
      }
      return sum / trainedOfStep;
    }
  }

  /** The next step's batches: sequences until each batch is full. */
  private List<PackedBatch> next(Iterator<TokenSequence> data) {
    List<PackedBatch> batches = new ArrayList<>();
    List<TokenSequence> taken = new ArrayList<>();
    int tokens = prefix.length;
    while (batches.size() < settings.stepBatches() && data.hasNext()) {
      TokenSequence sequence = data.next();
      taken.add(sequence);
      tokens += sequence.length();
      if (tokens >= settings.batchTokensMax() || !data.hasNext()) {
        batches.add(new PackedBatch(prefix, taken));
        taken = new ArrayList<>();
        tokens = prefix.length;
      }
    }
    return batches;
  }

  private void save(Path checkpoint) {
    Checkpoint.write(
        checkpoint,
        transformer.parameters(),
        optimizer,
        new Checkpoint.Counts(sequenceCount, tokenCount, 0));
  }
}
