package memagent.app;

import java.nio.file.Path;
import java.util.List;
import memagent.app.Settings.ModelChoice;
import memagent.infer.LlamaChatModel;
import memagent.infer.LlamaParts;
import memagent.infer.LlamaSettings;
import memagent.infer.MergedFile;
import memagent.infer.MergedModel;
import memagent.model.ChatModel;
import memagent.model.ModelException;

/**
 * A model that runs inside the program, ready to be loaded.
 *
 * @param form for people: which file is served, and what became of its adapter
 */
record LocalModel(LlamaSettings llama, String form) {

  /**
   * Looks for the files, and merges model and adapter if that is wanted and was not done before.
   *
   * @throws ModelException if a file is missing, or must be merged and cannot
   */
  static LocalModel of(Settings settings, ModelChoice.Local choice, Surroundings surroundings) {
    LlamaParts parts = new LlamaParts(settings.parts());
    Path file = choice.isEmbedded() ? parts.modelFile() : choice.file();
    LlamaSettings llama =
        LlamaSettings.of(file, parts.libraryFolder())
            .withContextTokensMax(settings.contextTokensMax())
            .withStateFolder(
                settings.folders().states(),
                LlamaSettings.Reuse.DEFAULT.stateBytesMax(),
                surroundings.clock());
    if (choice.adapter().isEmpty()) {
      return new LocalModel(llama, file.toString());
    }
    Path adapter = choice.adapter().get();
    String name = ModelNames.withAdapter(choice);
    LocalModel attached =
        new LocalModel(
            llama.withAdapters(List.of(new LlamaSettings.AdapterFile(adapter, 1))).withName(name),
            file + " with " + adapter + " attached");
    return switch (choice.merge()) {
      case NEVER -> attached;
      case MUST -> merged(settings, llama, adapter, name, surroundings);
      case TRY -> {
        try {
          yield merged(settings, llama, adapter, name, surroundings);
        } catch (ModelException e) {
          surroundings
              .errors()
              .println(
                  "%s answers more slowly, with its adapter attached: %s"
                      .formatted(name, e.getMessage()));
          yield attached;
        }
      }
    };
  }

  private static LocalModel merged(
      Settings settings,
      LlamaSettings llama,
      Path adapter,
      String name,
      Surroundings surroundings) {
    Path file =
        new MergedFile(
                llama.modelFile(),
                adapter,
                MergedModel.Form.Q4_0,
                settings.folders().merged(),
                name.replaceAll("[^\\w.-]", "-"))
            .ready(() ->
                surroundings
                    .errors()
                    .println(
                        name + " is made ready for this machine, once; that takes some seconds."));
    return new LocalModel(
        llama.with(file).withName(name + (ModelNames.isShipped(adapter) ? "" : ", merged")),
        file + ", merged of " + llama.modelFile().getFileName() + " and " + adapter);
  }

  ChatModel load() {
    return LlamaChatModel.load(llama);
  }
}
