package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import memagent.model.Cancellation;
import reactor.core.publisher.Mono;

/** A client with a session: it is asked while its request waits. */
final class SdkCaller implements Caller {
  private final McpAsyncServerExchange exchange;
  private final Client client;
  private final Cancellation cancellation;
  private final JsonNode progressToken;
  private double progress;

  SdkCaller(
      McpAsyncServerExchange exchange,
      Client client,
      Cancellation cancellation,
      ObjectNode params) {
    this.exchange = exchange;
    this.client = client;
    this.cancellation = cancellation;
    this.progressToken = params.path("_meta").path("progressToken");
  }

  String session() {
    return exchange.sessionId();
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
    send(progress, null, message);
  }

  @Override
  public synchronized void progress(double done, double total, String message) {
    progress = done;
    send(done, total, message);
  }

  private void send(double done, @org.jspecify.annotations.Nullable Double total, String message) {
    if (!progressToken.isValueNode() || progressToken.isNull()) {
      return;
    }
    Object token = progressToken.isNumber() ? progressToken.numberValue() : progressToken.asText();
    quietly(
        exchange.progressNotification(
            new McpSchema.ProgressNotification(token, (Double) done, total, message, null)));
  }

  @Override
  public void log(String level, String text) {
    quietly(
        exchange.loggingNotification(
            SdkEra.MAPPER.convertValue(
                Map.of("level", level, "logger", "mem-agent", "data", text),
                McpSchema.LoggingMessageNotification.class)));
  }

  /** A client that is gone gets nothing, and its request ends by itself. */
  private static void quietly(Mono<Void> sending) {
    sending.onErrorComplete().block();
  }

  @Override
  public boolean can(String capability) {
    McpSchema.ClientCapabilities offered = exchange.getClientCapabilities();
    if (offered == null) {
      return false;
    }
    return switch (capability) {
      case "elicitation" -> {
        McpSchema.ClientCapabilities.Elicitation elicitation = offered.elicitation();
        // Without a mode it is the form, as in 2025-06-18.
        yield elicitation != null && (elicitation.form() != null || elicitation.url() == null);
      }
      case "sampling" -> offered.sampling() != null;
      case "roots" -> offered.roots() != null;
      default -> false;
    };
  }

  @Override
  public Map<String, ObjectNode> ask(Map<String, Ask> asks, String state) {
    Map<String, ObjectNode> answers = new HashMap<>();
    asks.forEach((name, ask) -> {
      Optional<ObjectNode> answer = answer(ask);
      answer.ifPresent(value -> answers.put(name, value));
    });
    return answers;
  }

  private Optional<ObjectNode> answer(Ask ask) {
    Mono<?> asked =
        switch (ask.method()) {
          case "elicitation/create" ->
              exchange.createElicitation(
                  SdkEra.MAPPER.convertValue(ask.params(), McpSchema.ElicitFormRequest.class));
          case "sampling/createMessage" ->
              exchange.createMessage(
                  SdkEra.MAPPER.convertValue(ask.params(), McpSchema.CreateMessageRequest.class));
          case "roots/list" -> exchange.listRoots();
          default -> throw new IllegalArgumentException(ask.method());
        };
    CompletableFuture<?> future = asked.toFuture();
    try (Cancellation.Registration _ = cancellation.onCancel(() -> future.cancel(true))) {
      return Optional.ofNullable(future.join()).map(value -> Json.objectOf(Json.node(value)));
    } catch (CancellationException | CompletionException e) {
      // It took too long, refused, or is gone: the caller goes on without an answer.
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> state() {
    return Optional.empty();
  }

  @Override
  public Map<String, ObjectNode> answers() {
    return Map.of();
  }
}
