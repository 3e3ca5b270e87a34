package memagent.agent;

import java.util.Locale;
import memagent.agent.AssistantTurn.Act;
import memagent.agent.AssistantTurn.Malformed;
import memagent.agent.AssistantTurn.Reply;
import memagent.model.ChatResponse;
import memagent.vault.VaultChange;

/** Makes trajectory events. */
final class Events {
  private Events() {}

  static TrajectoryEvent.Turned turned(
      int number, ChatResponse response, AssistantTurn turn, long millis) {
    String code =
        switch (turn) {
          case Act act -> act.code();
          case Reply _, Malformed _ -> "";
        };
    String reply =
        switch (turn) {
          case Reply r -> r.reply();
          case Act _, Malformed _ -> "";
        };
    String fault =
        switch (turn) {
          case Malformed bad -> name(bad.fault());
          case Act _, Reply _ -> "";
        };
    return new TrajectoryEvent.Turned(
        number,
        response.text(),
        turn.thought(),
        code,
        reply,
        fault,
        turn.repairs().stream().map(Events::name).toList(),
        response.usage().promptTokens(),
        response.usage().cachedTokens(),
        response.usage().completionTokens(),
        name(response.finishReason()),
        millis);
  }

  static TrajectoryEvent.Ran ran(int turn, Block block, String result, long millis) {
    return new TrajectoryEvent.Ran(
        turn,
        block.outcome(),
        result,
        block.changes().stream().map(Events::change).toList(),
        millis);
  }

  private static TrajectoryEvent.Change change(VaultChange change) {
    String kind =
        switch (change) {
          case VaultChange.Created _ -> "created";
          case VaultChange.Updated _ -> "updated";
          case VaultChange.Deleted _ -> "deleted";
        };
    return new TrajectoryEvent.Change(kind, change.path().value(), change.diff());
  }

  /** An enum's name as events write it. */
  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
