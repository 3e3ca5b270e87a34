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
 * DECODE_THREADS BATCH_THREADS [plain]. The other two scripts of this folder do the same with their
 * engines; run.sh runs all three in turns.
 */
final class LocalBenchmark {
  private LocalBenchmark() {}

  private record Timing(int promptTokens, int cached, int tokens, double first, double rest) {}

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
    try (LlamaChatModel model = LlamaChatModel.load(settings)) {
      double load = (System.nanoTime() - start) / 1e6;
      Timing one = ask(model, system, questions.get(0), tokens);
      Timing two = ask(model, system, questions.get(1), tokens);
      System.out.printf(
          Locale.ROOT,
          "{\"engine\": \"mem-agent%s\", \"load_ms\": %.0f, \"prompt\": %d, \"prefill\": %.1f,"
              + " \"decode\": %.1f, \"first_ms\": %.0f, \"second_ms\": %.0f, \"rss_mb\": %d}%n",
          args.length < 8 ? "" : " (no guesses)",
          load,
          one.promptTokens(),
          one.promptTokens() / one.first() * 1000,
          (one.tokens() + two.tokens() - 2) / (one.rest() + two.rest()) * 1000,
          one.first(),
          two.first(),
          peakMegabytes());
    }
  }

  private static Timing ask(LlamaChatModel model, String system, String question, int tokens) {
    long[] first = {0};
    long start = System.nanoTime();
    ChatResponse response =
        model.chat(
            new ChatRequest(
                List.of(new ChatMessage.System(system), new ChatMessage.User(question)),
                SamplingParameters.GREEDY,
                List.of(),
                tokens,
                Optional.empty()),
            piece -> first[0] = first[0] == 0 ? System.nanoTime() : first[0],
            new Cancellation());
    long end = System.nanoTime();
    return new Timing(
        response.usage().promptTokens(),
        response.usage().cachedTokens(),
        response.usage().completionTokens(),
        (first[0] - start) / 1e6,
        (end - first[0]) / 1e6);
  }

  private static long peakMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
