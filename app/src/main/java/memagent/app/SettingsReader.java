package memagent.app;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import memagent.agent.PromptStyle;
import memagent.app.Settings.ModelChoice;
import memagent.app.Settings.Origin;
import memagent.vault.SecretPolicy;

/**
 * Reads the settings of one run. A flag beats the environment, which beats the settings file, which
 * beats the default.
 */
final class SettingsReader {
  /** What --adapter says for the bare model. */
  private static final String NO_ADAPTER = "none";

  /** What --model says for the model of the MCP client. */
  private static final String CLIENT_MODEL = "client";

  private static final Path SHIPPED_ADAPTER = Path.of("models", "mem-agent-nano", "adapter.gguf");

  /** The model that the parts folder brings. */
  static final String EMBEDDED_MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf";

  private static final int TURN_COUNT_DEFAULT = 20;
  private static final int COMPLETION_TOKENS_DEFAULT = 1_024;
  private static final int BLOCK_SECONDS_DEFAULT = 5;
  private static final int FILE_BYTES_DEFAULT = 1_000_000;
  private static final int MEMORY_BYTES_DEFAULT = 100_000_000;
  private static final int FILE_COUNT_DEFAULT = 20_000;
  private static final int EMBEDDED_PASSAGES_DEFAULT = 20_000;

  private final Surroundings surroundings;
  private final UserFolders folders;
  private final Map<Setting, String> values = new EnumMap<>(Setting.class);
  private final Map<Setting, Origin> origins = new EnumMap<>(Setting.class);

  private SettingsReader(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.folders = UserFolders.of(surroundings);
  }

  /**
   * Reads all four sources.
   *
   * @param flags the values given on the command line
   * @throws UserException with the source and the value that is wrong
   */
  static Settings read(Surroundings surroundings, Map<Setting, String> flags) {
    SettingsReader reader = new SettingsReader(surroundings);
    reader.takeFile();
    new KnownMemories(reader.folders)
        .chosen()
        .ifPresent(known -> reader.take(Setting.MEMORY, known.folder().toString(), Origin.CHOSEN));
    for (Setting setting : Setting.values()) {
      if (!setting.variable().isEmpty()) {
        surroundings
            .variable(setting.variable())
            .ifPresent(value -> reader.take(setting, value, Origin.ENVIRONMENT));
      }
    }
    flags.forEach((setting, value) -> reader.take(setting, value, Origin.FLAG));
    return reader.settings();
  }

  private void take(Setting setting, String value, Origin origin) {
    values.put(setting, value);
    origins.put(setting, origin);
  }

  private void takeFile() {
    Path file = folders.settingsFile();
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (NoSuchFileException absent) {
      return;
    } catch (IOException | IllegalArgumentException e) {
      throw usage("The settings file " + file + " cannot be read: " + e.getMessage() + ".");
    }
    for (String key : properties.stringPropertyNames()) {
      Setting setting =
          Setting.ofKey(key)
              .orElseThrow(() ->
                  usage(
                      "The settings file %s names \"%s\", which is no setting: docs/settings.md lists them."
                          .formatted(file, key)));
      take(setting, properties.getProperty(key).strip(), Origin.FILE);
    }
  }

  private Settings settings() {
    return new Settings(
        path(Setting.MEMORY).orElse(folders.memory()),
        !values.containsKey(Setting.MEMORY),
        Optional.ofNullable(values.get(Setting.PASSPHRASE)).map(Secret::new),
        path(Setting.PASSPHRASE_FILE),
        modelChoice(),
        judge(),
        prompt(),
        path(Setting.FILTERS),
        secrets(),
        parts(),
        (int) number(Setting.TURN_COUNT_MAX, TURN_COUNT_DEFAULT, 1, 100),
        (int) number(Setting.COMPLETION_TOKENS_MAX, COMPLETION_TOKENS_DEFAULT, 16, 32_768),
        (int) number(Setting.CONTEXT_TOKENS_MAX, 0, 0, 1_000_000),
        Duration.ofSeconds(number(Setting.BLOCK_SECONDS_MAX, BLOCK_SECONDS_DEFAULT, 1, 600)),
        number(Setting.FILE_BYTES_MAX, FILE_BYTES_DEFAULT, 1_000, 1_000_000_000),
        number(Setting.MEMORY_BYTES_MAX, MEMORY_BYTES_DEFAULT, 1_000, 100_000_000_000L),
        (int) number(Setting.FILE_COUNT_MAX, FILE_COUNT_DEFAULT, 1, 10_000_000),
        (int) number(Setting.EMBEDDED_PASSAGES_MAX, EMBEDDED_PASSAGES_DEFAULT, 0, 1_000_000),
        folders,
        origins);
  }

  /*
   * A script, an endpoint and a file exclude each other; the one from the strongest source wins, so
   * that a flag can override what the environment says.
   */
  private ModelChoice modelChoice() {
    Setting chosen = Setting.MODEL;
    for (Setting setting : new Setting[] {Setting.ENDPOINT, Setting.SCRIPT}) {
      int order = origin(setting).compareTo(origin(chosen));
      if (order == 0 && origin(setting) == Origin.FLAG) {
        throw usage(
            "%s and %s were both given: name one model.".formatted(chosen.flag(), setting.flag()));
      }
      if (order > 0 || (order == 0 && origin(setting) != Origin.DEFAULT)) {
        chosen = setting;
      }
    }
    if (chosen == Setting.SCRIPT) {
      return new ModelChoice.Scripted(path(Setting.SCRIPT).orElseThrow());
    }
    if (chosen == Setting.ENDPOINT) {
      return new ModelChoice.Endpoint(
          endpoint(Setting.ENDPOINT),
          Optional.ofNullable(values.get(Setting.MODEL_NAME)).orElse("mem-agent"),
          Optional.ofNullable(values.get(Setting.API_KEY)).map(Secret::new));
    }
    if (CLIENT_MODEL.equals(values.get(Setting.MODEL))) {
      return new ModelChoice.Client();
    }
    Optional<Path> file = path(Setting.MODEL);
    boolean isEmbedded = file.isEmpty();
    Optional<Path> adapter = adapter(isEmbedded);
    return new ModelChoice.Local(
        file.orElse(parts().resolve("models").resolve(EMBEDDED_MODEL)),
        adapter,
        isEmbedded,
        merge(adapter));
  }

  /**
   * The embedded model answers with the adapter that ships, unless another one or none is named.
   */
  private Optional<Path> adapter(boolean isEmbedded) {
    if (NO_ADAPTER.equals(values.get(Setting.ADAPTER))) {
      return Optional.empty();
    }
    Optional<Path> named = path(Setting.ADAPTER);
    if (named.isPresent() || !isEmbedded) {
      return named;
    }
    return Optional.of(home().resolve(SHIPPED_ADAPTER)).filter(Files::isRegularFile);
  }

  private ModelChoice.Merge merge(Optional<Path> adapter) {
    String when = values.getOrDefault(Setting.MERGE_ADAPTER, "auto");
    ModelChoice.Merge merge =
        switch (when) {
          case "always" -> ModelChoice.Merge.MUST;
          case "never" -> ModelChoice.Merge.NEVER;
          // One that is named may be one of many that are tried; merging each would fill the cache.
          case "auto" ->
              values.containsKey(Setting.ADAPTER) ? ModelChoice.Merge.NEVER : ModelChoice.Merge.TRY;
          default ->
              throw usage(
                  "merge-adapter is \"%s\" (%s); it must be auto, always or never."
                      .formatted(when, origin(Setting.MERGE_ADAPTER)));
        };
    return adapter.isEmpty() ? ModelChoice.Merge.NEVER : merge;
  }

  private PromptStyle prompt() {
    String name = values.getOrDefault(Setting.PROMPT, "auto");
    for (PromptStyle style : PromptStyle.values()) {
      if (style.name().toLowerCase(Locale.ROOT).equals(name)) {
        return style;
      }
    }
    throw usage(
        "prompt is \"%s\" (%s); it must be auto, short, full or search."
            .formatted(name, origin(Setting.PROMPT)));
  }

  private Optional<ModelChoice.Endpoint> judge() {
    if (!values.containsKey(Setting.JUDGE_ENDPOINT)) {
      if (origin(Setting.JUDGE_MODEL) == Origin.FLAG) {
        throw usage("--judge-model needs --judge-endpoint: name the endpoint that has the judge.");
      }
      return Optional.empty();
    }
    String model = values.get(Setting.JUDGE_MODEL);
    if (model == null) {
      throw usage("--judge-endpoint needs --judge-model: name the model that judges.");
    }
    return Optional.of(
        new ModelChoice.Endpoint(
            endpoint(Setting.JUDGE_ENDPOINT),
            model,
            Optional.ofNullable(values.get(Setting.JUDGE_API_KEY)).map(Secret::new)));
  }

  private SecretPolicy secrets() {
    String words = values.get(Setting.SECRETS);
    try {
      return words == null ? SecretPolicy.USUAL : SecretPolicy.parse(words);
    } catch (IllegalArgumentException e) {
      throw usage("secrets (%s): %s.".formatted(origin(Setting.SECRETS), e.getMessage()));
    }
  }

  private Origin origin(Setting setting) {
    return origins.getOrDefault(setting, Origin.DEFAULT);
  }

  private URI endpoint(Setting setting) {
    String text = values.getOrDefault(setting, "");
    try {
      URI url = URI.create(text);
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw usage(
          "The endpoint \"" + text + "\" is no URL: write it like http://localhost:8000/v1.");
    }
    throw usage(
        "The endpoint \""
            + text
            + "\" is no http address: write it like http://localhost:8000/v1.");
  }

  private Path parts() {
    return path(Setting.PARTS).orElseGet(() -> home().resolve(".parts"));
  }

  private Path home() {
    return Path.of(surroundings.properties().getOrDefault("memagent.home", "."));
  }

  private Optional<Path> path(Setting setting) {
    String text = values.get(setting);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(surroundings.folder().resolve(Path.of(text)).normalize());
    } catch (InvalidPathException e) {
      throw usage(
          "The %s \"%s\" (%s) is no path: %s."
              .formatted(setting.key(), text, origin(setting), e.getReason()));
    }
  }

  private long number(Setting setting, long fallback, long least, long most) {
    String text = values.get(setting);
    if (text == null) {
      return fallback;
    }
    try {
      long number = Long.parseLong(text.replace("_", ""));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw usage(
          "%s is \"%s\" (%s), which is no whole number."
              .formatted(setting.key(), text, origin(setting)));
    }
    throw usage(
        "%s is %s (%s); it must be %,d to %,d."
            .formatted(setting.key(), text, origin(setting), least, most));
  }

  private static UserException usage(String message) {
    return new UserException(ExitCode.USAGE, message);
  }
}
