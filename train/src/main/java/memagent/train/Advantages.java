package memagent.train;

import java.util.Arrays;

/** Rewards of one group turned into advantages. Every method gives zeros for equal rewards. */
public final class Advantages {
  /** Added to the standard deviation, as TRL does. */
  public static final double DEVIATION_FLOOR = 1e-4;

  private Advantages() {}

  /** (r - mean) / (sample standard deviation + {@value #DEVIATION_FLOOR}): GRPO, GSPO. */
  public static double[] normalised(double[] rewards) {
    double mean = mean(rewards);
    double squares = Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
    double deviation = rewards.length < 2 ? 0 : Math.sqrt(squares / (rewards.length - 1));
    return Arrays.stream(rewards).map(r -> (r - mean) / (deviation + DEVIATION_FLOOR)).toArray();
  }

  /** r - mean: Dr.GRPO. */
  public static double[] centred(double[] rewards) {
    double mean = mean(rewards);
    return Arrays.stream(rewards).map(r -> r - mean).toArray();
  }

  /** r - mean of the others: RLOO. A group of one has no others, and advantage 0. */
  public static double[] leaveOneOut(double[] rewards) {
    int count = rewards.length;
    if (count < 2) {
      return new double[count];
    }
    double sum = Arrays.stream(rewards).sum();
    return Arrays.stream(rewards).map(r -> r - (sum - r) / (count - 1)).toArray();
  }

  private static double mean(double[] rewards) {
    return Arrays.stream(rewards).average().orElse(0);
  }
}
