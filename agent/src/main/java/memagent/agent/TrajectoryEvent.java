package memagent.agent;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** One thing that happened while a question was worked on; one line of a trajectory's file. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TrajectoryEvent.Asked.class, name = "asked"),
  @JsonSubTypes.Type(value = TrajectoryEvent.Recalled.class, name = "recalled"),
  @JsonSubTypes.Type(value = TrajectoryEvent.Turned.class, name = "turned"),
  @JsonSubTypes.Type(value = TrajectoryEvent.Ran.class, name = "ran"),
  @JsonSubTypes.Type(value = TrajectoryEvent.Hinted.class, name = "hinted"),
  @JsonSubTypes.Type(value = TrajectoryEvent.Ungrounded.class, name = "ungrounded"),
  @JsonSubTypes.Type(value = TrajectoryEvent.Filtered.class, name = "filtered"),
  @JsonSubTypes.Type(value = TrajectoryEvent.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = TrajectoryEvent.Failed.class, name = "failed"),
})
public sealed interface TrajectoryEvent {

  /**
   * A question came in.
   *
   * @param at the moment, ISO 8601 in UTC
   * @param number of the question in its session, from 1
   * @param filter in force; empty for none
   * @param prompt id of the {@link SystemPrompt}
   */
  record Asked(
      String at,
      String session,
      int number,
      String question,
      String filter,
      String prompt,
      String model)
      implements TrajectoryEvent {}

  /** The first look: the lines of the memory that the question came with. */
  record Recalled(String text) implements TrajectoryEvent {}

  /**
   * The model wrote a turn.
   *
   * @param raw what it wrote, untouched
   * @param code what is run; empty for none
   * @param reply what it says; empty for none
   * @param fault name of the {@link AssistantTurn.Fault}; empty for none
   * @param repairs names of the {@link AssistantTurn.Repair}s
   * @param finish name of the {@link memagent.model.FinishReason}
   */
  record Turned(
      int turn,
      String raw,
      String thought,
      String code,
      String reply,
      String fault,
      List<String> repairs,
      int promptTokens,
      int cachedTokens,
      int completionTokens,
      String finish,
      long millis)
      implements TrajectoryEvent {
    public Turned {
      repairs = List.copyOf(repairs);
    }
  }

  /**
   * A block ran.
   *
   * @param outcome {@code finished}, {@code raised}, {@code timed-out}, {@code over-limit}, {@code
   *     conflict} or {@code refused}; only a finished block's changes are kept
   * @param result what the model sees, without the tags
   */
  record Ran(int turn, String outcome, String result, List<Change> changes, long millis)
      implements TrajectoryEvent {
    public Ran {
      changes = List.copyOf(changes);
    }
  }

  /**
   * A note that was changed.
   *
   * @param kind {@code created}, {@code updated} or {@code deleted}
   * @param diff unified
   */
  record Change(String kind, String path, String diff) {}

  /** The model was told something besides a result. */
  record Hinted(int turn, String kind, String text) implements TrajectoryEvent {}

  /** A reply states values that stand in nothing that was read. */
  record Ungrounded(int turn, List<String> values) implements TrajectoryEvent {
    public Ungrounded {
      values = List.copyOf(values);
    }
  }

  /**
   * The privacy filter looked at the reply.
   *
   * @param tier name of the {@link PrivacyFilter.Tier}
   * @param maskings what was masked and by which rule
   */
  record Filtered(String tier, List<Masking> maskings) implements TrajectoryEvent {
    public Filtered {
      maskings = List.copyOf(maskings);
    }
  }

  /**
   * A masked place of a reply; the value itself is left out.
   *
   * @param rule the filter's sentence
   * @param fact whose and which, such as {@code entities/jane_doe.md: age}; or a kind of value
   */
  record Masking(String rule, String fact) {}

  /**
   * The question ended.
   *
   * @param end {@code replied}, {@code out-of-turns}, {@code gave-up} or {@code cancelled}
   */
  record Ended(
      String end,
      String reply,
      int turns,
      int malformed,
      int promptTokens,
      int cachedTokens,
      int completionTokens,
      long millis)
      implements TrajectoryEvent {}

  /** The model or the sandbox broke. */
  record Failed(String message, long millis) implements TrajectoryEvent {}
}
