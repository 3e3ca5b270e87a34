package memagent.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import memagent.agent.AgentSettings;
import memagent.bench.AgentContestant;
import memagent.bench.Contestant;
import memagent.bench.Grader;
import memagent.bench.Memory;
import memagent.infer.LlamaChatModel;
import memagent.infer.LlamaParts;
import memagent.infer.LlamaSettings;
import memagent.infer.MergedModel;
import memagent.model.Cancellation;
import memagent.model.ChatModel;
import memagent.model.SamplingParameters;
import memagent.sandbox.Sandbox;
import memagent.train.AdapterFile;
import memagent.train.HuggingFaceLayout;
import memagent.train.Rollouts;
import memagent.train.TrainException;
import memagent.train.WorldSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a trained model in the forms that other engines read. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Adds an adapter into the model's weights and writes whole models.",
    footer = {
      "",
      "The folder then holds model-bf16.gguf, model-q8_0.gguf, model-q4_0.gguf (its embedding in",
      "8 bits), in hf/ model.safetensors with config.json for vLLM, and where the adapter's rank is a",
      "multiple of 32 adapter-q8_0.gguf, half its size. --compare gives each model and the adapter N",
      "tasks and tells how many are right and how many replies are the same."
    })
final class ExportCommand implements Callable<Integer> {
  private static final long COMPARE_SEED = 99;

  private final Surroundings surroundings;

  @Option(
      names = "--adapter",
      paramLabel = "FILE",
      required = true,
      description = "The adapter, as ./mem train writes it.")
  private @Nullable Path adapter;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the models go.")
  private @Nullable Path out;

  @Option(
      names = "--compare",
      paramLabel = "N",
      defaultValue = "0",
      description = "Compares greedy replies on N tasks (default: 0, none).")
  private int compare;

  ExportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Settings settings = SettingsReader.read(surroundings, FlagGroups.none());
    LlamaParts parts = new LlamaParts(settings.parts());
    Path file = surroundings.folder().resolve(String.valueOf(adapter));
    Path folder = surroundings.folder().resolve(String.valueOf(out));
    try {
      Files.createDirectories(folder);
      MergedModel merged = new MergedModel(parts.modelFile(), file);
      List<Path> models = new ArrayList<>();
      for (MergedModel.Form form : MergedModel.Form.values()) {
        Path model = folder.resolve("model-" + form.name().toLowerCase(Locale.ROOT) + ".gguf");
        merged.writeGguf(model, form);
        models.add(model);
        say("%s  %.1f MB".formatted(model, Files.size(model) / 1e6));
      }
      HuggingFaceLayout.write(merged, folder.resolve("hf"));
      say(folder.resolve("hf").resolve("model.safetensors") + "  for vLLM");
      if (AdapterFile.fitsEightBits(file)) {
        Path small = folder.resolve("adapter-q8_0.gguf");
        AdapterFile.writeEightBits(small, file);
        say("%s  %.1f MB".formatted(small, Files.size(small) / 1e6));
      }
      if (compare > 0) {
        compared(settings, parts, file, models);
      }
      return ExitCode.DONE.code();
    } catch (TrainException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compared(Settings settings, LlamaParts parts, Path file, List<Path> models)
      throws IOException {
    LlamaSettings base = LlamaSettings.embedded(parts);
    try (Sandbox sandbox = Parts.sandbox(settings)) {
      List<String> wanted =
          replies(
              base.withAdapters(List.of(new LlamaSettings.AdapterFile(file, 1))),
              sandbox,
              "adapter");
      for (Path model : models) {
        String name = model.getFileName().toString();
        List<String> said = replies(LlamaSettings.of(model, parts.libraryFolder()), sandbox, name);
        long same = 0;
        for (int i = 0; i < wanted.size(); i++) {
          same += said.get(i).equals(wanted.get(i)) ? 1 : 0;
        }
        say("%s: %d of %d replies as the adapter's".formatted(name, same, wanted.size()));
      }
    }
  }

  /** Each task's reply, greedy, through the agent's loop. */
  private List<String> replies(LlamaSettings llama, Sandbox sandbox, String name)
      throws IOException {
    long start = surroundings.clock().millis();
    long tokens = 0;
    int right = 0;
    List<String> replies = new ArrayList<>();
    Path scratch = Files.createTempDirectory("mem-export");
    try (ChatModel model = LlamaChatModel.load(llama)) {
      Contestant agent =
          AgentContestant.of(
              model,
              info -> AgentSettings.forModel(info).withSampling(SamplingParameters.GREEDY),
              sandbox,
              scratch.resolve("trajectories"),
              surroundings.clock());
      WorldSource tasks = WorldSource.Generated.of(COMPARE_SEED, compare);
      for (long i = 0; i < compare; i++) {
        Rollouts.World world = tasks.at(i);
        Path folder = scratch.resolve(Long.toString(i));
        world.memory().write(folder);
        Contestant.Attempt attempt = agent.attempt(world.task(), folder, new Cancellation());
        Memory after = Memory.read(world.memory().id(), folder);
        right +=
            Grader.grade(world.task(), world.memory(), after, attempt.reply()).isRight() ? 1 : 0;
        replies.add(attempt.reply());
        tokens += attempt.completionTokens();
      }
    }
    double seconds = (surroundings.clock().millis() - start) / 1000.0;
    say(
        "%s: %d of %d right, %d tokens in %.1f s, loading included"
            .formatted(name, right, compare, tokens, seconds));
    return replies;
  }

  private void say(String line) {
    surroundings.output().println(line);
  }
}
