package memagent.agent;

import java.util.List;
import memagent.model.TokenUsage;
import memagent.vault.VaultChange;

/** How a question ended. */
public sealed interface AgentResult {

  /** What to show the person, in plain words; filtered. */
  String reply();

  /** What is common to all ends. */
  Outcome outcome();

  /** The changes that are on disk, in order. */
  default List<VaultChange> changes() {
    return outcome().changes();
  }

  /** Tokens of all turns. */
  default TokenUsage usage() {
    return outcome().usage();
  }

  /** How many times the model was asked. */
  default int turns() {
    return outcome().turns();
  }

  /** How many of its turns could not be used. */
  default int malformed() {
    return outcome().malformed();
  }

  /** All that happened. */
  default Trajectory trajectory() {
    return outcome().trajectory();
  }

  /** The model replied. */
  record Replied(String reply, Outcome outcome) implements AgentResult {}

  /** The last turn passed without a reply. */
  record OutOfTurns(String reply, Outcome outcome) implements AgentResult {}

  /** The model went in circles or wrote nothing usable. */
  record GaveUp(String reply, Outcome outcome) implements AgentResult {}

  /** The question could not be taken, and the reply says why; the model was not asked. */
  record Refused(String reply, Outcome outcome) implements AgentResult {}

  /** The person stopped it. */
  record Cancelled(String reply, Outcome outcome) implements AgentResult {}

  /**
   * What is common to all ends.
   *
   * @param turns how many times the model was asked
   * @param malformed how many of its turns could not be used
   * @param filtering what the privacy filter did to the reply
   */
  record Outcome(
      List<VaultChange> changes,
      TokenUsage usage,
      int turns,
      int malformed,
      PrivacyFilter.Tier filtering,
      Trajectory trajectory) {
    public Outcome {
      changes = List.copyOf(changes);
    }
  }
}
