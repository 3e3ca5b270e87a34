package memagent.model;

/** Why a completion ended. */
public enum FinishReason {
  /** The model ended its message, or a stop string was met. */
  STOP,
  /** {@link ChatRequest#completionTokensMax()} or the context's end was reached. */
  LENGTH,
  /** The same few tokens came again and again. */
  LOOP,
  /** The caller cancelled. */
  CANCELLED
}
