package memagent.train;

import java.util.List;

/**
 * Policy-gradient losses, each a method beside its formula, with its derivative by every
 * log-probability. They are plain arithmetic: the trainer takes log-probabilities out of the model,
 * asks here for the loss and its derivatives, and sends those back through the model.
 *
 * <p>Notation: a group holds G completions of one task; y_i has |y_i| policy tokens (tool output is
 * masked out before it comes here); ρ_{i,t} = π(y_{i,t}) / π_old(y_{i,t}); A_i is the advantage.
 * All losses are negated objectives, averaged over the group.
 */
public final class PolicyLoss {
  private PolicyLoss() {}

  /**
   * One completion as the losses see it.
   *
   * @param logProbabilities (tokens) under the model that is trained
   * @param oldLogProbabilities (tokens) under the model that sampled, recomputed by the trainer
   * @param referenceLogProbabilities (tokens) under the frozen reference; like the old ones where
   *     the KL weight is 0
   * @param advantage of the whole completion
   */
  @SuppressWarnings("ArrayRecordComponent") // a value of one step, never kept
  public record Completion(
      double[] logProbabilities,
      double[] oldLogProbabilities,
      double[] referenceLogProbabilities,
      double advantage) {
    /** Number of policy tokens. */
    int length() {
      return logProbabilities.length;
    }
  }

  /**
   * Clip range, penalty and constant.
   *
   * @param clipLow how far below 1 a ratio still counts
   * @param clipHigh how far above 1 a ratio still counts
   * @param klWeight β of the k3 penalty, 0 for none
   * @param lengthMax tokens that divide Dr.GRPO's sum
   */
  public record Settings(double clipLow, double clipHigh, double klWeight, int lengthMax) {}

  /**
   * A loss and its derivatives.
   *
   * @param loss to be made small
   * @param gradients (completions)(tokens): derivative of the loss by each log-probability
   * @param clippedShare of ratios that the clip cut off, 0 to 1
   * @param kl mean k3 estimate against the reference, in nats a token
   */
  @SuppressWarnings("ArrayRecordComponent") // a value of one step, never kept
  public record Result(double loss, double[][] gradients, double clippedShare, double kl) {}

  /**
   * GSPO: the ratio and the clip belong to the whole sequence.
   *
   * <p>J = mean_i min(s_i A_i, clip(s_i, 1-ε_low, 1+ε_high) A_i), s_i = exp(1/|y_i| Σ_t log
   * ρ_{i,t}). Zheng et al. 2025, 2507.18071, equations 5 to 7; ds_i / dlogπ_{i,t} = s_i / |y_i|.
   */
  public static Result gspo(List<Completion> group, Settings settings) {
    Sum sum = new Sum(group);
    for (int i = 0; i < group.size(); i++) {
      Completion y = group.get(i);
      double ratio = Math.exp(meanLogRatio(y));
      Clipped clipped = clip(ratio, y.advantage(), settings);
      sum.loss -= clipped.value() / group.size();
      sum.count(clipped, 1);
      for (int t = 0; t < y.length(); t++) {
        sum.gradients[i][t] -= clipped.slope() * ratio / y.length() / group.size();
      }
      sum.addKl(i, y, settings, 1.0 / y.length() / group.size());
    }
    return sum.result();
  }

  /**
   * GSPO-token: GSPO's ratio with a gradient for each token by itself.
   *
   * <p>J = mean_i 1/|y_i| Σ_t min(s_{i,t} A, clip(s_{i,t}) A), s_{i,t} = sg[s_i] · π_t / sg[π_t];
   * its value is s_i, its derivative by logπ_t is s_i. Same paper, section 4.3, equations 13 and
   * 14.
   */
  public static Result gspoToken(List<Completion> group, Settings settings) {
    Sum sum = new Sum(group);
    for (int i = 0; i < group.size(); i++) {
      Completion y = group.get(i);
      double ratio = Math.exp(meanLogRatio(y));
      Clipped clipped = clip(ratio, y.advantage(), settings);
      sum.count(clipped, 1);
      double share = 1.0 / y.length() / group.size();
      for (int t = 0; t < y.length(); t++) {
        sum.loss -= clipped.value() * share;
        sum.gradients[i][t] -= clipped.slope() * ratio * share;
      }
      sum.addKl(i, y, settings, share);
    }
    return sum.result();
  }

  /**
   * GRPO: each token has its own ratio; a sequence counts as the mean of its tokens.
   *
   * <p>J = mean_i 1/|y_i| Σ_t min(ρ A, clip(ρ) A) - β KL_k3. Shao et al. 2024, DeepSeekMath,
   * 2402.03300, equations 3 and 4.
   */
  public static Result grpo(List<Completion> group, Settings settings) {
    Sum sum = new Sum(group);
    for (int i = 0; i < group.size(); i++) {
      Completion y = group.get(i);
      sum.addTokens(i, y, settings, 1.0 / y.length() / group.size());
    }
    return sum.result();
  }

  /**
   * Dr.GRPO: GRPO without the division by a sequence's own length (a constant divides instead); its
   * advantage leaves out the division by the standard deviation too.
   *
   * <p>Liu et al. 2025, 2503.20783, section 3.2.
   */
  public static Result drGrpo(List<Completion> group, Settings settings) {
    Sum sum = new Sum(group);
    for (int i = 0; i < group.size(); i++) {
      sum.addTokens(i, group.get(i), settings, 1.0 / settings.lengthMax() / group.size());
    }
    return sum.result();
  }

  /**
   * RLOO: REINFORCE on the whole sequence against the mean of the others, with one ratio for the
   * sequence when the samples are not fresh: J = mean_i ρ_i A_i, ρ_i = exp(Σ_t log ρ_{i,t}),
   * clipped as in PPO. At ρ = 1 its gradient is A_i ∇ log π(y_i).
   *
   * <p>Ahmadian et al. 2024, 2402.14740, equations 7 and 8.
   */
  public static Result rloo(List<Completion> group, Settings settings) {
    Sum sum = new Sum(group);
    for (int i = 0; i < group.size(); i++) {
      Completion y = group.get(i);
      double ratio = Math.exp(meanLogRatio(y) * y.length());
      Clipped clipped = clip(ratio, y.advantage(), settings);
      sum.loss -= clipped.value() / group.size();
      sum.count(clipped, 1);
      for (int t = 0; t < y.length(); t++) {
        sum.gradients[i][t] -= clipped.slope() * ratio / group.size();
      }
      sum.addKl(i, y, settings, 1.0 / y.length() / group.size());
    }
    return sum.result();
  }

  /** 1/|y| Σ_t log ρ_t. */
  private static double meanLogRatio(Completion y) {
    double sum = 0;
    for (int t = 0; t < y.length(); t++) {
      sum += y.logProbabilities()[t] - y.oldLogProbabilities()[t];
    }
    return sum / Math.max(1, y.length());
  }

  /** min(r A, clip(r) A) and its derivative by r. */
  private record Clipped(double value, double slope) {
    boolean cut() {
      return slope == 0;
    }
  }

  private static Clipped clip(double ratio, double advantage, Settings settings) {
    double bounded = Math.clamp(ratio, 1 - settings.clipLow(), 1 + settings.clipHigh());
    double free = ratio * advantage;
    double held = bounded * advantage;
    return free <= held ? new Clipped(free, advantage) : new Clipped(held, 0);
  }

  /** What a loss gathers while it walks over the group. */
  private static final class Sum {
    private final double[][] gradients; // (completions)(tokens)
    private double loss;
    private double kl;
    private long klCount;
    private long ratioCount;
    private long cutCount;

    Sum(List<Completion> group) {
      gradients = new double[group.size()][];
      for (int i = 0; i < group.size(); i++) {
        gradients[i] = new double[group.get(i).length()];
      }
    }

    void count(Clipped clipped, int ratios) {
      ratioCount += ratios;
      cutCount += clipped.cut() ? ratios : 0;
    }

    /** PPO's clipped surrogate, token by token, each weighing {@code share}. */
    void addTokens(int i, Completion y, Settings settings, double share) {
      for (int t = 0; t < y.length(); t++) {
        double ratio = Math.exp(y.logProbabilities()[t] - y.oldLogProbabilities()[t]);
        Clipped clipped = clip(ratio, y.advantage(), settings);
        count(clipped, 1);
        loss -= clipped.value() * share;
        gradients[i][t] -= clipped.slope() * ratio * share;
      }
      addKl(i, y, settings, share);
    }

    /**
     * β · k3 with k3 = r - log r - 1, r = π_ref / π; dk3/dlogπ = 1 - r. Schulman 2020,
     * Approximating KL Divergence.
     */
    void addKl(int i, Completion y, Settings settings, double share) {
      for (int t = 0; t < y.length(); t++) {
        double logRatio = y.referenceLogProbabilities()[t] - y.logProbabilities()[t];
        double ratio = Math.exp(logRatio);
        kl += ratio - logRatio - 1;
        klCount++;
        loss += settings.klWeight() * (ratio - logRatio - 1) * share;
        gradients[i][t] += settings.klWeight() * (1 - ratio) * share;
      }
    }

    Result result() {
      return new Result(
          loss,
          gradients,
          ratioCount == 0 ? 0 : (double) cutCount / ratioCount,
          klCount == 0 ? 0 : kl / klCount);
    }
  }
}
