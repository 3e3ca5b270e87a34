package memagent.app;

import java.nio.file.Path;
import memagent.app.Settings.ModelChoice;

/** What to call a model before it is loaded. */
final class ModelNames {
  private static final Path SHIPPED = Path.of("mem-agent-nano", "adapter.gguf");

  private ModelNames() {}

  static String of(ModelChoice choice) {
    return switch (choice) {
      case ModelChoice.Local local when local.isEmbedded() -> withAdapter(local) + " (embedded)";
      case ModelChoice.Local local -> withAdapter(local);
      case ModelChoice.Endpoint endpoint -> endpoint.modelName() + " at " + endpoint.url();
      case ModelChoice.Scripted scripted -> "the script " + scripted.file().getFileName();
      case ModelChoice.Client _ -> "the client's own model";
    };
  }

  /** What a local model is called with its adapter, wherever that is. */
  static String withAdapter(ModelChoice.Local local) {
    if (local.adapter().isEmpty()) {
      return local.file().getFileName().toString();
    }
    Path adapter = local.adapter().get();
    return isShipped(adapter)
        ? "mem-agent-nano"
        : local.file().getFileName() + " with " + adapter.getFileName();
  }

  /** Whether this is the adapter that comes with the program. */
  static boolean isShipped(Path adapter) {
    return adapter.endsWith(SHIPPED);
  }
}
