package memagent.app;

import java.util.Optional;

/** One thing that a person can set, and where. */
enum Setting {
  MEMORY("memory", "MEM_AGENT_MEMORY", "--memory", "Folder of the memory."),
  PASSPHRASE(
      "",
      "MEM_AGENT_PASSPHRASE",
      "",
      "Passphrase of an encrypted memory; only from the environment."),
  PASSPHRASE_FILE(
      "passphrase-file",
      "MEM_AGENT_PASSPHRASE_FILE",
      "--passphrase-file",
      "File whose first line is the passphrase of an encrypted memory."),
  MODEL(
      "model",
      "MEM_AGENT_MODEL",
      "--model",
      "GGUF file of a local model; client for the MCP client's own (mcp only)."),
  ADAPTER(
      "adapter",
      "MEM_AGENT_ADAPTER",
      "--adapter",
      "GGUF file of a LoRA adapter for it; none for the bare model."),
  MERGE_ADAPTER(
      "merge-adapter",
      "MEM_AGENT_MERGE_ADAPTER",
      "--merge-adapter",
      "Whether the adapter is merged into the model, which then is faster and kept in the cache folder: always, never, or auto for the one that ships only."),
  ENDPOINT(
      "endpoint",
      "MEM_AGENT_ENDPOINT",
      "--endpoint",
      "URL of an OpenAI-compatible endpoint, up to and with /v1."),
  MODEL_NAME(
      "model-name", "MEM_AGENT_MODEL_NAME", "--model-name", "What the endpoint calls the model."),
  PROMPT(
      "prompt",
      "MEM_AGENT_PROMPT",
      "--prompt",
      "System prompt: short, full, search (full with search_memory), or auto as it suits the model."),
  API_KEY("", "MEM_AGENT_API_KEY", "", "Key of the endpoint; only from the environment."),
  JUDGE_ENDPOINT(
      "judge-endpoint",
      "MEM_AGENT_JUDGE_ENDPOINT",
      "--judge-endpoint",
      "URL of an OpenAI-compatible endpoint whose model judges a benchmark besides the code."),
  JUDGE_MODEL(
      "judge-model",
      "MEM_AGENT_JUDGE_MODEL",
      "--judge-model",
      "What that endpoint calls the judge."),
  JUDGE_API_KEY(
      "", "MEM_AGENT_JUDGE_API_KEY", "", "Key of that endpoint; only from the environment."),
  FILTERS(
      "filters", "MEM_AGENT_FILTERS", "--filters", "File that says what a reply must not reveal."),
  SECRETS(
      "secrets",
      "MEM_AGENT_SECRETS",
      "",
      "What becomes of secrets that models, clients and imports write: keep, mask or refuse for all kinds, or kind=action with commas, such as password=keep, card=refuse."),
  SCRIPT("", "", "--script", "File with the turns of a scripted model, for demos and tests."),
  PARTS("parts", "MEM_AGENT_PARTS", "", "Folder with the natives and the embedded model."),
  TURN_COUNT_MAX("turn-count-max", "MEM_AGENT_TURN_COUNT_MAX", "", "Python turns of one question."),
  COMPLETION_TOKENS_MAX(
      "completion-tokens-max",
      "MEM_AGENT_COMPLETION_TOKENS_MAX",
      "",
      "Tokens that the model may write in one turn."),
  CONTEXT_TOKENS_MAX(
      "context-tokens-max",
      "MEM_AGENT_CONTEXT_TOKENS_MAX",
      "",
      "Tokens of prompt and reply together that a local model holds."),
  BLOCK_SECONDS_MAX(
      "block-seconds-max", "MEM_AGENT_BLOCK_SECONDS_MAX", "", "Seconds of one Python block."),
  FILE_BYTES_MAX("file-bytes-max", "MEM_AGENT_FILE_BYTES_MAX", "", "Bytes of one note."),
  MEMORY_BYTES_MAX("memory-bytes-max", "MEM_AGENT_MEMORY_BYTES_MAX", "", "Bytes of the memory."),
  FILE_COUNT_MAX("file-count-max", "MEM_AGENT_FILE_COUNT_MAX", "", "Files of the memory."),
  EMBEDDED_PASSAGES_MAX(
      "embedded-passages-max",
      "MEM_AGENT_EMBEDDED_PASSAGES_MAX",
      "",
      "Passages of a memory that is searched by meaning too, once `mem embedding on` was run; one with more is searched by words and links only, and with 0 every one.");

  private final String key;
  private final String variable;
  private final String flag;
  private final String about;

  Setting(String key, String variable, String flag, String about) {
    this.key = key;
    this.variable = variable;
    this.flag = flag;
    this.about = about;
  }

  /** Its name in the settings file; empty where it has none. */
  String key() {
    return key;
  }

  /** Its environment variable; empty where it has none. */
  String variable() {
    return variable;
  }

  /** Its flag; empty where it has none. */
  String flag() {
    return flag;
  }

  /** One sentence for people. */
  String about() {
    return about;
  }

  /** The setting of this name in a settings file. */
  static Optional<Setting> ofKey(String key) {
    for (Setting setting : values()) {
      if (!key.isEmpty() && setting.key.equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }
}
