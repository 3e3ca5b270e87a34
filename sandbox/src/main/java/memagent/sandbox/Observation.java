package memagent.sandbox;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of a block. Only after {@link Finished} may the caller commit the block's transaction.
 */
public sealed interface Observation {

  /**
   * The variables that the block set or changed, in the order in which they were first set; empty
   * where it did not get so far. The values are {@code String}, {@code Long} or {@code BigInteger},
   * {@code Double}, {@code Boolean}, {@link PythonNone#NONE}, {@code List<Object>}, {@code
   * Map<Object, Object>}, {@link PythonTuple}, and {@link PythonRepr} for everything else. The
   * value of a bare last expression is here as {@code _}. Modules, functions, classes and names
   * with two leading underscores are left out. What goes to the next block is the earlier variables
   * with these put over them.
   */
  Map<String, Object> variables();

  /** What the block printed, cut at {@link SandboxLimits#printedCharsMax()} with a note. */
  String printed();

  /**
   * What stands between {@code <result>\n} and {@code \n</result>}, in the reference's form, cut at
   * {@link SandboxLimits#resultCharsMax()} with a note.
   */
  String resultText();

  /** The block ran to its end. */
  record Finished(Map<String, Object> variables, String printed, String resultText)
      implements Observation {

    public Finished {
      variables = ordered(variables);
    }
  }

  /**
   * The block raised and did not catch it; variables are those set before.
   *
   * @param error the Python traceback with the block's own line numbers, its last line the error
   */
  record Raised(Map<String, Object> variables, String printed, String resultText, String error)
      implements Observation {

    public Raised {
      variables = ordered(variables);
    }
  }

  /**
   * The block was stopped because its time was over. What it had printed and set is lost.
   *
   * @param error one sentence that names the limit
   */
  record TimedOut(String printed, String resultText, String error) implements Observation {

    @Override
    public Map<String, Object> variables() {
      return Map.of();
    }
  }

  /**
   * The block was stopped, or not begun, because it broke another limit, or took its worker down.
   *
   * @param limit the name of the limit as in {@link SandboxLimits}, as {@code heapBytesMax}
   * @param error one sentence that names the limit
   */
  record LimitExceeded(String printed, String resultText, String limit, String error)
      implements Observation {

    @Override
    public Map<String, Object> variables() {
      return Map.of();
    }
  }

  private static Map<String, Object> ordered(Map<String, Object> variables) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }
}
