package memagent.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import memagent.bench.BenchSets;
import memagent.bench.TaskSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a benchmark is run; the same for mem-bench and for the public sets. */
final class BenchFlags {
  @Mixin final FlagGroups.Model model = new FlagGroups.Model();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Tasks at a time (default: 1).")
  int jobs = 1;

  @Option(names = "--resume", description = "Goes on with the run in the folder.")
  boolean resume;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "Only N tasks, drawn by the seed; each category keeps its share.")
  int sample;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of the worlds and of the sample (default: 1).")
  long seed = 1;

  @Option(
      names = "--without",
      paramLabel = "PART",
      split = ",",
      description =
          "Leaves out what the program does for a small model: grammar, look, evidence, retry,"
              + " ask-back, mend-edits, say-read.")
  List<EnginePart> without = List.of();

  @Option(names = "--no-baselines", description = "Leaves out the two baselines.")
  boolean noBaselines;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".runs/bench",
      description = "Where results go (default: .runs/bench).")
  Path out = Path.of(".runs/bench");

  @Option(
      names = "--judge-endpoint",
      paramLabel = "URL",
      description = "OpenAI-compatible endpoint of a judge besides the code.")
  @Nullable String judgeEndpoint;

  @Option(
      names = "--judge-model",
      paramLabel = "NAME",
      description = "What that endpoint calls the judge.")
  @Nullable String judgeModel;

  /** The settings with these flags. */
  Settings settings(Surroundings surroundings, boolean withModel) {
    Map<Setting, String> flags = FlagGroups.none();
    if (withModel) {
      model.into(flags);
    }
    FlagGroups.put(flags, Setting.JUDGE_ENDPOINT, judgeEndpoint);
    FlagGroups.put(flags, Setting.JUDGE_MODEL, judgeModel);
    return SettingsReader.read(surroundings, flags);
  }

  /** The set, or the sample of it that was asked for. */
  TaskSet drawn(TaskSet set) {
    return sample > 0 ? BenchSets.sample(set, sample, seed) : set;
  }
}
