import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import memagent.train.Activations;
import memagent.train.LearningRate;
import memagent.train.LoraSettings;
import memagent.train.SftSettings;
import memagent.train.SftTrainer;
import memagent.train.TokenSequence;
import memagent.train.Transformer;
import memagent.train.Weights;

/**
 * Steps of SFT on sequences of 512 tokens, a fifth of them trained, without a shared prefix, so
 * that PyTorch computes the same. Run by {@code compare.sh} beside this file.
 *
 * <p>Arguments: the model's file; lora or full; f32 or bf16; sequences a batch; steps; kept or
 * recomputed. Prints each step's seconds, and the process's peak memory.
 */
final class StepBenchmark {
  static final int LENGTH = 512;
  static final int RANK = 16;

  public static void main(String[] arguments) throws Exception {
    Path model = Path.of(arguments[0]);
    boolean full = arguments[1].equals("full");
    int sequences = Integer.parseInt(arguments[3]);
    int steps = Integer.parseInt(arguments[4]);
    Weights.ComputeType type =
        Weights.ComputeType.valueOf(arguments[2].toUpperCase(Locale.ROOT));
    Weights weights =
        full
            ? Weights.forFullTraining(model, type)
            : Weights.forAdapter(
                model, new LoraSettings(RANK, 32, LoraSettings.ALL_TARGETS), type, 1);
    Random random = new Random(1);
    Iterator<TokenSequence> data = Stream.generate(() -> sequence(random)).iterator();
    SftTrainer trainer =
        new SftTrainer(
            Transformer.of(weights),
            new SftSettings(
                LENGTH * sequences,
                1,
                new LearningRate(1e-4, 0, steps, 1),
                1,
                0,
                Duration.ofDays(1),
                arguments[5].equals("recomputed") ? Activations.RECOMPUTED : Activations.KEPT),
            new int[0],
            Clock.systemUTC());
    List<Double> speeds = new ArrayList<>();
    trainer.run(
        data,
        Files.createTempFile("bench", ".safetensors"),
        progress -> {
          speeds.add(progress.tokensPerSecond());
          System.out.printf(
              Locale.ROOT,
              "java %s %s step %d loss %.4f %.1f tokens/s%n",
              arguments[1],
              arguments[2],
              progress.step(),
              progress.loss(),
              progress.tokensPerSecond());
        },
        () -> false);
    speeds.removeFirst(); // allocates what the others reuse
    System.out.printf(
        Locale.ROOT,
        "java %s %s best %.1f median %.1f tokens/s, peak %s, load %.1f%n",
        arguments[1],
        arguments[2],
        speeds.stream().mapToDouble(s -> s).max().orElse(0),
        speeds.stream().sorted().skip(speeds.size() / 2).findFirst().orElse(0.0),
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .findFirst()
            .orElse(""),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static TokenSequence sequence(Random random) {
    int[] tokens = random.ints(LENGTH, 10, 40_000).toArray();
    boolean[] trained = new boolean[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      trained[i] = i % 128 >= 102;
    }
    return new TokenSequence(tokens, trained);
  }
}
