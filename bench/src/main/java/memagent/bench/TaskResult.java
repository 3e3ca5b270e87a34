package memagent.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one task; one line of a run's journal.
 *
 * @param notes in the memory
 * @param distractors around the evidence; null where nobody counted them
 * @param faults why it is wrong, or what failed
 * @param changes how the notes changed, a line for each that went or came; cut where it is long
 */
public record TaskResult(
    String id,
    Category category,
    String kind,
    int notes,
    @Nullable Integer distractors,
    Verdict verdict,
    List<String> faults,
    String question,
    String reply,
    String changes,
    int turns,
    int malformed,
    int promptTokens,
    int completionTokens,
    long millis) {
  public TaskResult {
    faults = List.copyOf(faults);
    changes = changes == null ? "" : changes; // journals of earlier versions have none
  }

  /** How a task ended. */
  public enum Verdict {
    RIGHT,
    WRONG,
    /** The model or the machine failed; says nothing about the answer. */
    ERROR
  }

  @JsonIgnore
  boolean isRight() {
    return verdict == Verdict.RIGHT;
  }

  /** Whether it says nothing about the answer. */
  @JsonIgnore
  public boolean isError() {
    return verdict == Verdict.ERROR;
  }
}
