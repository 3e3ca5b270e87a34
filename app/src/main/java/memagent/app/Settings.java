package memagent.app;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import memagent.agent.PromptStyle;
import memagent.vault.SecretPolicy;

/**
 * What the program works with: each value from the strongest source that names it.
 *
 * @param memory the memory's folder, absolute
 * @param memoryIsDefault whether nobody chose it, so that it may be made on first use
 * @param passphrase of the memory, where it is encrypted and the environment has it
 * @param passphraseFile whose first line it is, where no environment has it
 * @param model which model answers
 * @param judge which model judges a benchmark besides the code; empty for none
 * @param prompt which system prompt it gets
 * @param filters the filters file
 * @param secrets what becomes of secrets that somebody else than the person writes
 * @param parts folder with {@code llama/} and {@code models/}
 * @param turnCountMax Python turns of one question, 1 to 100
 * @param completionTokensMax tokens of one turn
 * @param contextTokensMax tokens that a local model holds; 0 leaves it to the model
 * @param blockTimeMax wall time of one Python block
 * @param fileBytesMax bytes of one note
 * @param memoryBytesMax bytes of the whole memory
 * @param fileCountMax files of the whole memory
 * @param embeddedPassagesMax passages of a memory that is searched by meaning too
 * @param origins where each value came from
 */
record Settings(
    Path memory,
    boolean memoryIsDefault,
    Optional<Secret> passphrase,
    Optional<Path> passphraseFile,
    ModelChoice model,
    Optional<ModelChoice.Endpoint> judge,
    PromptStyle prompt,
    Optional<Path> filters,
    SecretPolicy secrets,
    Path parts,
    int turnCountMax,
    int completionTokensMax,
    int contextTokensMax,
    Duration blockTimeMax,
    long fileBytesMax,
    long memoryBytesMax,
    int fileCountMax,
    int embeddedPassagesMax,
    UserFolders folders,
    Map<Setting, Origin> origins) {

  /** Where a value came from, weakest first. */
  enum Origin {
    DEFAULT("default"),
    FILE("settings file"),
    CHOSEN("mem memory use"),
    ENVIRONMENT("environment"),
    FLAG("flag");

    private final String words;

    Origin(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** Which model answers. */
  sealed interface ModelChoice {
    /**
     * A GGUF file, run inside the program.
     *
     * @param merge whether the adapter is added into the weights first
     */
    record Local(Path file, Optional<Path> adapter, boolean isEmbedded, Merge merge)
        implements ModelChoice {}

    /** What becomes of an adapter. */
    enum Merge {
      /** It is attached. */
      NEVER,
      /** It is merged into the model, or attached where that fails. */
      TRY,
      /** It is merged into the model. */
      MUST
    }

    /** An OpenAI-compatible endpoint. */
    record Endpoint(URI url, String modelName, Optional<Secret> apiKey) implements ModelChoice {}

    /** Turns written down beforehand. */
    record Scripted(Path file) implements ModelChoice {}

    /** The model of the MCP client that asks. */
    record Client() implements ModelChoice {}
  }

  Settings {
    origins = Map.copyOf(origins);
  }
}
