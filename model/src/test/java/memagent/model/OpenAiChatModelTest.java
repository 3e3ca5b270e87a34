package memagent.model;

import static memagent.model.Endpoint.delta;
import static memagent.model.Endpoint.events;
import static memagent.model.Endpoint.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the remote model makes of endpoints that fail; a real server is asked in the IT. */
class OpenAiChatModelTest {
  private static final String KEY = "sk-proj-0123456789abcdefSECRET";
  private static final String SSE = "text/event-stream";
  private static final String GOOD =
      events(
          delta("\"content\":\"Hello\""), delta("\"content\":\" you\""), finish("stop"), "[DONE]");

  /** Long enough for a machine that is busy with other things. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  /** For endpoints that say nothing on purpose. */
  private static final Duration SHORT_SILENCE = Duration.ofMillis(900);

  private static OpenAiSettings settings(URI address) {
    return settings(address, SILENCE);
  }

  private static OpenAiSettings settings(URI address, Duration silence) {
    return new OpenAiSettings(
        address,
        "m",
        Optional.of(KEY),
        new ModelInfo("m", 0, 0, false, false),
        new OpenAiSettings.Limits(
            Duration.ofSeconds(5),
            silence,
            Duration.ofSeconds(60),
            2,
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            60));
  }

  private static ChatRequest request(String... stops) {
    return new ChatRequest(
        List.of(
            new ChatMessage.System("Be short."),
            new ChatMessage.User("Hi"),
            new ChatMessage.Assistant("Hm?"),
            new ChatMessage.User("Hi!")),
        SamplingParameters.GREEDY,
        List.of(stops),
        50,
        Optional.of("root ::= \"x\""));
  }

  private static ChatResponse ask(Endpoint endpoint, String... stops) {
    try (ChatModel model = new OpenAiChatModel(settings(endpoint.address()))) {
      return model.chat(request(stops), TextListener.NONE, new Cancellation());
    }
  }

  /** The sentence; fails if the key, a second line or another class of exception comes out. */
  private static String failure(Endpoint endpoint) {
    return failure(endpoint.address());
  }

  private static String failure(URI address) {
    return failure(settings(address));
  }

  private static String failure(OpenAiSettings settings) {
    try (ChatModel model = new OpenAiChatModel(settings)) {
      ModelException e =
          catchThrowableOfType(
              ModelException.class,
              () -> model.chat(request(), TextListener.NONE, new Cancellation()));
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      assertThat(trace.toString()).doesNotContain(KEY).doesNotContain("SECRET");
      assertThat(e.getMessage()).doesNotContain("\n").startsWith("The model endpoint http://");
      return e.getMessage().replaceAll("http://\\S+:\\d+/v1", "E").substring(19);
    }
  }

  @Test
  void asksForAStreamWithTheKeyAndTheWholeConversation() throws IOException {
    try (Endpoint endpoint = Endpoint.answering(200, SSE, GOOD)) {
      assertThat(ask(endpoint, "</python>").text()).isEqualTo("Hello you");
      assertThat(endpoint.keys()).containsExactly("Bearer " + KEY);
      assertThat(endpoint.bodies().getFirst())
          .contains("\"stream\":true", "\"include_usage\":true", "\"max_tokens\":50")
          .contains("\"stop\":[\"</python>\"]", "\"temperature\":0.0", "\"model\":\"m\"")
          .containsSubsequence("Be short.", "\"Hi\"", "\"Hm?\"", "\"Hi!\"")
          .doesNotContain("grammar", "top_k", "min_p", "top_p", "seed");
    }
  }

  @Test
  void sendsSamplingOnlyWhereItSaysSomething() throws IOException {
    try (Endpoint endpoint = Endpoint.answering(200, SSE, GOOD);
        ChatModel model = new OpenAiChatModel(settings(endpoint.address()))) {
      ChatRequest request =
          new ChatRequest(
              List.of(new ChatMessage.User("Hi")),
              new SamplingParameters(0.6, 0.95, 20, 0.05, 42),
              List.of("a", "b", "c", "d", "e"),
              9,
              Optional.empty());
      model.chat(request, TextListener.NONE, new Cancellation());
      assertThat(endpoint.bodies().getFirst())
          .contains("\"temperature\":0.6", "\"top_p\":0.95", "\"top_k\":20", "\"min_p\":0.05")
          .contains("\"seed\":42", "\"stop\":[\"a\",\"b\",\"c\",\"d\"]");
    }
  }

  @Test
  void looksForStopsThatTheServerOverlooked() throws IOException {
    try (Endpoint endpoint = Endpoint.answering(200, SSE, GOOD)) {
      ChatResponse response = ask(endpoint, "1", "2", "3", "4", "o yo");
      assertThat(response.text()).isEqualTo("Hell");
      assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning_content", "reasoning"})
  void putsAThoughtThatCameApartBackIntoItsTags(String field) throws IOException {
    String stream =
        events(
            delta("\"role\":\"assistant\",\"content\":null,\"" + field + "\":\"Look \""),
            delta("\"" + field + "\":\"first.\""),
            delta("\"content\":\"<python>\""),
            delta("\"content\":\"x</python>\""),
            finish("stop"));
    try (Endpoint endpoint = Endpoint.answering(200, SSE, stream)) {
      assertThat(ask(endpoint).text())
          .isEqualTo("<think>\nLook first.\n</think>\n<python>x</python>");
    }
  }

  @Test
  void closesAThoughtThatNoAnswerFollowed() throws IOException {
    String thought = delta("\"reasoning_content\":\"Hm\"");
    try (Endpoint ended = Endpoint.answering(200, SSE, events(thought, finish("stop")));
        Endpoint cut = Endpoint.answering(200, SSE, events(thought, finish("length")))) {
      assertThat(ask(ended).text()).isEqualTo("<think>\nHm\n</think>\n");
      assertThat(ask(cut).text()).isEqualTo("<think>\nHm");
      assertThat(ask(cut).finishReason()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void readsStreamsWithCommentsUsageAndUnknownFields() throws IOException {
    String usage =
        "{\"id\":\"1\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,"
            + "\"total_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":5}},\"timings\":{}}";
    String stream =
        ": ping\n\n: OPENROUTER PROCESSING\n\n"
            + "event: message\nid: 1\nretry: 10\n"
            + events(delta("\"content\":\"\u4f60 \ud83d\ude00\""), finish("stop"), usage, "[DONE]");
    try (Endpoint endpoint = Endpoint.answering(200, SSE, stream)) {
      ChatResponse response = ask(endpoint);
      assertThat(response.text()).isEqualTo("\u4f60 \ud83d\ude00");
      assertThat(response.usage()).isEqualTo(new TokenUsage(7, 5, 2));
    }
  }

  @Test
  void triesAgainWhenTheServerIsBusy() throws IOException {
    Endpoint.Behaviour busyTwice =
        (exchange, call) -> {
          if (call < 3) {
            exchange.getResponseHeaders().set("Retry-After", call == 1 ? "3600" : "soon");
            Endpoint.send(exchange, call == 1 ? 429 : 503, "application/json", "{}");
          } else {
            Endpoint.send(exchange, 200, SSE, GOOD);
          }
        };
    try (Endpoint endpoint = new Endpoint(busyTwice)) {
      assertThat(ask(endpoint).text()).isEqualTo("Hello you");
      assertThat(endpoint.bodies()).hasSize(3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|{'error':{'message':'context is 4096 tokens.'}}|E refused the request (HTTP 400): context is 4096 tokens.|1",
        "401|{'error':{'message':'Incorrect API key: KEY'}}|E refused the API key (HTTP 401); check the key and its rights.|1",
        "403|no|E refused the API key (HTTP 403); check the key and its rights.|1",
        "402|{'error':'no credit for KEY'}|E wants to be paid first (HTTP 402): no credit for (key).|1",
        "404|{'detail':'no such model'}|E does not know the model 'm' or is not an OpenAI-compatible address (HTTP 404): no such model; check both.|1",
        "422|{'message':'bad KEY'}|E refused the request (HTTP 422): bad (key).|1",
        "429|{'error':{'message':'slow down'}}|E takes no more requests for now (HTTP 429: rate or quota), 3 times in a row: slow down; wait, or use another model.|3",
        "500|<h1>Oops</h1>|E failed (HTTP 500), 3 times in a row.|3",
        "503|{'error':{'message':'Loading model'}}|E failed (HTTP 503), 3 times in a row: Loading model.|3",
        "504||E ran out of time (HTTP 504), 3 times in a row.|3",
        "301||E refused the request (HTTP 301).|1",
      })
  void saysInOneSentenceWhatAStatusMeans(int status, String body, String sentence, int calls)
      throws IOException {
    String json = body == null ? "" : body.replace('\'', '"').replace("KEY", KEY);
    try (Endpoint endpoint = Endpoint.answering(status, "application/json", json)) {
      assertThat(failure(endpoint)).isEqualTo(sentence);
      assertThat(endpoint.bodies()).hasSize(calls);
    }
  }

  @Test
  void cutsALongMessageOfTheServer() throws IOException {
    String json = "{\"error\":{\"message\":\"" + "a\\n".repeat(5000) + "\"}}";
    try (Endpoint endpoint = Endpoint.answering(400, "application/json", json)) {
      assertThat(failure(endpoint)).hasSizeLessThan(120).endsWith("...");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<!doctype html><p>Welcome</p>", "", "data: <p>hi</p>\n\n"})
  void saysThatAPageIsNoChatCompletion(String page) throws IOException {
    try (Endpoint endpoint = Endpoint.answering(200, "text/html; charset=utf-8", page)) {
      assertThat(failure(endpoint))
          .isEqualTo(
              "E answered with text/html; charset=utf-8 that is no chat completion; check the address,"
                  + " which usually ends with /v1.");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"choices\":[{\n\n",
        "data: 17\n\n",
        "data: [1]\n\n",
        "\u0000\u0001\u0002",
        "data: {}\n\n",
        "{\"choices\":[{\"message\":{\"content\":\"not streamed\"}}]}"
      })
  void saysThatGarbageIsNoChatCompletion(String garbage) throws IOException {
    try (Endpoint endpoint = Endpoint.answering(200, SSE, garbage)) {
      assertThat(failure(endpoint)).contains("text/event-stream that is no chat completion");
    }
  }

  @Test
  void saysThatAnErrorCameInsideTheStream() throws IOException {
    String stream =
        events(
            delta("\"content\":\"Hel\""),
            "{\"error\":{\"message\":\"the GPU is gone\",\"code\":500}}");
    try (Endpoint endpoint = Endpoint.answering(200, SSE, stream)) {
      assertThat(failure(endpoint))
          .isEqualTo("E reported an error in its answer: the GPU is gone.");
      assertThat(endpoint.bodies()).as("what was begun is not begun again").hasSize(1);
    }
  }

  @Test
  void saysThatAnAnswerWasCutShort() throws IOException {
    String half = events(delta("\"content\":\"Hel\""));
    Endpoint.Behaviour hangUp =
        (exchange, call) -> {
          exchange.getResponseHeaders().set("Content-Type", SSE);
          exchange.sendResponseHeaders(200, 10_000);
          exchange.getResponseBody().write(half.getBytes(java.nio.charset.StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        };
    try (Endpoint ended = Endpoint.answering(200, SSE, half);
        Endpoint broken = new Endpoint(hangUp)) {
      assertThat(failure(ended)).isEqualTo("E ended in the middle of its answer; ask again.");
      assertThat(failure(broken)).isEqualTo("E broke off in the middle of its answer; ask again.");
    }
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(failure(URI.create("http://127.0.0.1:" + port)))
        .isEqualTo("E cannot be reached (connection refused); start the server, 3 times in a row.");
  }

  @Test
  void saysThatTheServerIsSilent() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    Endpoint.Behaviour silent = (exchange, call) -> never.await();
    Endpoint.Behaviour silentLater =
        (exchange, call) -> {
          exchange.getResponseHeaders().set("Content-Type", SSE);
          exchange.sendResponseHeaders(200, 0);
          exchange
              .getResponseBody()
              .write(
                  events(delta("\"content\":\"Hel\""))
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          never.await();
        };
    try (Endpoint slow = new Endpoint(silent);
        Endpoint stuck = new Endpoint(silentLater)) {
      assertThat(failure(settings(slow.address(), SHORT_SILENCE)))
          .isEqualTo("E sent nothing for 900 ms; it is overloaded or has no model loaded.");
      assertThat(failure(settings(stuck.address(), SHORT_SILENCE)))
          .isEqualTo("E fell silent in the middle of its answer for 900 ms; ask again.");
    }
  }

  @Test
  void isCancelledWhileTheServerThinks()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Endpoint.Behaviour thinking =
        (exchange, call) -> {
          asked.countDown();
          never.await();
        };
    OpenAiSettings.Limits patient = OpenAiSettings.Limits.DEFAULT;
    try (Endpoint endpoint = new Endpoint(thinking);
        ChatModel model =
            new OpenAiChatModel(
                new OpenAiSettings(
                    endpoint.address(),
                    "m",
                    Optional.empty(),
                    new ModelInfo("m", 0, 0, false, false),
                    patient));
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Cancellation cancellation = new Cancellation();
      Future<ChatResponse> answer =
          thread.submit(() -> model.chat(request(), TextListener.NONE, cancellation));
      asked.await();
      cancellation.cancel();
      ChatResponse response = answer.get(5, TimeUnit.SECONDS);
      assertThat(response).isEqualTo(new ChatResponse("", TokenUsage.ZERO, FinishReason.CANCELLED));
      assertThat(endpoint.bodies()).hasSize(1);
    }
  }
}
