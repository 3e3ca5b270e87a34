package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import memagent.bench.OracleSandbox;
import memagent.bench.Trace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SEARCH_FIRST = "Search first, ";
  private static final int SESSIONS = 300;
  private static final WorldSource WORLDS = WorldSource.Generated.of(3, SESSIONS);

  @TempDir Path folder;
  private final AtomicLong millis = new AtomicLong();
  private final AtomicLong ids = new AtomicLong();
  private final HttpClient client = HttpClient.newHttpClient();
  private EnvironmentServer server;

  @BeforeEach
  void start() {
    server = server(EnvironmentPrompt.SMALL);
  }

  private EnvironmentServer server(EnvironmentPrompt prompt) {
    return new EnvironmentServer(
        0,
        WORLDS,
        new OracleSandbox(),
        prompt,
        Reward.DEFAULT,
        new EnvironmentLimits(
            SESSIONS, Duration.ofHours(1), Duration.ofMinutes(1), 100_000, 20_000),
        folder,
        () -> "s" + ids.incrementAndGet(),
        () -> Instant.ofEpochMilli(millis.get()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anEpisodeGoesFromResetToItsReward() throws Exception {
    JsonNode reset = call("/reset", Map.of("index", 7), 200);
    assertThat(reset.at("/observation/0/role").asText()).isEqualTo("system");
    assertThat(reset.at("/observation/1/content").asText())
        .startsWith("<memory>\n") // the first look that a small model gets
        .endsWith(WORLDS.at(7).task().query());
    JsonNode last = solved(7, reset.at("/info/session_id").asText());
    assertThat(last.get("terminated").asBoolean()).isTrue();
    assertThat(last.at("/info/right").asBoolean()).as(last.toString()).isTrue();
    assertThat(last.get("reward").asDouble()).isGreaterThan(0.8);
    assertThat(server.sessionCount()).isZero();
  }

  @Test
  void promptsForModelsThatSearchFirst() throws Exception {
    server.close();
    server = server(EnvironmentPrompt.SEARCH);
    String id = reset(5, SEARCH_FIRST);
    JsonNode found =
        call(
            "/step",
            Map.of(
                "session_id",
                id,
                "action",
                "<think>a</think>\n<python>\nhits = search_memory(\"name\")\n</python>"),
            200);
    assertThat(found.at("/observation/0/content").asText()).startsWith("<result>\n{'hits': ");
    JsonNode last = solved(5, reset(5, SEARCH_FIRST));
    assertThat(last.at("/info/right").asBoolean()).as(last.toString()).isTrue();
    server.close();
    server = server(EnvironmentPrompt.LARGE);
    assertThat(call("/reset", Map.of("index", 5), 200).at("/observation/0/content").asText())
        .doesNotContain(SEARCH_FIRST);
  }

  /* Starts an episode without a first look, whose system prompt holds these words; its id. */
  private String reset(int index, String words) throws Exception {
    JsonNode reset = call("/reset", Map.of("index", index), 200);
    assertThat(reset.at("/observation/0/content").asText()).contains(words);
    assertThat(reset.at("/observation/1/content").asText())
        .isEqualTo(WORLDS.at(index).task().query());
    return reset.at("/info/session_id").asText();
  }

  @Test
  void aResultIsTheNextObservation() throws Exception {
    String id = call("/reset", Map.of("index", 1), 200).at("/info/session_id").asText();
    JsonNode step =
        call(
            "/step",
            Map.of(
                "session_id",
                id,
                "response",
                Map.of(
                    "output",
                    List.of(
                        Map.of(
                            "content",
                            List.of(
                                Map.of(
                                    "text",
                                    "<think>a</think>\n<python>\nu = read_file(\"user.md\")\n</python>")))))),
            200);
    assertThat(step.at("/observation/0/content").asText()).startsWith("<result>\n{'u': ");
    assertThat(step.get("reward").asDouble()).isZero();
    assertThat(step.get("terminated").asBoolean()).isFalse();
    assertThat(call("/close", Map.of("session_id", id), 200).get("closed").asBoolean()).isTrue();
    assertThat(call("/step", Map.of("session_id", id, "action", "x"), 404).get("error").asText())
        .contains("There is no episode");
  }

  @Test
  void theCookieNamesTheEpisodeToo() throws Exception {
    HttpResponse<String> reset = post("/reset", "{}", "");
    String cookie = reset.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    HttpResponse<String> step = post("/step", "{\"action\":\"\"}", cookie);
    assertThat(step.statusCode()).as(step.body()).isEqualTo(200);
  }

  @Test
  void hundredsOfEpisodesRunAtATime() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<JsonNode>> ends = new ArrayList<>();
      List<String> open = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        open.add(call("/reset", Map.of("index", i), 200).at("/info/session_id").asText());
      }
      assertThat(server.sessionCount()).isEqualTo(SESSIONS);
      assertThat(call("/reset", Map.of(), 503).get("error").asText()).contains("close some");
      for (int i = 0; i < SESSIONS; i++) {
        int index = i;
        ends.add(threads.submit(() -> solved(index, open.get(index))));
      }
      int right = 0;
      for (Future<JsonNode> end : ends) {
        right += end.get().at("/info/right").asBoolean() ? 1 : 0;
      }
      assertThat(right).isGreaterThan(SESSIONS * 9 / 10);
    }
    assertThat(server.sessionCount()).isZero();
  }

  @Test
  void anIdleEpisodeEndsAndLeavesNothing() throws Exception {
    call("/reset", Map.of(), 200);
    millis.addAndGet(Duration.ofHours(2).toMillis());
    server.endIdle();
    assertThat(server.sessionCount()).isZero();
    server.close(); // waits for the episodes' threads
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void wrongRequestsGetOneSentence() throws Exception {
    assertThat(call("/reset", Map.of("index", SESSIONS), 400).get("error").asText())
        .isEqualTo("The index is 300; there are 300 tasks.");
    assertThat(call("/step", Map.of(), 400).get("error").asText()).contains("no session_id");
    assertThat(post("/step", "no json", "").statusCode()).isEqualTo(400);
    assertThat(post("/step", "[]", "").body()).contains("no JSON object");
    assertThat(post("/elsewhere", "{}", "").statusCode()).isEqualTo(404);
    assertThat(post("/reset", "{\"a\":\"" + "x".repeat(100_001) + "\"}", "").statusCode())
        .isEqualTo(413);
  }

  private JsonNode solved(int index, String id) throws Exception {
    JsonNode last = JSON.createObjectNode();
    for (String turn : Trace.of(WORLDS.at(index).task().solution()).messages()) {
      last = call("/step", Map.of("session_id", id, "action", turn), 200);
      if (last.get("terminated").asBoolean()) {
        return last;
      }
    }
    return last;
  }

  private JsonNode call(String path, Map<String, Object> body, int status) throws Exception {
    HttpResponse<String> response = post(path, JSON.writeValueAsString(body), "");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return JSON.readTree(response.body());
  }

  private HttpResponse<String> post(String path, String body, String cookie)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
