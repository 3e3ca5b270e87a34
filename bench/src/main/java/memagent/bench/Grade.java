package memagent.bench;

import java.util.List;

/**
 * How an attempt was judged.
 *
 * @param faults what is wrong, a sentence each; empty where the attempt is right
 */
public record Grade(List<String> faults) {
  public Grade {
    faults = List.copyOf(faults);
  }

  /** Whether nothing is wrong. */
  public boolean isRight() {
    return faults.isEmpty();
  }
}
