package memagent.train;

import java.time.Duration;

/**
 * How supervised fine-tuning runs.
 *
 * @param batchTokensMax tokens that go through the model at once; bounds the memory
 * @param stepBatches batches whose gradients gather into one step
 * @param learningRate with its schedule, which also says how many steps there are
 * @param gradientNormMax joint norm that gradients are clipped to
 * @param weightDecay AdamW's
 * @param checkpointInterval time between checkpoints
 * @param activations what a forward pass keeps
 */
public record SftSettings(
    int batchTokensMax,
    int stepBatches,
    LearningRate learningRate,
    double gradientNormMax,
    double weightDecay,
    Duration checkpointInterval,
    Activations activations) {

  public SftSettings {
    if (batchTokensMax < 1 || stepBatches < 1 || gradientNormMax <= 0 || weightDecay < 0) {
      throw new TrainException(
          "The settings are %d tokens a batch, %d batches a step, norm %s, decay %s; the first three must be above 0 and the decay 0 or more."
              .formatted(batchTokensMax, stepBatches, gradientNormMax, weightDecay));
    }
  }
}
