import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import memagent.infer.LlamaChatModel;
import memagent.infer.LlamaSettings;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.SamplingParameters;

/**
 * One run of our engine, as one line of JSON: MODEL LIBRARIES SYSTEM_FILE QUESTIONS_FILE TOKENS
 * DECODE_THREADS BATCH_THREADS [plain]; -Dflash=on, off or prompts chooses where flash
 * attention is on. The other two scripts of this folder do the same with their
 * engines; run.sh runs all three in turns.
 */
final class LocalBenchmark {
  private LocalBenchmark() {}

  private record Timing(
      int promptTokens, int tokens, double first, double rest, double firstCpu, double restCpu) {

    double decode() {
      return (tokens - 1) / rest * 1000;
    }
  }

  public static void main(String[] args) throws IOException {
    String system = Files.readString(Path.of(args[2]));
    List<String> questions = Files.readAllLines(Path.of(args[3]));
    int tokens = Integer.parseInt(args[4]);
    long start = System.nanoTime();
    LlamaSettings settings =
        LlamaSettings.of(Path.of(args[0]), Path.of(args[1]))
            .withContextTokensMax(4096)
            .withThreads(Integer.parseInt(args[5]), Integer.parseInt(args[6]))
            .withSpeculation(args.length < 8);
    String flash = System.getProperty("flash", "").toUpperCase(Locale.ROOT);
    if (!flash.isEmpty()) {
      settings = settings.withFlashAttention(LlamaSettings.FlashAttention.valueOf(flash));
    }
    try (LlamaChatModel model = LlamaChatModel.load(settings)) {
      double load = (System.nanoTime() - start) / 1e6;
      Timing one = ask(model, system, questions.get(0), tokens);
      Timing two = ask(model, system, questions.get(1), tokens);
      Timing copy = ask(model, system, questions.get(2), tokens);
      System.out.printf(
          Locale.ROOT,
          "{\"engine\": \"mem-agent%s\", \"load_ms\": %.0f, \"prompt\": %d, \"prefill\": %.1f,"
              + " \"decode\": %.1f, \"copy\": %.1f, \"first_ms\": %.0f, \"second_ms\": %.0f,"
              + " \"prefill_cpu\": %.1f, \"decode_cpu\": %.1f, \"copy_cpu\": %.1f,"
              + " \"rss_mb\": %d}%n",
          args.length < 8 ? "" : " (no guesses)",
          load,
          one.promptTokens(),
          one.promptTokens() / one.first() * 1000,
          (one.tokens() + two.tokens() - 2) / (one.rest() + two.rest()) * 1000,
          copy.decode(),
          one.first(),
          two.first(),
          one.promptTokens() / one.firstCpu() * 1000,
          (one.tokens() + two.tokens() - 2) / (one.restCpu() + two.restCpu()) * 1000,
          (copy.tokens() - 1) / copy.restCpu() * 1000,
          peakMegabytes());
    }
  }

  private static Timing ask(LlamaChatModel model, String system, String question, int tokens) {
    long[] first = {0};
    double[] firstCpu = {0};
    double startCpu = cpu();
    long start = System.nanoTime();
    ChatResponse response =
        model.chat(
            new ChatRequest(
                List.of(new ChatMessage.System(system), new ChatMessage.User(question)),
                SamplingParameters.GREEDY,
                List.of(),
                tokens,
                Optional.empty()),
            piece -> {
              if (first[0] == 0) {
                first[0] = System.nanoTime();
                firstCpu[0] = cpu();
              }
            },
            new Cancellation());
    long end = System.nanoTime();
    return new Timing(
        response.usage().promptTokens(),
        response.usage().completionTokens(),
        (first[0] - start) / 1e6,
        (end - first[0]) / 1e6,
        firstCpu[0] - startCpu,
        cpu() - firstCpu[0]);
  }

  /** Milliseconds that this process has computed, on all cores. */
  private static double cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
  }

  private static long peakMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
