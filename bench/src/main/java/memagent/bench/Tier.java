package memagent.bench;

import java.util.Locale;

/** How much of what a question asks for its filters deny. */
public enum Tier {
  /** Nothing: a full answer is right. */
  NONE,
  /** A part: the rest must be told. */
  PART,
  /** All of it. */
  ALL;

  /** The name in task files, such as {@code part}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
