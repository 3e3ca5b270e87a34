package memagent.bench;

/** For whom traces are written. */
public enum TraceStyle {
  /** Short system prompt, thoughts of one line. */
  SMALL,
  /** Full system prompt, thoughts of two or three sentences. */
  LARGE,
  /** As large, with a passage on {@code search_memory} in the prompt; the oracle searches first. */
  SEARCH
}
