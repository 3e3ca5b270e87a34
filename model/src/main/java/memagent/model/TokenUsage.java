package memagent.model;

/**
 * How many tokens a call took.
 *
 * @param promptTokens in the prompt, all of them
 * @param cachedTokens of the prompt that were not computed again; 0 where that is not known
 * @param completionTokens generated
 */
public record TokenUsage(int promptTokens, int cachedTokens, int completionTokens) {

  /** No tokens. */
  public static final TokenUsage ZERO = new TokenUsage(0, 0, 0);

  /** The sum of both, part by part. */
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        promptTokens + other.promptTokens,
        cachedTokens + other.cachedTokens,
        completionTokens + other.completionTokens);
  }
}
