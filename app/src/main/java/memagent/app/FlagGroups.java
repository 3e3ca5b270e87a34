package memagent.app;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that several commands share. */
final class FlagGroups {

  private FlagGroups() {}

  /** Which memory. */
  static final class Memory {
    @Option(
        names = "--memory",
        paramLabel = "DIR",
        description = "Folder of the memory (default: the one in your data folder).")
    @Nullable String memory;

    @Option(
        names = "--passphrase-file",
        paramLabel = "FILE",
        description = "File whose first line opens an encrypted memory.")
    @Nullable String passphraseFile;

    void into(Map<Setting, String> flags) {
      put(flags, Setting.MEMORY, memory);
      put(flags, Setting.PASSPHRASE_FILE, passphraseFile);
    }
  }

  /** Which model. */
  static final class Model {
    @Option(
        names = "--model",
        paramLabel = "FILE",
        description = "GGUF file of a local model (default: the embedded one).")
    @Nullable String model;

    @Option(
        names = "--adapter",
        paramLabel = "FILE",
        description = "GGUF file of a LoRA adapter for the local model; none for the bare model.")
    @Nullable String adapter;

    @Option(
        names = "--merge-adapter",
        paramLabel = "WHEN",
        description =
            "Merges the adapter into the model: always, never, or auto for the one that ships only.")
    @Nullable String mergeAdapter;

    @Option(
        names = "--endpoint",
        paramLabel = "URL",
        description = "OpenAI-compatible endpoint, such as http://localhost:8000/v1.")
    @Nullable String endpoint;

    @Option(
        names = "--model-name",
        paramLabel = "NAME",
        description = "What the endpoint calls the model.")
    @Nullable String modelName;

    @Option(
        names = "--prompt",
        paramLabel = "WHICH",
        description =
            "System prompt: short, full, search (full with search_memory), or auto (default).")
    @Nullable String prompt;

    @Option(
        names = "--script",
        paramLabel = "FILE",
        description = "Turns of a scripted model, for demos without weights.")
    @Nullable String script;

    void into(Map<Setting, String> flags) {
      put(flags, Setting.MODEL, model);
      put(flags, Setting.ADAPTER, adapter);
      put(flags, Setting.MERGE_ADAPTER, mergeAdapter);
      put(flags, Setting.ENDPOINT, endpoint);
      put(flags, Setting.MODEL_NAME, modelName);
      put(flags, Setting.PROMPT, prompt);
      put(flags, Setting.SCRIPT, script);
    }
  }

  /** What a conversation needs besides. */
  static final class Talk {
    @Option(
        names = "--session",
        paramLabel = "ID",
        description = "Goes on with that conversation, or begins it.")
    @Nullable String session;

    @Option(
        names = "--filters",
        paramLabel = "FILE",
        description = "What a reply must not reveal, one rule a line.")
    @Nullable String filters;

    @Option(
        names = "--color",
        paramLabel = "WHEN",
        description = "Colours: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Paint.When color = Paint.When.auto;

    void into(Map<Setting, String> flags) {
      put(flags, Setting.FILTERS, filters);
    }
  }

  /** An empty set of flags. */
  static Map<Setting, String> none() {
    return new EnumMap<>(Setting.class);
  }

  /** Adds a flag that was given. */
  static void put(Map<Setting, String> flags, Setting setting, @Nullable String value) {
    if (value != null) {
      flags.put(setting, value);
    }
  }
}
