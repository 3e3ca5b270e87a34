package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpNotificationHandler;
import io.modelcontextprotocol.server.McpRequestHandler;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransport;
import io.modelcontextprotocol.spec.McpSession;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionInit;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import memagent.model.Cancellation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The revisions with sessions, 2024-11-05 to 2025-11-25, by the official Java SDK. */
final class SdkEra {
  /*
   * The SDK brings the sessions, their state, the requests to the client, and the HTTP servlet. Its
   * lists of tools and resources are left aside: they are the same for every client, and ours are
   * not (filters), and the stateless era must have the very same ones. So each method of a session
   * is one call of Service.
   */
  private static final List<String> VERSIONS =
      List.of(
          ProtocolVersions.MCP_2024_11_05,
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_11_25);

  private static final int SUBSCRIPTIONS_MAX = 1_000;
  private static final List<String> LEVELS =
      List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

  static final McpJsonMapper MAPPER = new JacksonMcpJsonMapper(Json.MAPPER);

  private final Service service;
  private final Supplier<String> ids;
  private final Watch watch;
  private final Map<String, Cancellation> running = new ConcurrentHashMap<>();
  private final Map<String, McpSession> open = new ConcurrentHashMap<>();
  private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();

  /** What a session wants to hear of. */
  private record Subscription(Set<String> uris, Watch.Registration registration) {}

  SdkEra(Service service, Supplier<String> ids, Watch watch) {
    this.service = service;
    this.ids = ids;
    this.watch = watch;
  }

  /** Whether a revision is one of this era. */
  static boolean speaks(String version) {
    return VERSIONS.contains(version);
  }

  /** How many sessions are open. */
  int sessionCount() {
    return open.size();
  }

  /** A session of one client at the other end of a pipe. */
  McpServerSession session(String id, McpServerTransport transport) {
    McpServerSession session =
        new McpServerSession(
            id,
            service.limits().askTimeMax(),
            transport,
            request -> Mono.fromCallable(() -> introduction(request)),
            requests(),
            notifications());
    open.put(id, session);
    return session;
  }

  /** Sessions by HTTP. */
  McpStreamableServerSession.Factory sessions() {
    return request -> {
      String id = ids.get() + ids.get() + ids.get();
      McpStreamableServerSession session =
          new McpStreamableServerSession(
              id,
              request.capabilities(),
              request.clientInfo(),
              service.limits().askTimeMax(),
              requests(),
              notifications(),
              () -> Mono.fromRunnable(() -> close(id)));
      open.put(id, session);
      return new McpStreamableServerSessionInit(
          session, Mono.fromCallable(() -> introduction(request)));
    };
  }

  /** Stops a request of a session, if it is still worked on. */
  void cancel(String session, String request) {
    Cancellation cancellation = running.get(key(session, request));
    if (cancellation != null) {
      cancellation.cancel();
    }
  }

  /** Stops all requests of a session and forgets it. */
  void close(String session) {
    running.forEach((key, cancellation) -> {
      if (key.startsWith(session + '\n')) {
        cancellation.cancel();
      }
    });
    Subscription subscription = subscriptions.remove(session);
    if (subscription != null) {
      subscription.registration().close();
    }
    open.remove(session);
  }

  private McpSchema.InitializeResult introduction(McpSchema.InitializeRequest request) {
    Offer offer = service.offer();
    String version =
        VERSIONS.contains(request.protocolVersion())
            ? request.protocolVersion()
            : VERSIONS.getLast();
    return McpSchema.InitializeResult.builder(
            version,
            McpSchema.ServerCapabilities.builder()
                .completions()
                .logging()
                .prompts(false)
                .resources(true, false)
                .tools(false)
                .build(),
            MAPPER.convertValue(offer.serverInfo(), McpSchema.Implementation.class))
        .instructions(offer.instructions())
        .build();
  }

  private Map<String, McpRequestHandler<?>> requests() {
    Map<String, McpRequestHandler<?>> handlers = new HashMap<>();
    handlers.put("ping", (exchange, params) -> Mono.just(Map.of()));
    handlers.put("logging/setLevel", SdkEra::setLevel);
    handlers.put(
        "resources/subscribe", (exchange, params) -> answered(exchange, params, this::subscribe));
    handlers.put(
        "resources/unsubscribe",
        (exchange, params) -> answered(exchange, params, this::unsubscribe));
    for (String method : Service.methods()) {
      handlers.put(
          method,
          (exchange, params) ->
              answered(exchange, params, (caller, tree) -> service.answer(method, tree, caller)));
    }
    return handlers;
  }

  private Map<String, McpNotificationHandler> notifications() {
    Map<String, McpNotificationHandler> handlers = new HashMap<>();
    handlers.put("notifications/initialized", (exchange, params) -> Mono.empty());
    handlers.put("notifications/roots/list_changed", (exchange, params) -> Mono.empty());
    handlers.put("notifications/progress", (exchange, params) -> Mono.empty());
    handlers.put(
        "notifications/cancelled",
        (exchange, params) ->
            Mono.fromRunnable(() -> {
              JsonNode id = Json.node(params).path("requestId");
              cancel(exchange.sessionId(), id.asText());
            }));
    return handlers;
  }

  /** Answers a request that has parameters. */
  @FunctionalInterface
  private interface Work {
    ObjectNode answer(SdkCaller caller, ObjectNode params);
  }

  private Mono<Object> answered(
      McpAsyncServerExchange exchange, @Nullable Object params, Work work) {
    return Mono.fromCallable(() -> {
      ObjectNode tree = params == null ? Json.object() : Json.objectOf(Json.node(params));
      Connection connection = Connection.of(exchange);
      Cancellation cancellation = new Cancellation();
      String key = key(exchange.sessionId(), connection.request());
      running.put(key, cancellation);
      try {
        return work.answer(new SdkCaller(exchange, connection.client(), cancellation, tree), tree);
      } catch (ProtocolException e) {
        throw new McpError(
            new McpSchema.JSONRPCResponse.JSONRPCError(
                e.code(), e.getMessage(), e.data().isEmpty() ? null : e.data()));
      } finally {
        running.remove(key, cancellation);
      }
    });
  }

  private ObjectNode subscribe(SdkCaller caller, ObjectNode params) {
    String uri = params.path("uri").asText("");
    if (!service.offer().shelf().isWatched(uri, caller)) {
      throw new ProtocolException(
          ProtocolException.RESOURCE_NOT_FOUND,
          "There is no resource '%s'.".formatted(Service.shown(uri)),
          Json.object("uri", uri));
    }
    Set<String> uris =
        subscriptions
            .computeIfAbsent(caller.session(), id -> subscription(id, caller.client()))
            .uris();
    if (uris.size() >= SUBSCRIPTIONS_MAX) {
      throw new ProtocolException(
          ProtocolException.INVALID_REQUEST,
          "A session may watch " + SUBSCRIPTIONS_MAX + " resources: unsubscribe from some.");
    }
    uris.add(uri);
    return Json.object();
  }

  private ObjectNode unsubscribe(SdkCaller caller, ObjectNode params) {
    Subscription subscription = subscriptions.get(caller.session());
    if (subscription != null) {
      subscription.uris().remove(params.path("uri").asText(""));
    }
    return Json.object();
  }

  private Subscription subscription(String session, Client client) {
    Set<String> uris = ConcurrentHashMap.newKeySet();
    Watch.Registration registration =
        watch.add(
            client,
            news -> {
              McpSession to = open.get(session);
              for (String uri : news.updated()) {
                if (to != null && uris.contains(uri)) {
                  to.sendNotification("notifications/resources/updated", Map.of("uri", uri))
                      .onErrorComplete()
                      .block();
                }
              }
            },
            () -> {});
    return new Subscription(uris, registration);
  }

  private static Mono<Object> setLevel(McpAsyncServerExchange exchange, @Nullable Object params) {
    String level =
        Json.objectOf(Json.node(params == null ? Map.of() : params)).path("level").asText("");
    // The agent's own words to the log are few: all of them are sent, whatever level is wanted.
    return LEVELS.contains(level)
        ? Mono.just(Map.of())
        : Mono.error(
            new McpError(
                new McpSchema.JSONRPCResponse.JSONRPCError(
                    ProtocolException.INVALID_PARAMS,
                    "There is no log level '" + Service.shown(level) + "'.")));
  }

  private static String key(String session, String request) {
    return session + '\n' + request;
  }
}
