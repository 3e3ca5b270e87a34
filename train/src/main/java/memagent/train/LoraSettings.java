package memagent.train;

import java.util.Set;

/**
 * Which layers get a low-rank update, and how large it is.
 *
 * @param rank of the update, 1 or more
 * @param alpha the update counts alpha / rank times
 * @param targets of {@link #ALL_TARGETS}
 */
public record LoraSettings(int rank, double alpha, Set<String> targets) {

  /** All linear layers of a block, by their GGUF names. */
  public static final Set<String> ALL_TARGETS =
      Set.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down");

  public LoraSettings {
    targets = Set.copyOf(targets);
    if (rank < 1 || alpha <= 0 || targets.isEmpty() || !ALL_TARGETS.containsAll(targets)) {
      throw new TrainException(
          "The adapter's settings are rank %d, alpha %s, targets %s; the rank must be 1 or more, alpha above 0, and the targets some of %s."
              .formatted(rank, alpha, targets, ALL_TARGETS));
    }
  }

  /** How often the update counts. */
  public double scale() {
    return alpha / rank;
  }
}
