package memagent.vault;

import java.util.List;

/**
 * One kind of what is to be forgotten, where it was found.
 *
 * @param kind a word or two that name it, such as {@code past versions}
 * @param count how many there are
 * @param what becomes of them, such as {@code removed}
 * @param examples some of them, each one line
 */
public record ForgetTrace(String kind, int count, String what, List<String> examples) {
  /** How many examples are kept. */
  public static final int EXAMPLES_MAX = 3;

  public ForgetTrace {
    examples = examples.stream().limit(EXAMPLES_MAX).toList();
  }
}
