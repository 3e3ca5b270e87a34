package memagent.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import memagent.infer.LlamaChatModel;
import memagent.infer.MergedModel;
import memagent.model.ChatMessage;

/**
 * A whole run of supervised fine-tuning: a trace file and a base model in, an adapter or a whole
 * model out. Everything lies in one folder; a run that was stopped goes on from it.
 */
public final class SftRun {
  /** Conversations longer than this are left out, and counted. */
  public static final int SEQUENCE_TOKENS_MAX = 4_096;

  private static final int DRAW_STEPS = 20;

  private final Path base;
  private final Path folder;
  private final Start start;
  private final SftSettings settings;
  private final InstantSource clock;

  /** What is trained, as it is before the first step. */
  public sealed interface Start {
    /** All weights of the base. */
    record WholeModel() implements Start {}

    /**
     * A new adapter, which changes nothing yet.
     *
     * @param seed of its first values
     */
    record NewAdapter(LoraSettings lora, long seed) implements Start {}

    /** An adapter that was trained before, over the same base. */
    record TrainedAdapter(AdapterFile.Adapter adapter) implements Start {}
  }

  /**
   * A run.
   *
   * @param base the GGUF file that is served
   * @param folder of checkpoint, numbers and adapter; made where needed
   */
  public SftRun(Path base, Path folder, Start start, SftSettings settings, InstantSource clock) {
    this.base = base;
    this.folder = folder;
    this.start = start;
    this.settings = settings;
    this.clock = clock;
  }

  /** The adapter or the model that the run writes, as llama.cpp reads it. */
  public Path written() {
    return folder.resolve(lora().isPresent() ? "adapter.gguf" : "model-bf16.gguf");
  }

  /**
   * Trains, and writes what was trained.
   *
   * @param tokenizer the base model as it is served
   * @param stop asked before each step
   * @return how many conversations were too long
   */
  public long run(
      Path traces,
      LlamaChatModel tokenizer,
      Weights.ComputeType computeType,
      Consumer<SftTrainer.Progress> listener,
      BooleanSupplier stop) {
    Transformer transformer = Transformer.of(weights(computeType));
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    Metrics metrics = new Metrics(folder);
    try (TraceFile file = TraceFile.open(traces)) {
      Files.createDirectories(folder);
      ChatSequences cutter = new ChatSequences(tokenizer, memagent.infer.GgufFile.read(base));
      Sequences data = new Sequences(file, cutter);
      SftTrainer trainer = new SftTrainer(transformer, settings, data.prefix, clock);
      if (Files.exists(checkpoint)) {
        trainer.resume(checkpoint);
        data.skip(trainer.sequenceCount());
      }
      trainer.run(
          data,
          checkpoint,
          progress -> {
            metrics.add(progress.step(), numbers(progress));
            if (progress.step() % DRAW_STEPS == 0) {
              metrics.draw("SFT " + folder.getFileName());
            }
            listener.accept(progress);
          },
          stop);
      metrics.draw("SFT " + folder.getFileName());
      lora()
          .ifPresentOrElse(
              adapter -> writeAdapter(adapter, transformer),
              () -> writeModel(base, transformer.parameters(), written()));
      return data.tooLong;
    } catch (IOException e) {
      throw new TrainException("The run's folder " + folder + " cannot be made: " + e + ".", e);
    }
  }

  private Weights weights(Weights.ComputeType computeType) {
    return switch (start) {
      case Start.WholeModel() -> Weights.forFullTraining(base, computeType);
      case Start.NewAdapter(LoraSettings lora, long seed) ->
          Weights.forAdapter(base, lora, computeType, seed);
      case Start.TrainedAdapter(AdapterFile.Adapter adapter) ->
          Weights.continuing(base, adapter, computeType);
    };
  }

  private Optional<LoraSettings> lora() {
    return switch (start) {
      case Start.WholeModel() -> Optional.empty();
      case Start.NewAdapter(LoraSettings lora, long _) -> Optional.of(lora);
      case Start.TrainedAdapter(AdapterFile.Adapter adapter) -> Optional.of(adapter.settings());
    };
  }

  private void writeAdapter(LoraSettings adapter, Transformer transformer) {
    Safetensors trained = Checkpoint.parameters(transformer.parameters());
    AdapterFile.writeGguf(written(), transformer.config(), adapter, trained);
    AdapterFile.writePeft(folder, transformer.config(), adapter, trained);
  }

  /** Writes a model whose weights were trained themselves, in bf16. */
  static void writeModel(Path base, List<Transformer.Parameter> parameters, Path file) {
    Map<String, Supplier<float[]>> trained = new LinkedHashMap<>();
    for (Transformer.Parameter parameter : parameters) {
      trained.put(parameter.name(), () -> Tensors.toFloats(parameter.tensor()));
    }
    MergedModel.replacing(base, trained).writeGguf(file, MergedModel.Form.BF16);
  }

  private static Map<String, Double> numbers(SftTrainer.Progress progress) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("loss", progress.loss());
    numbers.put("gradient norm", progress.gradientNorm());
    numbers.put("learning rate", progress.learningRate());
    numbers.put("tokens", (double) progress.tokenCount());
    numbers.put("tokens a second", progress.tokensPerSecond());
    return numbers;
  }

  /** The file's conversations as tokens. */
  private static final class Sequences implements Iterator<TokenSequence> {
    private final TraceFile file;
    private final ChatSequences cutter;
    private final int[] prefix; // (prefix tokens)
    private TraceFile.@org.jspecify.annotations.Nullable Conversation ahead;
    private long tooLong;

    Sequences(TraceFile file, ChatSequences cutter) {
      this.file = file;
      this.cutter = cutter;
      this.ahead = file.hasNext() ? file.next() : null;
      if (ahead == null) {
        throw new TrainException("The trace file is empty; make one with ./mem worlds make.");
      }
      this.prefix = cutter.systemPrefix((ChatMessage.System) ahead.messages().getFirst());
    }

    void skip(long count) {
      for (long i = 0; i < count && hasNext(); i++) {
        next();
      }
    }

    @Override
    public boolean hasNext() {
      return ahead != null;
    }

    @Override
    public TokenSequence next() {
      while (ahead != null) {
        TraceFile.Conversation now = ahead;
        ahead = file.hasNext() ? file.next() : null;
        TokenSequence sequence = cutter.sequence(now, prefix);
        if (sequence.length() <= SEQUENCE_TOKENS_MAX || ahead == null) {
          return sequence;
        }
        tooLong++;
      }
      throw new NoSuchElementException("The trace file has ended.");
    }
  }
}
