package memagent.train;

/**
 * Linear warm-up, then a cosine down to a share of the peak.
 *
 * @param peak highest rate
 * @param warmUpSteps steps until the peak
 * @param stepCount steps of the whole run, at least {@code warmUpSteps}
 * @param floorShare of the peak that remains at the end, 0 to 1
 */
public record LearningRate(double peak, int warmUpSteps, int stepCount, double floorShare) {

  public LearningRate {
    if (peak <= 0
        || warmUpSteps < 0
        || stepCount < warmUpSteps
        || floorShare < 0
        || floorShare > 1) {
      throw new TrainException(
          "The learning rate's schedule is peak %s, warm-up %d of %d steps, floor %s; the peak must be above 0, the warm-up within the run, the floor 0 to 1."
              .formatted(peak, warmUpSteps, stepCount, floorShare));
    }
  }

  /** The rate of the step with this index, from 0; after the last step it stays at the floor. */
  public double at(long step) {
    if (step < warmUpSteps) {
      return peak * (step + 1) / warmUpSteps;
    }
    double done = Math.min(1, (double) (step - warmUpSteps) / Math.max(1, stepCount - warmUpSteps));
    return peak * (floorShare + (1 - floorShare) * 0.5 * (1 + Math.cos(Math.PI * done)));
  }
}
