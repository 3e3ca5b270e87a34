package memagent.sandbox;

/** Python's {@code None} as a value: a Java null never stands for it. */
public enum PythonNone {
  /** The one None. */
  NONE;

  @Override
  public String toString() {
    return "None";
  }
}
