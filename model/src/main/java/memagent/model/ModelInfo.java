package memagent.model;

/**
 * What a model is called and what it can take.
 *
 * @param name for people and trajectories, such as {@code SmolLM2-135M-Instruct Q4_1}
 * @param contextTokensMax prompt and completion together; 0 where that is not known
 * @param parameterCount weights in the model; 0 where that is not known
 * @param opensThought whether the chat template itself writes {@code <think>}, so that the output
 *     begins inside it
 * @param keepsGrammar whether {@link ChatRequest#grammar()} is enforced
 */
public record ModelInfo(
    String name,
    int contextTokensMax,
    long parameterCount,
    boolean opensThought,
    boolean keepsGrammar) {

  /** Below this a model gets the short system prompt. */
  public static final long SMALL_PARAMETERS_MAX = 1_000_000_000L;

  /** Whether the model is small enough to need the short system prompt; unknown counts as large. */
  public boolean isSmall() {
    return parameterCount > 0 && parameterCount < SMALL_PARAMETERS_MAX;
  }
}
