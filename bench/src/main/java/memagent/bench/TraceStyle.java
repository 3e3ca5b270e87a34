package memagent.bench;

/** For whom traces are written. */
public enum TraceStyle {
  /** Short system prompt, thoughts of one line. */
  SMALL,
  /** Full system prompt, thoughts of two or three sentences. */
  LARGE
}
