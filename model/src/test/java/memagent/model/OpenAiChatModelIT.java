package memagent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The remote model against llama.cpp's real server. */
class OpenAiChatModelIT extends ChatModelContract {
  private static LlamaServer server;

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    server = LlamaServer.start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Override
  protected ChatModel open() {
    return model(false);
  }

  private static ChatModel model(boolean keepsGrammar) {
    OpenAiSettings settings =
        new OpenAiSettings(
            server.address(),
            "smollm2",
            Optional.of("sk-any"),
            new ModelInfo("SmolLM2", 2048, 135_000_000L, false, keepsGrammar),
            OpenAiSettings.Limits.DEFAULT);
    return new OpenAiChatModel(settings);
  }

  private static ChatRequest request(String question, int tokens, SamplingParameters sampling) {
    return new ChatRequest(
        List.of(new ChatMessage.User(question)), sampling, List.of(), tokens, Optional.empty());
  }

  @Test
  void countsCachedTokensOfASecondQuestion() {
    try (ChatModel model = open()) {
      String story = "The lamp keeper wrote a line in the log each night. ".repeat(12);
      ChatRequest request = request(story + "What did he write?", 4, SamplingParameters.GREEDY);
      ChatResponse first = model.chat(request, TextListener.NONE, new Cancellation());
      ChatResponse second = model.chat(request, TextListener.NONE, new Cancellation());
      assertThat(first.usage().promptTokens()).isGreaterThan(100);
      assertThat(second.usage().cachedTokens()).isGreaterThan(100);
    }
  }

  @Test
  void samplesTheSameBySeed() {
    try (ChatModel model = open()) {
      ChatRequest warm =
          request("Tell me a story.", 16, new SamplingParameters(1.5, 0.95, 40, 0.01, 7));
      String text = model.chat(warm, TextListener.NONE, new Cancellation()).text();
      assertThat(model.chat(warm, TextListener.NONE, new Cancellation()).text()).isEqualTo(text);
      ChatRequest other =
          request("Tell me a story.", 16, new SamplingParameters(1.5, 0.95, 40, 0.01, 8));
      assertThat(model.chat(other, TextListener.NONE, new Cancellation()).text())
          .isNotEqualTo(text);
    }
  }

  @Test
  void keepsAGrammar() {
    try (ChatModel model = model(true)) {
      ChatRequest request =
          new ChatRequest(
              List.of(new ChatMessage.User("Is a lighthouse a tower?")),
              SamplingParameters.GREEDY,
              List.of(),
              16,
              Optional.of("root ::= \"<reply>\" (\"yes\" | \"no\") \"</reply>\""));
      assertThat(model.chat(request, TextListener.NONE, new Cancellation()).text())
          .isIn("<reply>yes</reply>", "<reply>no</reply>");
    }
  }

  @Test
  void stopsALongAnswerAtOnceWhenAnotherThreadCancels()
      throws InterruptedException, ExecutionException, TimeoutException {
    try (ChatModel model = open();
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Cancellation cancellation = new Cancellation();
      CountDownLatch speaking = new CountDownLatch(3);
      ChatRequest request =
          request("Count from one to a thousand.", 1500, SamplingParameters.GREEDY);
      Future<ChatResponse> answer =
          thread.submit(() -> model.chat(request, text -> speaking.countDown(), cancellation));
      assertThat(speaking.await(60, TimeUnit.SECONDS)).isTrue();
      cancellation.cancel();
      ChatResponse response = answer.get(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
      assertThat(response.finishReason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(response.text()).isNotEmpty();
    }
  }

  @Test
  void saysWhatTheServerSaysOfAPromptThatDoesNotFit() {
    try (ChatModel model = open()) {
      ChatRequest request = request("word ".repeat(3000), 8, SamplingParameters.GREEDY);
      assertThatThrownBy(() -> model.chat(request, TextListener.NONE, new Cancellation()))
          .isInstanceOf(ModelException.class)
          .hasMessageMatching(
              "The model endpoint http://127\\.0\\.0\\.1:\\d+/v1 refused the request \\(HTTP 400\\): .*context.*");
    }
  }
}
