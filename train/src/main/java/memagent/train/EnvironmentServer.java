package memagent.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import memagent.agent.AgentResult;
import memagent.model.ChatMessage;
import memagent.sandbox.Sandbox;

/**
 * The environment over HTTP, for trainers in other languages: {@code POST /reset}, {@code /step},
 * {@code /close} as NeMo Gym has them, {@code GET /health}. Answers only on the loopback interface.
 *
 * <p>An episode is named by the cookie or the {@code session_id} of its reset. {@code reset} takes
 * {@code {"index": N}} for the N-th task, or the next one; {@code step} takes {@code {"action":
 * TEXT}}, or {@code response} as a text or in the form of OpenAI's Responses.
 */
public final class EnvironmentServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COOKIE = "session_id";
  private static final int BACKLOG = 1_024;

  private final WorldSource worlds;
  private final EnvironmentSession.Environment environment;
  private final EnvironmentLimits limits;
  private final Path scratch;
  private final Supplier<String> ids;
  private final InstantSource clock;
  private final Map<String, Open> sessions = new ConcurrentHashMap<>();
  private final AtomicLong nextTask = new AtomicLong();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService idle =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  /** A session and when it was used last. */
  private record Open(EnvironmentSession session, AtomicLong usedMillis) {}

  /** What a request gets. */
  private record Answer(int status, ObjectNode body, String session) {}

  /** A request that cannot be served; the message is for the client. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   * @param prompt for which models it prompts
   * @param scratch folder for the memories of open episodes
   * @param ids gives session ids that nobody guesses
   */
  public EnvironmentServer(
      int port,
      WorldSource worlds,
      Sandbox sandbox,
      EnvironmentPrompt prompt,
      Reward reward,
      EnvironmentLimits limits,
      Path scratch,
      Supplier<String> ids,
      InstantSource clock) {
    this.worlds = worlds;
    this.environment =
        new EnvironmentSession.Environment(
            sandbox, prompt.settings(), reward, prompt.info(), clock);
    this.limits = limits;
    this.scratch = scratch;
    this.ids = ids;
    this.clock = clock;
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (IOException e) {
      throw new TrainException(
          "The environment cannot listen on port " + port + ": " + e.getMessage() + ".", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    long every = Math.max(100, limits.idleTimeMax().toMillis() / 4);
    ScheduledFuture<?> _ =
        idle.scheduleWithFixedDelay(this::endIdle, every, every, TimeUnit.MILLISECONDS);
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Episodes that are open. */
  public int sessionCount() {
    return sessions.size();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (Refused e) {
        answer = refusal(e.status, e.getMessage());
      } catch (RuntimeException e) {
        answer = refusal(500, "The environment broke: " + e + ".");
      }
      byte[] bytes = JSON.writeValueAsBytes(answer.body());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      // The JDK's server drops kept connections beyond 200 in the middle of a client's next
      // request.
      exchange.getResponseHeaders().set("Connection", "close");
      if (!answer.session().isEmpty()) {
        exchange
            .getResponseHeaders()
            .set("Set-Cookie", COOKIE + "=" + answer.session() + "; Path=/; HttpOnly");
      }
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static Answer refusal(int status, @org.jspecify.annotations.Nullable String why) {
    return new Answer(status, JSON.createObjectNode().put("error", why), "");
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/health")) {
      ObjectNode health = JSON.createObjectNode();
      health.put("sessions", sessions.size()).put("sessions_max", limits.sessionCountMax());
      return new Answer(200, health.put("tasks", worlds.count()), "");
    }
    if (!List.of("/reset", "/step", "/close").contains(path)) {
      throw new Refused(404, "There is no " + path + "; there are /reset, /step, /close, /health.");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      throw new Refused(405, path + " takes POST.");
    }
    JsonNode body = body(exchange);
    return switch (path) {
      case "/reset" -> reset(body);
      case "/step" -> step(session(exchange, body), body);
      default -> close(session(exchange, body));
    };
  }

  private JsonNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(limits.bodyBytesMax() + 1);
    if (bytes.length > limits.bodyBytesMax()) {
      throw new Refused(413, "The body is over " + limits.bodyBytesMax() + " bytes.");
    }
    try {
      JsonNode body = bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
      if (body.isObject()) {
        return body;
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new Refused(400, "The body is not JSON: " + e.getOriginalMessage() + ".");
    }
    throw new Refused(400, "The body is no JSON object.");
  }

  private Answer reset(JsonNode body) {
    long index = body.has("index") ? body.get("index").asLong(-1) : next();
    if (index < 0 || index >= worlds.count()) {
      throw new Refused(
          400, "The index is " + body.get("index") + "; there are " + worlds.count() + " tasks.");
    }
    String id = ids.get();
    EnvironmentSession session = new EnvironmentSession(worlds.at(index), scratch.resolve(id));
    synchronized (sessions) {
      if (sessions.size() >= limits.sessionCountMax()) {
        throw new Refused(
            503, "There are " + limits.sessionCountMax() + " episodes already; close some.");
      }
      sessions.put(id, new Open(session, new AtomicLong(clock.millis())));
    }
    EnvironmentSession.Event event = session.start(environment, limits.stepTimeMax());
    if (!(event instanceof EnvironmentSession.Event.Asked(List<ChatMessage> messages))) {
      end(id);
      throw new Refused(500, "The episode did not start: " + event + ".");
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.set("observation", messages(messages));
    answer
        .putObject("info")
        .put("session_id", id)
        .put("index", index)
        .put("task", session.world().task().id())
        .put("category", session.world().task().category().label())
        .put("kind", session.world().task().kind());
    return new Answer(200, answer, id);
  }

  private long next() {
    return nextTask.getAndIncrement() % worlds.count();
  }

  private Answer step(String id, JsonNode body) {
    Open open = sessions.get(id);
    if (open == null) {
      throw new Refused(404, "There is no episode " + id + "; it has ended, or was never begun.");
    }
    String action = action(body);
    if (action.length() > limits.actionCharsMax()) {
      throw new Refused(413, "The action is over " + limits.actionCharsMax() + " characters.");
    }
    open.usedMillis().set(clock.millis());
    EnvironmentSession.Event event = open.session().step(action, limits.stepTimeMax());
    open.usedMillis().set(clock.millis());
    ObjectNode answer = JSON.createObjectNode();
    switch (event) {
      case EnvironmentSession.Event.Asked(List<ChatMessage> messages) -> {
        answer.set("observation", messages(messages.subList(messages.size() - 1, messages.size())));
        answer.put("reward", 0.0).put("terminated", false).put("truncated", false);
        answer.putObject("info");
      }
      case EnvironmentSession.Event.Ended ended -> {
        end(id);
        ended(answer, ended);
      }
      case EnvironmentSession.Event.Broken(String why) -> {
        end(id);
        throw new Refused(500, why);
      }
    }
    return new Answer(200, answer, "");
  }

  private static void ended(ObjectNode answer, EnvironmentSession.Event.Ended ended) {
    boolean replied = ended.result() instanceof AgentResult.Replied;
    answer.putArray("observation");
    answer.put("reward", ended.reward()).put("terminated", replied).put("truncated", !replied);
    ObjectNode info = answer.putObject("info");
    info.put("right", ended.grade().isRight());
    ArrayNode faults = info.putArray("faults");
    ended.grade().faults().forEach(faults::add);
    info.put("turns", ended.result().turns()).put("malformed", ended.result().malformed());
  }

  /** The completion: {@code action}, or {@code response} as a text or as OpenAI's Responses. */
  private static String action(JsonNode body) {
    JsonNode given = body.has("action") ? body.get("action") : body.path("response");
    if (given.isTextual()) {
      return given.asText();
    }
    if (given.path("output_text").isTextual()) {
      return given.get("output_text").asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode item : given.path("output")) {
      for (JsonNode part : item.path("content")) {
        text.append(part.path("text").asText());
      }
    }
    if (given.path("output").isEmpty()) {
      throw new Refused(400, "The step has neither \"action\" nor a \"response\" with text.");
    }
    return text.toString();
  }

  private Answer close(String id) {
    boolean known = sessions.containsKey(id);
    end(id);
    return new Answer(200, JSON.createObjectNode().put("closed", known), "");
  }

  private static String session(HttpExchange exchange, JsonNode body) {
    if (body.path(COOKIE).isTextual()) {
      return body.get(COOKIE).asText();
    }
    return exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
        .flatMap(line -> Arrays.stream(line.split(";", -1)))
        .map(String::strip)
        .filter(pair -> pair.startsWith(COOKIE + "="))
        .map(pair -> pair.substring(COOKIE.length() + 1))
        .findFirst()
        .orElseThrow(() -> new Refused(400, "The request has no " + COOKIE + ", call /reset."));
  }

  private static ArrayNode messages(List<ChatMessage> messages) {
    ArrayNode array = JSON.createArrayNode();
    for (ChatMessage message : messages) {
      String role =
          switch (message) {
            case ChatMessage.System _ -> "system";
            case ChatMessage.User _ -> "user";
            case ChatMessage.Assistant _ -> "assistant";
          };
      array.addObject().put("role", role).put("content", message.text());
    }
    return array;
  }

  private void end(String id) {
    Open open = sessions.remove(id);
    if (open != null) {
      open.session().close();
    }
  }

  /** Ends the episodes that nobody has stepped for {@code idleTimeMax}. */
  void endIdle() {
    long before = clock.millis() - limits.idleTimeMax().toMillis();
    sessions.forEach((id, open) -> {
      if (open.usedMillis().get() < before) {
        end(id);
      }
    });
  }

  @Override
  public void close() {
    server.stop(0);
    idle.shutdownNow();
    sessions.keySet().forEach(this::end);
    threads.close();
  }
}
