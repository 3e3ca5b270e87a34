package memagent.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import memagent.agent.AgentSettings;
import memagent.agent.CodeHelp;
import memagent.agent.SystemPrompt;
import memagent.bench.BenchException;
import memagent.bench.ScratchFolder;
import memagent.infer.GgufFile;
import memagent.infer.LlamaChatModel;
import memagent.infer.LlamaParts;
import memagent.infer.LlamaSettings;
import memagent.infer.LlamaSlots;
import memagent.model.ChatMessage;
import memagent.model.SamplingParameters;
import memagent.sandbox.Sandbox;
import memagent.train.Activations;
import memagent.train.AdapterFile;
import memagent.train.ChatSequences;
import memagent.train.LearningRate;
import memagent.train.PolicyLoss;
import memagent.train.PolicyRun;
import memagent.train.PolicySettings;
import memagent.train.PolicyTrainer;
import memagent.train.Reward;
import memagent.train.Rollouts;
import memagent.train.TrainException;
import memagent.train.Transformer;
import memagent.train.Weights;
import memagent.train.WorldSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Policy gradients from rollouts through the real agent loop. */
@Command(
    name = "rl",
    mixinStandardHelpOptions = true,
    description = "Policy-gradient training of an adapter by trying tasks; a stopped run goes on.",
    footer = {
      "",
      "Each step plays --group episodes of --worlds tasks with the adapter as it is, grades them in",
      "code, and updates. The folder then holds adapter.gguf, the checkpoint, the numbers of every",
      "step and curves.html. Signs of a collapse are told in a line that begins with \"warning\"."
    })
final class RlCommand implements Callable<Integer> {
  private static final int BATCH_TOKENS_MAX = 4_096;
  private static final int MINIBATCHES = 4; // 2507.18071, section 5.1

  private final Surroundings surroundings;

  @Option(
      names = "--start",
      paramLabel = "FILE",
      required = true,
      description = "The adapter to begin with, as ./mem train sft writes it.")
  private @Nullable Path start;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "The run's folder.")
  private @Nullable Path out;

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      defaultValue = "gspo",
      description = "gspo, gspo-token, grpo, dr-grpo or rloo (default: gspo).")
  private String algorithm = "gspo";

  @Option(
      names = "--tasks",
      paramLabel = "FILE",
      description = "Tasks of ./mem worlds make; without it new worlds, which never repeat.")
  private @Nullable Path tasks;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "50",
      description = "Rollout batches of the whole run (default: 50).")
  private int steps = 50;

  @Option(
      names = "--worlds",
      paramLabel = "N",
      defaultValue = "8",
      description = "Tasks of a batch (default: 8).")
  private int worlds = 8;

  @Option(
      names = "--group",
      paramLabel = "N",
      defaultValue = "8",
      description = "Episodes of each task; below 8 few groups give a gradient (default: 8).")
  private int group = 8;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Plays other tasks where all episodes of one earned the same, N - 1 times (default: 2).")
  private int rounds = 2;

  @Option(
      names = "--rate",
      paramLabel = "X",
      defaultValue = "0.00003",
      description = "Learning rate (default: 0.00003).")
  private double rate = 3e-5;

  @Option(
      names = "--clip-low",
      paramLabel = "X",
      description = "How far below 1 a ratio counts (default: the algorithm's).")
  private @Nullable Double clipLow;

  @Option(
      names = "--clip-high",
      paramLabel = "X",
      description = "How far above 1 a ratio counts (default: the algorithm's).")
  private @Nullable Double clipHigh;

  @Option(
      names = "--kl",
      paramLabel = "X",
      defaultValue = "0",
      description = "Weight of the distance to the first adapter (default: 0, none).")
  private double kl;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      defaultValue = "1",
      description = "Of the rollouts (default: 1).")
  private double temperature = 1;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "8",
      description = "Episodes computed side by side (default: 8).")
  private int slots = 8;

  @Option(
      names = "--slot-tokens",
      paramLabel = "N",
      defaultValue = "3072",
      description = "Tokens of the longest episode (default: 3072).")
  private int slotTokens = 3_072;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of worlds and sampling (default: 1).")
  private long seed = 1;

  @Option(
      names = "--recompute",
      description = "Computes activations twice: much less memory, half as much time again.")
  private boolean recompute;

  RlCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Settings settings = SettingsReader.read(surroundings, FlagGroups.none());
    LlamaParts parts = new LlamaParts(settings.parts());
    if (group < PolicySettings.GROUP_SIZE_ADVISED_MIN) {
      surroundings
          .errors()
          .printf(
              "warning: groups of %d seldom hold both a success and a failure; %d or more do.%n",
              group, PolicySettings.GROUP_SIZE_ADVISED_MIN);
    }
    try (TrainStop stop = new TrainStop();
        ScratchFolder scratch = ScratchFolder.make("mem-rl");
        LlamaChatModel served =
            LlamaChatModel.load(LlamaSettings.embedded(parts).withContextTokensMax(slotTokens));
        LlamaSlots sampler = served.slots(slots, slotTokens);
        Sandbox sandbox = Parts.sandbox(settings)) {
      PolicyRun run = run(parts.modelFile(), served, sampler, sandbox, scratch.path());
      run.run(source(), this::line, stop);
      surroundings.output().printf("%s is written.%n", run.adapter());
      return ExitCode.DONE.code();
    } catch (TrainException | BenchException | IllegalArgumentException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private PolicyRun run(
      Path base, LlamaChatModel served, LlamaSlots sampler, Sandbox sandbox, Path scratch) {
    AdapterFile.Adapter adapter =
        AdapterFile.readGguf(surroundings.folder().resolve(String.valueOf(start)));
    Transformer policy = Transformer.of(Weights.continuing(base, adapter, Weights.ComputeType.F32));
    Optional<Transformer> reference =
        kl > 0
            ? Optional.of(
                Transformer.of(Weights.continuing(base, adapter, Weights.ComputeType.F32)))
            : Optional.empty();
    AgentSettings agent =
        AgentSettings.forModel(served.info())
            .withHelp(CodeHelp.OFF) // the policy learns nothing from what the program does for it
            .withSampling(new SamplingParameters(temperature, 1, 0, 0, seed));
    SystemPrompt prompt = SystemPrompt.choose(agent.prompt(), served.info());
    Rollouts rollouts =
        new Rollouts(
            sampler,
            sandbox,
            agent,
            Reward.DEFAULT,
            // the tokens of the agent's own prompt, which every episode begins with
            new ChatSequences(served, GgufFile.read(base))
                .systemPrefix(new ChatMessage.System(prompt.text())),
            scratch,
            surroundings.clock());
    return new PolicyRun(
        served,
        sampler,
        rollouts,
        policy,
        new PolicyTrainer(policy, reference, policySettings()),
        adapter.settings(),
        surroundings.folder().resolve(String.valueOf(out)),
        new PolicyRun.Settings(worlds, group, steps, rounds, seed));
  }

  private PolicySettings policySettings() {
    PolicySettings.Algorithm method = method();
    double[] clip = method.clipRange();
    return new PolicySettings(
        method,
        new PolicyLoss.Settings(
            clipLow == null ? clip[0] : clipLow,
            clipHigh == null ? clip[1] : clipHigh,
            kl,
            slotTokens),
        new LearningRate(rate, MINIBATCHES, Math.max(MINIBATCHES, steps * MINIBATCHES), 1),
        Math.max(1, worlds / MINIBATCHES),
        BATCH_TOKENS_MAX,
        1,
        recompute ? Activations.RECOMPUTED : Activations.KEPT);
  }

  private PolicySettings.Algorithm method() {
    try {
      return PolicySettings.Algorithm.valueOf(algorithm.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new UserException(
          ExitCode.USAGE,
          "The algorithm is '"
              + algorithm
              + "'; choose gspo, gspo-token, grpo, dr-grpo or rloo (--algorithm).");
    }
  }

  private WorldSource source() {
    return tasks == null
        ? WorldSource.Generated.of(seed, Long.MAX_VALUE)
        : WorldSource.OfFile.of(surroundings.folder().resolve(tasks));
  }

  private void line(PolicyRun.Step step) {
    PolicyTrainer.Progress now = step.progress();
    surroundings
        .output()
        .println(
            String.format(
                Locale.ROOT,
                "step %d/%d  right %.0f %%  reward %.3f  groups with signal %.0f %%  entropy %.3f"
                    + "  length %.0f  clipped %.0f %%  kl %.4f  norm %.2f  dropped %d",
                step.number(),
                steps,
                step.rightShare() * 100,
                now.reward(),
                now.signalShare() * 100,
                now.surprise(),
                now.length(),
                now.clippedShare() * 100,
                now.kl(),
                now.gradientNorm(),
                step.dropped()));
    step.warnings().forEach(warning -> surroundings.errors().println("warning: " + warning));
  }
}
