package memagent.app;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import memagent.agent.AgentSettings;
import memagent.agent.TurnLimits;
import memagent.app.Settings.ModelChoice;
import memagent.mcp.SharedChatModel;
import memagent.model.ChatModel;
import memagent.model.ModelInfo;
import memagent.model.OpenAiChatModel;
import memagent.model.OpenAiSettings;
import memagent.model.ScriptedChatModel;
import memagent.sandbox.GraalPySandbox;
import memagent.sandbox.Sandbox;
import memagent.sandbox.SandboxLimits;

/** Makes the parts that {@link AppContext} wires, as the settings ask for. */
final class Parts {

  private static final int MODEL_KEY_BYTES = 8;

  private Parts() {}

  static Sandbox sandbox(Settings settings) {
    Sandbox sandbox = GraalPySandbox.start(sandboxLimits(settings), sandboxFolder(settings));
    sandbox.warm();
    return sandbox;
  }

  /** Where the sandbox keeps what makes its starts faster. */
  static Path sandboxFolder(Settings settings) {
    return settings.folders().sandbox();
  }

  static SandboxLimits sandboxLimits(Settings settings) {
    return SandboxLimits.DEFAULT.withBlockTimeMax(settings.blockTimeMax());
  }

  static ChatModel model(Settings settings, Surroundings surroundings) {
    return switch (settings.model()) {
      case ModelChoice.Local local -> LocalModel.of(settings, local, surroundings).load();
      case ModelChoice.Endpoint endpoint -> endpoint(endpoint);
      case ModelChoice.Scripted scripted ->
          ScriptedChatModel.saying(ScriptFile.turns(scripted.file()).toArray(String[]::new));
      case ModelChoice.Client _ ->
          throw new UserException(
              ExitCode.USAGE,
              "--model client is the model of an assistant that is connected: use it with `mem mcp`, or name a file here (./client for one of that name).");
    };
  }

  /**
   * The model that all of this person's processes share, where it takes memory of this machine: the
   * first one loads it.
   */
  static ChatModel sharedModel(Settings settings, Surroundings surroundings) {
    return settings.model() instanceof ModelChoice.Endpoint
        ? model(settings, surroundings)
        : SharedChatModel.start(
            settings.folders().run(),
            modelKey(settings),
            surroundings.ids().get(),
            () -> model(settings, surroundings));
  }

  /** The same text for the same model, as it is now, of the same program. */
  private static String modelKey(Settings settings) {
    StringBuilder what = new StringBuilder(new Main.Version().getVersion()[0]);
    what.append('\n').append(settings.contextTokensMax()).append('\n').append(settings.parts());
    List<Path> files = new ArrayList<>();
    switch (settings.model()) {
      case ModelChoice.Local local -> {
        files.add(local.file());
        local.adapter().ifPresent(files::add);
        what.append('\n').append(local.merge());
      }
      case ModelChoice.Scripted scripted -> files.add(scripted.file());
      case ModelChoice.Endpoint _, ModelChoice.Client _ -> what.append(settings.model());
    }
    try {
      for (Path file : files) {
        what.append('\n').append(file);
        if (Files.exists(file)) {
          what.append(' ').append(Files.size(file)).append(Files.getLastModifiedTime(file));
        }
      }
      byte[] sum =
          MessageDigest.getInstance("SHA-256")
              .digest(what.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum, 0, MODEL_KEY_BYTES);
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MODEL, "The model's file cannot be looked at: " + e.getMessage() + ".");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  /** How an agent works with this model, by the settings and their filters file. */
  static AgentSettings agentSettings(Settings settings, ModelInfo model) {
    return agentSettings(settings, model, filters(settings));
  }

  /** The same with filters that were read before. */
  static AgentSettings agentSettings(Settings settings, ModelInfo model, String filters) {
    return AgentSettings.forModel(model)
        .withLimits(turnLimits(settings, model))
        .withPrompt(settings.prompt())
        .withFilters(filters)
        .withTrajectories(settings.folders().trajectories());
  }

  static TurnLimits turnLimits(Settings settings, ModelInfo model) {
    TurnLimits limits =
        AgentSettings.forModel(model).limits().withToolTurnCountMax(settings.turnCountMax());
    return settings.origins().containsKey(Setting.COMPLETION_TOKENS_MAX)
        ? limits.withCompletionTokensMax(settings.completionTokensMax())
        : limits;
  }

  static ChatModel endpoint(ModelChoice.Endpoint choice) {
    return new OpenAiChatModel(
        OpenAiSettings.of(choice.url(), choice.modelName(), choice.apiKey().map(Secret::value)));
  }

  /** The filters file's text; empty for none. */
  static String filters(Settings settings) {
    if (settings.filters().isEmpty()) {
      return "";
    }
    Path file = settings.filters().get();
    try {
      String text = Files.readString(file);
      if (text.length() <= TurnLimits.DEFAULT.filterCharsMax()) {
        return text;
      }
      throw new UserException(
          ExitCode.USAGE,
          "The filters file %s has %,d characters and at most %,d are taken: shorten it."
              .formatted(file, text.length(), TurnLimits.DEFAULT.filterCharsMax()));
    } catch (MalformedInputException e) {
      throw new UserException(
          ExitCode.USAGE, "The filters file " + file + " is not UTF-8 text: save it as such.");
    } catch (IOException e) {
      // Answering without the filters would tell what must not be told.
      throw new UserException(
          ExitCode.USAGE,
          "The filters file %s cannot be read, so nothing is answered: name a text file (--filters)."
              .formatted(file));
    }
  }
}
