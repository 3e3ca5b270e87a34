package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import memagent.agent.AgentException;
import memagent.model.ModelException;
import memagent.sandbox.SandboxException;
import memagent.vault.VaultException;

/**
 * The seam between the eras of the protocol: answers a method's parameters with its result, knows
 * nothing of connections, and is the only way to what is offered.
 */
final class Service {
  private static final int COMPLETIONS_MAX = 100;

  private final Offer offer;
  private final McpLimits limits;
  private final Map<String, Tool> tools = new TreeMap<>();

  Service(Offer offer, McpLimits limits) {
    this.offer = offer;
    this.limits = limits;
    offer.tools().forEach(tool -> tools.put(tool.card().name(), tool));
  }

  Offer offer() {
    return offer;
  }

  McpLimits limits() {
    return limits;
  }

  /** The methods that {@link #answer} knows. */
  static List<String> methods() {
    return List.of(
        "tools/list",
        "tools/call",
        "resources/list",
        "resources/templates/list",
        "resources/read",
        "prompts/list",
        "prompts/get",
        "completion/complete");
  }

  /**
   * The result of a request.
   *
   * @throws ProtocolException for a request that is answered with an error
   * @throws Caller.InputRequired in the stateless era, when the client is asked something
   */
  ObjectNode answer(String method, ObjectNode params, Caller caller) {
    return switch (method) {
      case "tools/list" ->
          page("tools", offer.tools().stream().map(t -> t.card().listing()).toList(), params);
      case "tools/call" -> call(params, caller);
      case "resources/list" -> page("resources", offer.shelf().list(caller), params);
      case "resources/templates/list" ->
          page("resourceTemplates", offer.shelf().templates(), params);
      case "resources/read" -> read(params, caller);
      case "prompts/list" ->
          page("prompts", offer.prompts().stream().map(Offer.Prompt::listing).toList(), params);
      case "prompts/get" -> prompt(params, caller);
      case "completion/complete" -> complete(params, caller);
      default ->
          throw new ProtocolException(
              ProtocolException.METHOD_NOT_FOUND,
              "The method '" + shown(method) + "' is not known here.");
    };
  }

  private ObjectNode call(ObjectNode params, Caller caller) {
    String name = text(params, "name");
    Tool tool = tools.get(name);
    if (tool == null) {
      throw new ProtocolException(
          ProtocolException.INVALID_PARAMS,
          "There is no tool '%s'; there are %s."
              .formatted(shown(name), String.join(", ", tools.keySet())));
    }
    JsonNode arguments = params.path("arguments");
    if (!arguments.isMissingNode() && !arguments.isNull() && !arguments.isObject()) {
      throw new ProtocolException(
          ProtocolException.INVALID_PARAMS, "The arguments of '" + name + "' are no JSON object.");
    }
    try {
      return tool.call(Json.objectOf(arguments), caller).result();
    } catch (UnusableArgumentException e) {
      return Tool.Answer.error(String.valueOf(e.getMessage())).result();
    } catch (VaultException | ModelException | SandboxException | AgentException | McpException e) {
      return Tool.Answer.error(String.valueOf(e.getMessage())).result();
    }
  }

  private ObjectNode read(ObjectNode params, Caller caller) {
    String uri = text(params, "uri");
    List<ObjectNode> contents =
        offer
            .shelf()
            .read(uri, caller)
            .orElseThrow(() ->
                new ProtocolException(
                    ProtocolException.RESOURCE_NOT_FOUND,
                    "There is no resource '%s'.".formatted(shown(uri)),
                    Json.object("uri", uri)));
    return Json.object("contents", contents);
  }

  private ObjectNode prompt(ObjectNode params, Caller caller) {
    String name = text(params, "name");
    Offer.Prompt prompt =
        offer.prompts().stream()
            .filter(p -> p.listing().path("name").asText().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new ProtocolException(
                    ProtocolException.INVALID_PARAMS, "There is no prompt '" + shown(name) + "'."));
    try {
      return prompt.get(Json.objectOf(params.path("arguments")), caller);
    } catch (UnusableArgumentException e) {
      throw new ProtocolException(ProtocolException.INVALID_PARAMS, String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode complete(ObjectNode params, Caller caller) {
    ObjectNode argument = Json.objectOf(params.path("argument"));
    List<String> values =
        offer
            .completer()
            .complete(
                Json.objectOf(params.path("ref")),
                text(argument, "name"),
                argument.path("value").asText(""),
                caller);
    List<String> shown = values.subList(0, Math.min(COMPLETIONS_MAX, values.size()));
    return Json.object(
        "completion",
        Json.object(
            "values", shown, "total", values.size(), "hasMore", shown.size() < values.size()));
  }

  private ObjectNode page(String name, List<ObjectNode> all, ObjectNode params) {
    int start = start(params.path("cursor"), all.size());
    int end = Math.min(all.size(), start + limits.pageCountMax());
    ObjectNode result = Json.object(name, new ArrayList<>(all.subList(start, end)));
    if (end < all.size()) {
      result.put(
          "nextCursor",
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(("at:" + end).getBytes(StandardCharsets.UTF_8)));
    }
    return result;
  }

  private static int start(JsonNode cursor, int size) {
    if (cursor.isMissingNode() || cursor.isNull()) {
      return 0;
    }
    try {
      String at =
          new String(Base64.getUrlDecoder().decode(cursor.asText()), StandardCharsets.UTF_8);
      int start = Integer.parseInt(at.substring(at.indexOf(':') + 1));
      if (at.startsWith("at:") && start >= 0) {
        return Math.min(start, size);
      }
    } catch (IllegalArgumentException e) {
      throw cursorUnknown();
    }
    throw cursorUnknown();
  }

  private static ProtocolException cursorUnknown() {
    return new ProtocolException(
        ProtocolException.INVALID_PARAMS,
        "The cursor is none of ours: begin the list again without it.");
  }

  private static String text(ObjectNode params, String name) {
    JsonNode value = params.path(name);
    if (!value.isTextual()) {
      throw new ProtocolException(
          ProtocolException.INVALID_PARAMS, "'" + name + "' is missing or is no text.");
    }
    return value.textValue();
  }

  /** A client's own words, fit for a message. */
  static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
  }
}
