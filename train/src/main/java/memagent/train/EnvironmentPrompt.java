package memagent.train;

import memagent.agent.AgentSettings;
import memagent.agent.CodeHelp;
import memagent.agent.PromptStyle;
import memagent.model.ModelInfo;

/** For which models the environment prompts, and how many turns they get. */
public enum EnvironmentPrompt {
  /** Small models: the short prompt, with a first look. */
  SMALL(135_000_000, PromptStyle.AUTO),
  /** Models of 4 B and more: the full prompt. */
  LARGE(4_000_000_000L, PromptStyle.AUTO),
  /** Such models that search first: the full prompt with {@code search_memory}. */
  SEARCH(4_000_000_000L, PromptStyle.SEARCH);

  private final long parameterCount;
  private final PromptStyle style;

  EnvironmentPrompt(long parameterCount, PromptStyle style) {
    this.parameterCount = parameterCount;
    this.style = style;
  }

  /** What the model that plays claims to be. */
  ModelInfo info() {
    return new ModelInfo("policy", 0, parameterCount, false, false);
  }

  /** Without help in code: a model does not learn from what the program does for it. */
  AgentSettings settings() {
    return AgentSettings.forModel(info()).withPrompt(style).withHelp(CodeHelp.OFF);
  }
}
