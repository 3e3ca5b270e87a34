package memagent.infer;

/** placeholder. */
public final class LlamaSlots {
  private LlamaSlots() {}
}
