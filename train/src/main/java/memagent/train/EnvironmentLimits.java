package memagent.train;

import java.time.Duration;

/**
 * What the environment over HTTP allows.
 *
 * @param sessionCountMax episodes at a time
 * @param idleTimeMax after which an episode that nobody steps ends
 * @param stepTimeMax that one step may take, the block included
 * @param bodyBytesMax of one request
 * @param actionCharsMax of one completion
 */
public record EnvironmentLimits(
    int sessionCountMax,
    Duration idleTimeMax,
    Duration stepTimeMax,
    int bodyBytesMax,
    int actionCharsMax) {

  /** For a cluster's rollouts. */
  public static final EnvironmentLimits DEFAULT =
      new EnvironmentLimits(
          4_096, Duration.ofMinutes(30), Duration.ofMinutes(5), 4_000_000, 200_000);

  public EnvironmentLimits {
    if (sessionCountMax < 1
        || idleTimeMax.isNegative()
        || idleTimeMax.isZero()
        || stepTimeMax.isNegative()
        || stepTimeMax.isZero()
        || bodyBytesMax < 1
        || actionCharsMax < 1) {
      throw new TrainException("The environment's limits are " + this + "; each must be above 0.");
    }
  }
}
