package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import memagent.model.Cancellation;

/**
 * The stateless revision 2026-07-28. Ours until the official SDK brings it: nothing but the two
 * fronts and {@link McpServer} knows this class.
 */
final class ModernEra {
  static final String VERSION = "2026-07-28";
  static final int HEADER_MISMATCH = -32020;
  static final int MISSING_CAPABILITY = -32021;
  static final int UNSUPPORTED_VERSION = -32022;

  private static final String PREFIX = "io.modelcontextprotocol/";
  private static final int HOUR_MILLIS = 3_600_000;
  private static final Set<String> PUBLIC =
      Set.of("server/discover", "tools/list", "prompts/list", "resources/templates/list");
  private static final Set<String> PRIVATE = Set.of("resources/list", "resources/read");

  private final Service service;
  private final Seal seal;
  private final Watch watch;

  ModernEra(Service service, Seal seal, Watch watch) {
    this.service = service;
    this.seal = seal;
    this.watch = watch;
  }

  /**
   * What is sent in the end.
   *
   * @param isMalformed whether the request itself was wrong, whatever it asked for
   */
  record Reply(ObjectNode message, boolean isMalformed) {
    int code() {
      return message.path("error").path("code").asInt(0);
    }
  }

  /** Whether a message is meant for this era. */
  static boolean speaks(ObjectNode message) {
    JsonNode meta = message.path("params").path("_meta");
    String method = message.path("method").asText();
    return meta.has(PREFIX + "protocolVersion")
        || meta.has(PREFIX + "clientCapabilities")
        || method.equals("server/discover")
        || method.equals("subscriptions/listen");
  }

  /** The revision that a message says it is written in; empty without one. */
  static String version(ObjectNode message) {
    return message.path("params").path("_meta").path(PREFIX + "protocolVersion").asText("");
  }

  /**
   * Answers a request; notifications on the way go to the sender.
   *
   * @param sender may throw an {@link java.io.UncheckedIOException} when the client is gone
   */
  Reply answer(
      ObjectNode request, Client client, Consumer<ObjectNode> sender, Cancellation cancellation) {
    JsonNode id = request.path("id");
    String method = request.path("method").asText();
    ObjectNode params = Json.objectOf(request.path("params"));
    try {
      check(params);
    } catch (ProtocolException e) {
      return new Reply(failed(id, e), true);
    }
    try {
      ObjectNode result =
          switch (method) {
            case "server/discover" -> discover();
            case "subscriptions/listen" -> listen(id, params, client, sender, cancellation);
            default -> served(method, params, client, sender, cancellation);
          };
      return new Reply(
          Json.object("jsonrpc", "2.0", "id", id, "result", complete(method, result)), false);
    } catch (ProtocolException e) {
      boolean capability = e.code() == MISSING_CAPABILITY;
      return new Reply(failed(id, e), capability);
    }
  }

  private static void check(ObjectNode params) {
    JsonNode meta = params.path("_meta");
    JsonNode version = meta.path(PREFIX + "protocolVersion");
    if (!version.isTextual()) {
      throw new ProtocolException(
          ProtocolException.INVALID_PARAMS,
          "The request's _meta lacks " + PREFIX + "protocolVersion.");
    }
    if (!version.textValue().equals(VERSION)) {
      throw new ProtocolException(
          UNSUPPORTED_VERSION,
          "The revision '%s' is not spoken here.".formatted(Service.shown(version.textValue())),
          Json.object("supported", List.of(VERSION), "requested", version.textValue()));
    }
    if (!meta.path(PREFIX + "clientCapabilities").isObject()) {
      throw new ProtocolException(
          ProtocolException.INVALID_PARAMS,
          "The request's _meta lacks " + PREFIX + "clientCapabilities.");
    }
  }

  private ObjectNode served(
      String method,
      ObjectNode params,
      Client client,
      Consumer<ObjectNode> sender,
      Cancellation cancellation) {
    String name = Seal.name(method, params);
    ModernCaller caller = new ModernCaller(client, params, sender, cancellation, seal, name);
    try {
      return service.answer(method, params, caller);
    } catch (Caller.InputRequired required) {
      Map<String, ObjectNode> asks = new TreeMap<>();
      required
          .asks()
          .forEach((key, ask) ->
              asks.put(key, Json.object("method", ask.method(), "params", ask.params())));
      return Json.object(
          "resultType",
          "input_required",
          "inputRequests",
          asks,
          "requestState",
          seal.close(required.state(), client, name));
    } catch (ProtocolException e) {
      // This revision has no code of its own for it.
      throw e.code() == ProtocolException.RESOURCE_NOT_FOUND
          ? new ProtocolException(
              ProtocolException.INVALID_PARAMS, String.valueOf(e.getMessage()), e.data())
          : e;
    }
  }

  private ObjectNode discover() {
    return Json.object(
        "supportedVersions",
        List.of(VERSION),
        "capabilities",
        Json.object(
            "completions",
            Map.of(),
            "logging",
            Map.of(),
            "prompts",
            Map.of(),
            "resources",
            Map.of("listChanged", true, "subscribe", true),
            "tools",
            Map.of()),
        "instructions",
        service.offer().instructions());
  }

  /** Holds a stream of notifications open until the client or the server ends it. */
  private ObjectNode listen(
      JsonNode id,
      ObjectNode params,
      Client client,
      Consumer<ObjectNode> sender,
      Cancellation cancellation) {
    JsonNode wanted = params.path("notifications");
    boolean list = wanted.path("resourcesListChanged").asBoolean(false);
    List<String> uris = new java.util.ArrayList<>();
    wanted.path("resourceSubscriptions").forEach(uri -> uris.add(uri.asText()));
    ObjectNode meta = Json.object(PREFIX + "subscriptionId", id);
    ObjectNode granted = Json.object();
    if (list) {
      granted.put("resourcesListChanged", true);
    }
    if (!uris.isEmpty()) {
      granted.set("resourceSubscriptions", Json.array(uris));
    }
    sender.accept(
        notification(
            "notifications/subscriptions/acknowledged",
            Json.object("_meta", meta, "notifications", granted)));
    CountDownLatch over = new CountDownLatch(1);
    Consumer<Watch.News> told =
        news -> {
          for (String uri : news.updated()) {
            if (uris.contains(uri)) {
              sender.accept(
                  notification(
                      "notifications/resources/updated", Json.object("_meta", meta, "uri", uri)));
            }
          }
          if (list && news.isListChanged()) {
            sender.accept(
                notification("notifications/resources/list_changed", Json.object("_meta", meta)));
          }
        };
    try (Watch.Registration _ = watch.add(client, told, over::countDown);
        Cancellation.Registration _ = cancellation.onCancel(over::countDown)) {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Json.object("_meta", meta);
  }

  private static ObjectNode notification(String method, ObjectNode params) {
    return Json.object("jsonrpc", "2.0", "method", method, "params", params);
  }

  private ObjectNode complete(String method, ObjectNode result) {
    if (!result.has("resultType")) {
      result.put("resultType", "complete");
      if (PUBLIC.contains(method) || PRIVATE.contains(method)) {
        boolean open = PUBLIC.contains(method);
        result.put("ttlMs", open ? HOUR_MILLIS : 0).put("cacheScope", open ? "public" : "private");
      }
    }
    ObjectNode meta = Json.objectOf(result.path("_meta"));
    Offer offer = service.offer();
    meta.set(
        PREFIX + "serverInfo",
        Json.object("name", offer.name(), "title", offer.title(), "version", offer.version()));
    result.set("_meta", meta);
    return result;
  }

  private static ObjectNode failed(JsonNode id, ProtocolException e) {
    return Json.object("jsonrpc", "2.0", "id", id, "error", e.error());
  }
}
