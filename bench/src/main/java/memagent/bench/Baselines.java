package memagent.bench;

/** Replies that no task may accept. */
final class Baselines {
  /** Says nothing about the task. */
  static final String REFUSAL = "I cannot help with that.";

  private Baselines() {}
}
