package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import memagent.model.Cancellation;

/** A client without a session: everything about it is in the request. */
final class ModernCaller implements Caller {
  private static final String PREFIX = "io.modelcontextprotocol/";
  private static final List<String> LEVELS =
      List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

  private final Client client;
  private final Consumer<ObjectNode> sender;
  private final Cancellation cancellation;
  private final JsonNode meta;
  private final Optional<String> state;
  private final Map<String, ObjectNode> answers = new HashMap<>();
  private double progress;

  ModernCaller(
      Client client,
      ObjectNode params,
      Consumer<ObjectNode> sender,
      Cancellation cancellation,
      Seal seal,
      String request) {
    this.client = client;
    this.sender = sender;
    this.cancellation = cancellation;
    this.meta = params.path("_meta");
    this.state =
        params.has("requestState")
            ? Optional.of(seal.open(params.path("requestState").asText(), client, request))
            : Optional.empty();
    JsonNode responses = params.path("inputResponses");
    if (!responses.isMissingNode() && !responses.isObject()) {
      throw new ProtocolException(
          ProtocolException.INVALID_PARAMS, "The inputResponses are no JSON object.");
    }
    responses
        .properties()
        .forEach(entry -> {
          if (entry.getValue() instanceof ObjectNode answer) {
            answers.put(entry.getKey(), answer);
          }
        });
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public synchronized void progress(String message) {
    progress++;
    tell(Json.object("progress", progress, "message", message));
  }

  @Override
  public synchronized void progress(double done, double total, String message) {
    progress = done;
    tell(Json.object("progress", done, "total", total, "message", message));
  }

  private void tell(ObjectNode params) {
    JsonNode token = meta.path("progressToken");
    if (token.isTextual() || token.isNumber()) {
      params.set("progressToken", token);
      send("notifications/progress", params);
    }
  }

  @Override
  public void log(String level, String text) {
    int wanted = LEVELS.indexOf(meta.path(PREFIX + "logLevel").asText(""));
    if (wanted >= 0 && LEVELS.indexOf(level) >= wanted) {
      send(
          "notifications/message",
          Json.object("level", level, "logger", "mem-agent", "data", text));
    }
  }

  private void send(String method, ObjectNode params) {
    try {
      sender.accept(Json.object("jsonrpc", "2.0", "method", method, "params", params));
    } catch (UncheckedIOException e) {
      // Nobody listens any more: closing the stream is how this era cancels.
      cancellation.cancel();
    }
  }

  @Override
  public boolean can(String capability) {
    JsonNode offered = meta.path(PREFIX + "clientCapabilities").path(capability);
    boolean urlOnly =
        capability.equals("elicitation") && offered.has("url") && !offered.has("form");
    return offered.isObject() && !urlOnly;
  }

  @Override
  public Map<String, ObjectNode> ask(Map<String, Ask> asks, String remembered) {
    if (answers.keySet().containsAll(asks.keySet())) {
      return Map.copyOf(answers);
    }
    Map<String, Ask> possible = new HashMap<>(asks);
    ObjectNode missing = Json.object();
    asks.forEach((name, ask) -> {
      String capability = capability(ask.method());
      if (!can(capability)) {
        possible.remove(name);
        missing.set(capability, Json.object());
      }
    });
    if (possible.isEmpty()) {
      throw new ProtocolException(
          ModernEra.MISSING_CAPABILITY,
          "The client has to be asked something, and cannot be.",
          Json.object("requiredCapabilities", missing));
    }
    throw new InputRequired(possible, remembered);
  }

  private static String capability(String method) {
    return switch (method) {
      case "elicitation/create" -> "elicitation";
      case "sampling/createMessage" -> "sampling";
      case "roots/list" -> "roots";
      default -> throw new IllegalArgumentException(method);
    };
  }

  @Override
  public Optional<String> state() {
    return state;
  }

  @Override
  public Map<String, ObjectNode> answers() {
    return Map.copyOf(answers);
  }
}
