package memagent.app;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import memagent.infer.GgufFile;
import memagent.infer.LlamaChatModel;
import memagent.infer.LlamaParts;
import memagent.infer.LlamaSettings;
import memagent.model.ChatMessage;
import memagent.train.Activations;
import memagent.train.AdapterFile;
import memagent.train.ChatSequences;
import memagent.train.LearningRate;
import memagent.train.LoraSettings;
import memagent.train.SftRun;
import memagent.train.SftSettings;
import memagent.train.SftTrainer;
import memagent.train.TokenSequence;
import memagent.train.TraceFile;
import memagent.train.TrainException;
import memagent.train.Weights;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains adapters for the embedded model. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains an adapter for the embedded model from the traces of training worlds.")
final class TrainCommand implements Runnable {
  private static final double RATE_OF_ADAPTER = 1e-3;
  private static final double RATE_OF_ALL = 1e-4;

  private final Surroundings surroundings;
  @Spec private CommandSpec spec;

  TrainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.spec = CommandSpec.create();
  }

  /** The command with all that it holds. */
  static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new TrainCommand(surroundings))
        .addSubcommand("rl", new RlCommand(surroundings))
        .addSubcommand("export", new ExportCommand(surroundings));
  }

  /** Without a subcommand there is nothing to train. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: train sft, rl, export or tokens.");
  }

  @Command(
      name = "sft",
      mixinStandardHelpOptions = true,
      description =
          "Supervised fine-tuning of a LoRA adapter or the whole model; a stopped run goes on.",
      footer = {
        "",
        "The folder then holds adapter.gguf (for --adapter), the same for PEFT, the checkpoint, the",
        "numbers of every step and curves.html; with --full model-bf16.gguf (for --model) in place",
        "of the adapter. Ctrl-C finishes the step, saves, and ends."
      })
  int sft(
      @Option(
              names = "--traces",
              paramLabel = "FILE",
              required = true,
              description = "Conversations, as ./mem worlds make writes them.")
          Path traces,
      @Option(
              names = "--out",
              paramLabel = "DIR",
              required = true,
              description = "The run's folder.")
          Path out,
      @Option(
              names = "--steps",
              paramLabel = "N",
              defaultValue = "500",
              description = "Steps of the whole run (default: 500).")
          int steps,
      @Option(
              names = "--rank",
              paramLabel = "N",
              defaultValue = "16",
              description = "The adapter's rank (default: 16).")
          int rank,
      @Option(
              names = "--alpha",
              paramLabel = "X",
              defaultValue = "32",
              description = "The adapter counts alpha / rank times (default: 32).")
          double alpha,
      @Option(
              names = "--rate",
              paramLabel = "X",
              description = "Highest learning rate (default: 0.001; with --full 0.0001).")
          @Nullable Double rate,
      @Option(
              names = "--batch-tokens",
              paramLabel = "N",
              defaultValue = "2048",
              description = "Tokens computed at once; bounds the memory (default: 2048).")
          int batchTokens,
      @Option(
              names = "--step-batches",
              paramLabel = "N",
              defaultValue = "2",
              description = "Batches of one step (default: 2).")
          int stepBatches,
      @Option(
              names = "--type",
              paramLabel = "TYPE",
              defaultValue = "f32",
              description = "f32, or bf16 where the processor multiplies it fast (default: f32).")
          Weights.ComputeType type,
      @Option(
              names = "--seed",
              paramLabel = "S",
              defaultValue = "1",
              description = "Seed of the adapter's first values (default: 1).")
          long seed,
      @Option(
              names = "--full",
              description = "Trains all weights in place of an adapter; --rank and --alpha rest.")
          boolean full,
      @Option(
              names = "--start",
              paramLabel = "FILE",
              description =
                  "An adapter.gguf to train on, such as nano's; --rank, --alpha and --seed rest.")
          @Nullable Path start,
      @Option(
              names = "--recompute",
              description =
                  "Computes activations twice: much less memory, half as much time again.")
          boolean recompute) {
    double highest = rate != null ? rate : full ? RATE_OF_ALL : RATE_OF_ADAPTER;
    try (TrainStop stop = new TrainStop();
        LlamaChatModel tokenizer = tokenizer()) {
      SftRun run =
          new SftRun(
              base(),
              surroundings.folder().resolve(out),
              start(full, start, new LoraSettings(rank, alpha, LoraSettings.ALL_TARGETS), seed),
              new SftSettings(
                  batchTokens,
                  stepBatches,
                  new LearningRate(highest, Math.min(steps, steps / 20 + 1), steps, 0.05),
                  1,
                  0,
                  Duration.ofMinutes(3),
                  recompute ? Activations.RECOMPUTED : Activations.KEPT),
              surroundings.clock());
      long tooLong =
          run.run(
              surroundings.folder().resolve(traces),
              tokenizer,
              type,
              progress -> line(progress, steps),
              stop);
      surroundings
          .output()
          .printf("%s is written; %d conversations were too long.%n", run.written(), tooLong);
      return ExitCode.DONE.code();
    } catch (TrainException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private SftRun.Start start(boolean full, @Nullable Path adapter, LoraSettings lora, long seed) {
    if (full && adapter != null) {
      throw new UserException(
          ExitCode.USAGE,
          "--start "
              + adapter
              + " is an adapter and --full trains the whole model: leave one out.");
    }
    if (full) {
      return new SftRun.Start.WholeModel();
    }
    return adapter == null
        ? new SftRun.Start.NewAdapter(lora, seed)
        : new SftRun.Start.TrainedAdapter(
            AdapterFile.readGguf(surroundings.folder().resolve(adapter)));
  }

  @Command(
      name = "tokens",
      mixinStandardHelpOptions = true,
      description = "Cuts traces into the model's tokens, for runs/sft_gpu.py.")
  int tokens(
      @Option(names = "--traces", paramLabel = "FILE", required = true, description = "The traces.")
          Path traces,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              required = true,
              description = "JSON Lines of tokens and of marks: which are trained.")
          Path out) {
    long count = 0;
    try (LlamaChatModel tokenizer = tokenizer();
        TraceFile file = TraceFile.open(surroundings.folder().resolve(traces));
        BufferedWriter writer = Files.newBufferedWriter(surroundings.folder().resolve(out))) {
      ChatSequences cutter = new ChatSequences(tokenizer, GgufFile.read(base()));
      while (file.hasNext()) {
        TraceFile.Conversation conversation = file.next();
        int[] prefix = cutter.systemPrefix((ChatMessage.System) conversation.messages().getFirst());
        writer.write(json(prefix, cutter.sequence(conversation, prefix)));
        count++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TrainException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
    surroundings.output().printf("%d conversations are cut into tokens.%n", count);
    return ExitCode.DONE.code();
  }

  private static String json(int[] prefix, TokenSequence sequence) {
    StringBuilder tokens = new StringBuilder();
    StringBuilder trained = new StringBuilder();
    for (int token : prefix) {
      tokens.append(token).append(',');
      trained.append("0,");
    }
    int[] own = sequence.tokens();
    boolean[] marks = sequence.trained();
    for (int i = 0; i < own.length; i++) {
      tokens.append(own[i]).append(i + 1 < own.length ? "," : "");
      trained.append(marks[i] ? '1' : '0').append(i + 1 < own.length ? "," : "");
    }
    return "{\"tokens\":[" + tokens + "],\"trained\":[" + trained + "]}\n";
  }

  private Path base() {
    return parts().modelFile();
  }

  private LlamaChatModel tokenizer() {
    return LlamaChatModel.load(
        LlamaSettings.embedded(parts()).withContextTokensMax(SftRun.SEQUENCE_TOKENS_MAX));
  }

  private LlamaParts parts() {
    return new LlamaParts(SettingsReader.read(surroundings, FlagGroups.none()).parts());
  }

  private void line(SftTrainer.Progress progress, int steps) {
    surroundings
        .output()
        .println(
            String.format(
                Locale.ROOT,
                "step %d/%d  loss %.4f  norm %.2f  %,d tokens  %.0f tokens/s",
                progress.step(),
                steps,
                progress.loss(),
                progress.gradientNorm(),
                progress.tokenCount(),
                progress.tokensPerSecond()));
  }
}
