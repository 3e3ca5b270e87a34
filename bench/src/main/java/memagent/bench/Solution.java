package memagent.bench;

import java.util.List;

/**
 * How the oracle solves a task.
 *
 * @param steps Python blocks, one a turn
 * @param reply the last turn
 */
public record Solution(List<String> steps, String reply) {
  public Solution {
    steps = List.copyOf(steps);
  }
}
