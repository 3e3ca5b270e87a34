package memagent.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import memagent.infer.LlamaParts;
import memagent.infer.LlamaSettings;
import memagent.infer.MergedModel;
import memagent.sandbox.Sandbox;
import memagent.train.AdapterFile;
import memagent.train.HuggingFaceLayout;
import memagent.train.TrainException;
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

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description = "With --compare: tasks at a time (default: 1).")
  private int jobs;

  @Option(
      names = "--resume",
      description = "With --compare: goes on with a comparison in the folder that was stopped.")
  private boolean resume;

  ExportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (compare < 0 || jobs < 1) {
      throw new UserException(
          ExitCode.USAGE,
          "--compare %d --jobs %d: the tasks must be 0 or more, the tasks at a time 1 or more."
              .formatted(compare, jobs));
    }
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
        saySize(model);
      }
      HuggingFaceLayout.write(merged, folder.resolve("hf"));
      surroundings
          .output()
          .println(folder.resolve("hf").resolve("model.safetensors") + "  for vLLM");
      if (AdapterFile.fitsEightBits(file)) {
        Path small = folder.resolve("adapter-q8_0.gguf");
        AdapterFile.writeEightBits(small, file);
        saySize(small);
      }
      return compare == 0 || compared(settings, parts, file, folder, models)
          ? ExitCode.DONE.code()
          : ExitCode.INTERRUPTED.code();
    } catch (TrainException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares the adapter and the models; false where it was stopped before the end. */
  private boolean compared(
      Settings settings, LlamaParts parts, Path file, Path folder, List<Path> models) {
    LlamaSettings attached =
        LlamaSettings.embedded(parts).withAdapters(List.of(new LlamaSettings.AdapterFile(file, 1)));
    FormComparison comparison =
        new FormComparison(surroundings, folder.resolve("compare"), compare, jobs, resume);
    try (Sandbox sandbox = Parts.sandbox(settings)) {
      comparison.add("adapter", attached, file, sandbox);
      for (Path model : models) {
        if (!comparison.isStopped()) {
          String name = model.getFileName().toString().replace(".gguf", "");
          comparison.add(name, LlamaSettings.of(model, parts.libraryFolder()), model, sandbox);
        }
      }
    }
    return !comparison.isStopped();
  }

  private void saySize(Path file) {
    surroundings.output().println("%s  %.1f MB".formatted(file, FormComparison.megabytes(file)));
  }
}
