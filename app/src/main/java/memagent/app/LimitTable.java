package memagent.app;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import memagent.agent.TurnLimits;
import memagent.infer.LlamaSettings;
import memagent.mcp.McpLimits;
import memagent.model.OpenAiSettings;
import memagent.sandbox.SandboxLimits;
import memagent.vault.VaultLimits;

/** Every limit of the program with its value, from the records that hold them. */
final class LimitTable {

  private LimitTable() {}

  /** One limit; its name carries the unit. */
  record Row(String module, String name, String value) {}

  /** The limits of these settings. */
  static List<Row> of(VaultLimits vault, SandboxLimits sandbox, TurnLimits turns) {
    List<Row> rows = new ArrayList<>();
    add(rows, "memory", vault);
    add(rows, "sandbox", sandbox);
    add(rows, "agent", turns);
    add(rows, "endpoint", OpenAiSettings.Limits.DEFAULT);
    add(rows, "mcp", McpLimits.DEFAULT);
    rows.add(
        new Row(
            "local model",
            "contextTokensMax",
            text(LlamaSettings.Compute.CONTEXT_TOKENS_DEFAULT) + " (or the model's, if smaller)"));
    rows.add(
        new Row("local model", "heldBytesMax", text(LlamaSettings.Reuse.DEFAULT.heldBytesMax())));
    rows.add(
        new Row("local model", "stateBytesMax", text(LlamaSettings.Reuse.DEFAULT.stateBytesMax())));
    return rows;
  }

  /** The limits that hold when nothing is set. */
  static List<Row> defaults() {
    return of(VaultLimits.DEFAULT, SandboxLimits.DEFAULT, TurnLimits.DEFAULT);
  }

  private static void add(List<Row> rows, String module, Record limits) {
    for (RecordComponent component : limits.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(limits);
        rows.add(new Row(module, component.getName(), text(value)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(component + " is public and cannot fail", e);
      }
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case Duration time when time.toMillis() % 1_000 == 0 -> time.toSeconds() + " s";
      case Duration time -> time.toMillis() + " ms";
      case Double share -> share.toString();
      case Number number -> "%,d".formatted(number.longValue());
      default -> value.toString();
    };
  }
}
