package memagent.agent;

/** Which of the model's earlier thoughts it sees again. */
public enum ThoughtHistory {
  /** The last one for Qwen3 and its children, all of them for the others. */
  AUTO,
  /** All of them: the prompt only grows, so that a prefix cache always fits. */
  ALL,
  /** Only that of the latest turn, as Qwen3's template does. */
  LAST
}
