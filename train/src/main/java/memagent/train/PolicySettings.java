package memagent.train;

import java.util.List;

/**
 * How a policy-gradient update runs.
 *
 * @param algorithm which loss, and which advantage goes with it
 * @param loss clip range, KL weight, longest completion
 * @param learningRate by optimizer step
 * @param minibatchGroups groups whose gradients gather into one optimizer step; several minibatches
 *     of one rollout batch make the ratios leave 1, which is what clipping is for
 * @param batchTokensMax tokens that go through the model at once; bounds the memory
 * @param gradientNormMax joint norm that gradients are clipped to
 * @param activations what a forward pass keeps
 */
public record PolicySettings(
    Algorithm algorithm,
    PolicyLoss.Settings loss,
    LearningRate learningRate,
    int minibatchGroups,
    int batchTokensMax,
    double gradientNormMax,
    Activations activations) {

  /** Smaller groups hardly ever hold both a success and a failure. */
  public static final int GROUP_SIZE_ADVISED_MIN = 8;

  /** The policy-gradient methods. */
  public enum Algorithm {
    /** Group Sequence Policy Optimization. */
    GSPO,
    /** GSPO with token-wise gradients. */
    GSPO_TOKEN,
    /** Group Relative Policy Optimization. */
    GRPO,
    /** GRPO done right: no length and no deviation bias. */
    DR_GRPO,
    /** REINFORCE leave-one-out. */
    RLOO;

    /**
     * The clip range that suits it. A sequence's ratio is a mean of logarithms and hardly leaves 1:
     * 2507.18071, section 5.1. The others clip higher than lower: 2503.14476, section 3.1.
     */
    public double[] clipRange() {
      return switch (this) {
        case GSPO, GSPO_TOKEN -> new double[] {3e-4, 4e-4};
        case GRPO, DR_GRPO, RLOO -> new double[] {0.2, 0.28};
      };
    }

    /** Rewards of a group to advantages. */
    public double[] advantages(double[] rewards) {
      return switch (this) {
        case GSPO, GSPO_TOKEN, GRPO -> Advantages.normalised(rewards);
        case DR_GRPO -> Advantages.centred(rewards);
        case RLOO -> Advantages.leaveOneOut(rewards);
      };
    }

    /** The loss of completions of one group. */
    public PolicyLoss.Result loss(
        List<PolicyLoss.Completion> completions, PolicyLoss.Settings settings) {
      return switch (this) {
        case GSPO -> PolicyLoss.gspo(completions, settings);
        case GSPO_TOKEN -> PolicyLoss.gspoToken(completions, settings);
        case GRPO -> PolicyLoss.grpo(completions, settings);
        case DR_GRPO -> PolicyLoss.drGrpo(completions, settings);
        case RLOO -> PolicyLoss.rloo(completions, settings);
      };
    }
  }

  public PolicySettings {
    if (minibatchGroups < 1 || batchTokensMax < 1 || gradientNormMax <= 0) {
      throw new TrainException(
          "The settings are %d groups a minibatch, %d tokens a batch, norm %s; all must be above 0."
              .formatted(minibatchGroups, batchTokensMax, gradientNormMax));
    }
  }
}
