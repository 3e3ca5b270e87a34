package memagent.train;

/** What a forward pass keeps for the gradient. */
public enum Activations {
  /** Whatever the gradient needs. */
  KEPT,
  /** Each block's input; the rest is computed again: less memory, half as much computing more. */
  RECOMPUTED
}
