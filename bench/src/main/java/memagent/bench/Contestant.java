package memagent.bench;

import java.nio.file.Path;
import memagent.model.Cancellation;

/** Whoever tries the tasks: the agent with some model, or a baseline. */
@FunctionalInterface
public interface Contestant {

  /**
   * Tries one task.
   *
   * @param folder a fresh copy of the task's memory, for this attempt alone
   * @throws memagent.model.ModelException if the model cannot be reached; the task counts as an
   *     error
   */
  Attempt attempt(Task task, Path folder, Cancellation cancellation);

  /**
   * What came of a try; the memory is what the folder holds afterwards.
   *
   * @param malformed turns that could not be used
   */
  record Attempt(String reply, int turns, int malformed, int promptTokens, int completionTokens) {}
}
