package memagent.model;

/**
 * How the next token is chosen.
 *
 * @param temperature 0 (always the most likely token) to 2
 * @param topP nucleus sampling's share of probability, above 0 to 1; 1 switches it off
 * @param topK how many of the most likely tokens are considered; 0 switches it off
 * @param minP least probability relative to the most likely token, 0 to 1; 0 switches it off
 * @param seed of the sampler's random numbers; the same seed, request and model give the same text
 */
public record SamplingParameters(
    double temperature, double topP, int topK, double minP, long seed) {

  /** Always the most likely token. */
  public static final SamplingParameters GREEDY = new SamplingParameters(0, 1, 0, 0, 0);

  /** Qwen3's advice for its thinking mode: temperature 0.6, top-p 0.95, top-k 20. */
  public static final SamplingParameters QWEN3_THINKING =
      new SamplingParameters(0.6, 0.95, 20, 0, 0);

  public SamplingParameters {
    check(temperature >= 0 && temperature <= 2, "temperature", temperature, "0 to 2");
    check(topP > 0 && topP <= 1, "topP", topP, "above 0 and up to 1");
    check(topK >= 0, "topK", topK, "0 or more");
    check(minP >= 0 && minP <= 1, "minP", minP, "0 to 1");
  }

  private static void check(boolean ok, String name, double value, String range) {
    if (!ok) {
      throw new IllegalArgumentException(
          "The sampling parameter " + name + " is " + value + "; it must be " + range + ".");
    }
  }
}
