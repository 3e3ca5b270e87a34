package memagent.agent;

/** Which system prompt a model gets. */
public enum PromptStyle {
  /** Short for a model below 1 B parameters, full for the others. */
  AUTO,
  /** At most 200 tokens; the one that small models are trained with. */
  SHORT,
  /** The full rules, for models of 4 B and more. */
  FULL,
  /** The full rules and {@code search_memory}, for models that were trained with it. */
  SEARCH
}
