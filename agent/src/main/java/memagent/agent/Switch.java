package memagent.agent;

/** A setting that is on, off, or left to what suits the model. */
public enum Switch {
  /** On where it helps this model. */
  AUTO,
  /** Always on. */
  ON,
  /** Always off. */
  OFF;

  /** Whether it is on, where {@code suits} says what {@link #AUTO} means here. */
  public boolean isOn(boolean suits) {
    return switch (this) {
      case AUTO -> suits;
      case ON -> true;
      case OFF -> false;
    };
  }
}
