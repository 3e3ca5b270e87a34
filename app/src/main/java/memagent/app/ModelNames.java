package memagent.app;

import memagent.app.Settings.ModelChoice;

/** What to call a model before it is loaded. */
final class ModelNames {

  private ModelNames() {}

  static String of(ModelChoice choice) {
    return switch (choice) {
      case ModelChoice.Local local when local.isEmbedded() ->
          local.file().getFileName() + " (embedded)";
      case ModelChoice.Local local -> local.file().getFileName().toString();
      case ModelChoice.Endpoint endpoint -> endpoint.modelName() + " at " + endpoint.url();
      case ModelChoice.Scripted scripted -> "the script " + scripted.file().getFileName();
    };
  }
}
