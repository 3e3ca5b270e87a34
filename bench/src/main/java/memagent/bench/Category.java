package memagent.bench;

import java.util.Locale;

/** What a task asks of the agent. The four are the reference benchmark's. */
public enum Category {
  /** A question whose answer stands in the memory. */
  RETRIEVAL,
  /** Something the person tells or asks to change. */
  UPDATE,
  /** A question that the memory cannot answer, or a wish outside the agent's powers. */
  CLARIFICATION,
  /** A question with rules about what must not be said. */
  FILTER;

  /**
   * The category of a label, in any case.
   *
   * @throws BenchException if there is none
   */
  public static Category of(String label) {
    for (Category category : values()) {
      if (category.label().equals(label.toLowerCase(Locale.ROOT))) {
        return category;
      }
    }
    throw new BenchException(
        "The category \"" + label + "\" must be retrieval, update, clarification or filter.");
  }

  /** The name in files and on the command line, such as {@code retrieval}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
