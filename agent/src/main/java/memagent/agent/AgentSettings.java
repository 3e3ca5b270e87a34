package memagent.agent;

import java.nio.file.Path;
import memagent.model.ModelInfo;
import memagent.model.SamplingParameters;
import org.jspecify.annotations.Nullable;

/**
 * How an agent works.
 *
 * @param grammar whether the turn frame is sent as a grammar, where the model keeps to one
 * @param recall whether the question comes with the lines of the memory that bear on it, found in
 *     code; {@link Switch#AUTO} is on for small models, which are trained with it
 * @param evidence whether the result that the model sees ends with the lines that bear on the
 *     question; {@link Switch#AUTO} is on for small models. It belongs to the form that small
 *     models are trained with
 * @param groundingRetry whether a reply with a value that was read nowhere is asked for once more;
 *     {@link Switch#AUTO} is on for small models
 * @param help what the program does in code for a model that often misses by a little
 * @param filters text of the filters file; empty for none
 * @param trajectories folder for one JSON Lines file per question; null for none
 */
public record AgentSettings(
    SamplingParameters sampling,
    TurnLimits limits,
    PromptStyle prompt,
    ThoughtHistory thoughts,
    Switch grammar,
    Switch recall,
    Switch evidence,
    Switch groundingRetry,
    CodeHelp help,
    String filters,
    @Nullable Path trajectories) {

  /** Greedy, the default limits, everything else as it suits the model. */
  public static final AgentSettings DEFAULT =
      new AgentSettings(
          SamplingParameters.GREEDY,
          TurnLimits.DEFAULT,
          PromptStyle.AUTO,
          ThoughtHistory.AUTO,
          Switch.AUTO,
          Switch.AUTO,
          Switch.AUTO,
          Switch.AUTO,
          CodeHelp.AUTO,
          "",
          null);

  /** What suits a model: greedy and short turns for a small one, Qwen3's advice for the others. */
  public static AgentSettings forModel(ModelInfo model) {
    return model.isSmall()
        ? DEFAULT.withLimits(TurnLimits.SMALL)
        : DEFAULT.withSampling(SamplingParameters.QWEN3_THINKING);
  }

  public AgentSettings {
    if (filters.length() > limits.filterCharsMax()) {
      throw new IllegalArgumentException(
          "The filters file has "
              + filters.length()
              + " characters; at most "
              + limits.filterCharsMax()
              + " are read (filterCharsMax): shorten it.");
    }
  }

  /** These settings with another sampling. */
  public AgentSettings withSampling(SamplingParameters other) {
    return new AgentSettings(
        other,
        limits,
        prompt,
        thoughts,
        grammar,
        recall,
        evidence,
        groundingRetry,
        help,
        filters,
        trajectories);
  }

  /** These settings with other limits. */
  public AgentSettings withLimits(TurnLimits other) {
    return new AgentSettings(
        sampling,
        other,
        prompt,
        thoughts,
        grammar,
        recall,
        evidence,
        groundingRetry,
        help,
        filters,
        trajectories);
  }

  /** These settings with another prompt. */
  public AgentSettings withPrompt(PromptStyle other) {
    return new AgentSettings(
        sampling,
        limits,
        other,
        thoughts,
        grammar,
        recall,
        evidence,
        groundingRetry,
        help,
        filters,
        trajectories);
  }

  /** These settings with another history of thoughts. */
  public AgentSettings withThoughts(ThoughtHistory other) {
    return new AgentSettings(
        sampling,
        limits,
        prompt,
        other,
        grammar,
        recall,
        evidence,
        groundingRetry,
        help,
        filters,
        trajectories);
  }

  /** These settings with the grammar switched. */
  public AgentSettings withGrammar(Switch other) {
    return new AgentSettings(
        sampling,
        limits,
        prompt,
        thoughts,
        other,
        recall,
        evidence,
        groundingRetry,
        help,
        filters,
        trajectories);
  }

  /** These settings with the first look switched. */
  public AgentSettings withRecall(Switch other) {
    return new AgentSettings(
        sampling,
        limits,
        prompt,
        thoughts,
        grammar,
        other,
        evidence,
        groundingRetry,
        help,
        filters,
        trajectories);
  }

  /** These settings with the evidence switched. */
  public AgentSettings withEvidence(Switch other) {
    return new AgentSettings(
        sampling,
        limits,
        prompt,
        thoughts,
        grammar,
        recall,
        other,
        groundingRetry,
        help,
        filters,
        trajectories);
  }

  /** These settings with the retry of ungrounded replies switched. */
  public AgentSettings withGroundingRetry(Switch other) {
    return new AgentSettings(
        sampling,
        limits,
        prompt,
        thoughts,
        grammar,
        recall,
        evidence,
        other,
        help,
        filters,
        trajectories);
  }

  /** These settings with other help in code. */
  public AgentSettings withHelp(CodeHelp other) {
    return new AgentSettings(
        sampling,
        limits,
        prompt,
        thoughts,
        grammar,
        recall,
        evidence,
        groundingRetry,
        other,
        filters,
        trajectories);
  }

  /** These settings with other filters. */
  public AgentSettings withFilters(String other) {
    return new AgentSettings(
        sampling,
        limits,
        prompt,
        thoughts,
        grammar,
        recall,
        evidence,
        groundingRetry,
        help,
        other,
        trajectories);
  }

  /** These settings with another folder for trajectories. */
  public AgentSettings withTrajectories(@Nullable Path folder) {
    return new AgentSettings(
        sampling,
        limits,
        prompt,
        thoughts,
        grammar,
        recall,
        evidence,
        groundingRetry,
        help,
        filters,
        folder);
  }
}
