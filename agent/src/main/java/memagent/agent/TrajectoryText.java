package memagent.agent;

import java.util.List;
import memagent.agent.TrajectoryEvent.Asked;
import memagent.agent.TrajectoryEvent.Ended;
import memagent.agent.TrajectoryEvent.Failed;
import memagent.agent.TrajectoryEvent.Filtered;
import memagent.agent.TrajectoryEvent.Hinted;
import memagent.agent.TrajectoryEvent.Ran;
import memagent.agent.TrajectoryEvent.Recalled;
import memagent.agent.TrajectoryEvent.Turned;
import memagent.agent.TrajectoryEvent.Ungrounded;

/** A trajectory for people to read. */
final class TrajectoryText {
  private TrajectoryText() {}

  static String of(List<TrajectoryEvent> events) {
    StringBuilder text = new StringBuilder();
    for (TrajectoryEvent event : events) {
      text.append(
          switch (event) {
            case Asked e -> asked(e);
            case Recalled e -> "first look:\n" + indented(e.text());
            case Turned e -> turned(e);
            case Ran e -> ran(e);
            case Hinted e -> "hint (%s):\n%s".formatted(e.kind(), indented(e.text()));
            case Ungrounded e -> "not found in what was read: %s\n".formatted(list(e.values()));
            case Filtered e -> filtered(e);
            case Ended e -> ended(e);
            case Failed e -> "\nfailed after %d ms: %s\n".formatted(e.millis(), e.message());
          });
    }
    return text.toString();
  }

  private static String asked(Asked e) {
    return "question %d of session %s, %s\n%s%smodel %s, prompt %s\n"
        .formatted(
            e.number(),
            e.session(),
            e.at(),
            indented(e.question()),
            e.filter().isEmpty() ? "" : "filter:\n" + indented(e.filter()),
            e.model(),
            e.prompt());
  }

  private static String turned(Turned e) {
    StringBuilder text = new StringBuilder();
    text.append(
        "\nturn %d: %d tokens in (%d cached), %d out, %d ms\n"
            .formatted(
                e.turn(), e.promptTokens(), e.cachedTokens(), e.completionTokens(), e.millis()));
    part(text, "thought", e.thought());
    part(text, "code", e.code());
    part(text, "reply", e.reply());
    if (!e.fault().isEmpty()) {
      text.append("not usable: ").append(e.fault()).append('\n');
      part(text, "wrote", e.raw());
    }
    if (!e.repairs().isEmpty()) {
      text.append("repaired: ").append(list(e.repairs())).append('\n');
    }
    return text.toString();
  }

  private static String ran(Ran e) {
    StringBuilder text = new StringBuilder();
    text.append("result (%s, %d ms):\n%s".formatted(e.outcome(), e.millis(), indented(e.result())));
    for (TrajectoryEvent.Change change : e.changes()) {
      text.append("%s %s\n%s".formatted(change.kind(), change.path(), indented(change.diff())));
    }
    return text.toString();
  }

  private static String filtered(Filtered e) {
    StringBuilder text = new StringBuilder("filter: %s\n".formatted(e.tier()));
    e.maskings().forEach(m -> text.append("  masked %s by \"%s\"\n".formatted(m.fact(), m.rule())));
    return text.toString();
  }

  private static String ended(Ended e) {
    return "\n%s after %d turns (%d malformed), %d tokens in (%d cached), %d out, %d ms\n%s"
        .formatted(
            e.end(),
            e.turns(),
            e.malformed(),
            e.promptTokens(),
            e.cachedTokens(),
            e.completionTokens(),
            e.millis(),
            indented(e.reply()));
  }

  private static void part(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append(name).append(":\n").append(indented(value));
    }
  }

  private static String list(List<String> values) {
    return String.join(", ", values);
  }

  private static String indented(String text) {
    return text.isEmpty() ? "" : text.stripTrailing().indent(2);
  }
}
