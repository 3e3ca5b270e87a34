package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import memagent.mcp.Caller.Ask;

/**
 * What the official conformance suite asks a server to offer, by the names that the suite gives.
 * The fronts, both eras and {@link Service} are the program's own.
 */
final class ConformanceFixture {
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
  private static final String SOUND =
      "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQAAAAA=";

  private ConformanceFixture() {}

  static Offer offer() {
    List<Tool> tools = new ArrayList<>(contents());
    tools.addAll(talking());
    tools.addAll(asking());
    return new Offer(
        "conformance",
        "Conformance",
        "1",
        "For the suite.",
        tools,
        new Things(),
        prompts(),
        (reference, argument, typed, caller) -> List.of("paris", "park"));
  }

  private record Made(
      String name, ObjectNode input, BiFunction<ObjectNode, Caller, Tool.Answer> work)
      implements Tool {
    @Override
    public Card card() {
      return new Card(name, name, "For the suite.", input, Json.object(), Effects.READS);
    }

    @Override
    public Answer call(ObjectNode arguments, Caller caller) {
      return work.apply(arguments, caller);
    }
  }

  private static Tool tool(String name, BiFunction<ObjectNode, Caller, Tool.Answer> work) {
    return new Made(name, Schema.object().build(), work);
  }

  private static Tool tool(
      String name, String argument, BiFunction<ObjectNode, Caller, Tool.Answer> work) {
    return new Made(name, Schema.object().need(argument, Schema.text("a text")).build(), work);
  }

  private static ObjectNode text(String text) {
    return Json.object("type", "text", "text", text);
  }

  private static ObjectNode image() {
    return Json.object("type", "image", "data", PIXEL, "mimeType", "image/png");
  }

  private static ObjectNode embedded(String uri, String type, String text) {
    return Json.object(
        "type", "resource", "resource", Map.of("uri", uri, "mimeType", type, "text", text));
  }

  private static Tool.Answer answer(ObjectNode... content) {
    return new Tool.Answer(Json.object(), Json.array(List.of(content)), false);
  }

  private static List<Tool> contents() {
    return List.of(
        tool(
            "test_simple_text",
            (a, c) -> answer(text("This is a simple text response for testing."))),
        tool("test_image_content", (a, c) -> answer(image())),
        tool(
            "test_audio_content",
            (a, c) -> answer(Json.object("type", "audio", "data", SOUND, "mimeType", "audio/wav"))),
        tool(
            "test_embedded_resource",
            (a, c) ->
                answer(
                    embedded(
                        "test://embedded-resource",
                        "text/plain",
                        "This is an embedded resource content."))),
        tool(
            "test_multiple_content_types",
            (a, c) ->
                answer(
                    text("Multiple content types test:"),
                    image(),
                    embedded(
                        "test://mixed-content-resource",
                        "application/json",
                        "{\"test\":\"data\",\"value\":123}"))),
        tool(
            "test_error_handling",
            (a, c) -> Tool.Answer.error("This tool intentionally returns an error for testing")));
  }

  private static List<Tool> talking() {
    return List.of(
        tool("test_tool_with_logging", ConformanceFixture::logging),
        tool("test_logging_tool", ConformanceFixture::logging),
        tool(
            "test_tool_with_progress",
            (a, c) -> {
              for (int i = 0; i <= 100; i += 50) {
                c.progress(i, 100, i + " %");
              }
              return answer(text("done"));
            }),
        tool(
            "test_sampling",
            "prompt",
            (a, c) -> {
              ObjectNode said = ask(c, "sampled", sampling(a.path("prompt").asText("")));
              return answer(text("LLM response: " + said.path("content").path("text").asText()));
            }),
        tool(
            "test_elicitation",
            "message",
            (a, c) ->
                elicited(
                    c,
                    form(
                        a.path("message").asText(""),
                        Map.of(
                            "username",
                            Map.of("type", "string"),
                            "email",
                            Map.of("type", "string")),
                        "username",
                        "email"))),
        tool("test_elicitation_sep1034_defaults", (a, c) -> elicited(c, defaults())),
        tool("test_elicitation_sep1330_enums", (a, c) -> elicited(c, enums())),
        tool(
            "test_missing_capability",
            (a, c) -> answer(text(ask(c, "sampled", sampling("Hello")).toString()))),
        tool(
            "test_streaming_elicitation",
            (a, c) -> {
              c.progress("before asking");
              return elicited(c, form("Go on?", Map.of("ok", Map.of("type", "boolean")), "ok"));
            }));
  }

  private static Tool.Answer logging(ObjectNode arguments, Caller caller) {
    for (String line : List.of("started", "processing data", "completed")) {
      caller.log("info", "Tool execution " + line);
    }
    return answer(text("done"));
  }

  private static List<Tool> asking() {
    String prefix = "test_input_required_result_";
    Ask name = form("What is your name?", Map.of("name", Map.of("type", "string")), "name");
    Ask ok = form("Please confirm", Map.of("ok", Map.of("type", "boolean")), "ok");
    Ask roots = new Ask("roots/list", Json.object());
    return List.of(
        tool(
            prefix + "elicitation",
            (a, c) ->
                answer(
                    text(
                        "Hello, "
                            + ask(c, "user_name", name).path("content").path("name").asText()
                            + "!"))),
        tool(
            prefix + "sampling",
            (a, c) -> {
              Ask capital = sampling("What is the capital of France?");
              JsonNode said = ask(c, "capital_question", capital).path("content");
              return answer(text(said.path("text").asText()));
            }),
        tool(
            prefix + "list_roots",
            (a, c) -> answer(text(ask(c, "client_roots", roots).path("roots").toString()))),
        tool(
            prefix + "request_state",
            (a, c) -> {
              ask(c, "confirm", ok);
              return answer(
                  text(c.state().equals(Optional.of("kept")) ? "state-ok" : "state lost"));
            }),
        tool(
            prefix + "tampered_state", (a, c) -> answer(text("state-ok " + ask(c, "confirm", ok)))),
        tool(
            prefix + "multiple_inputs",
            (a, c) -> {
              Map<String, Ask> asks = new LinkedHashMap<>();
              asks.put("user_name", name);
              asks.put("greeting", sampling("Generate a greeting"));
              asks.put("client_roots", roots);
              return answer(text(c.ask(asks, "kept").keySet().toString()));
            }),
        tool(prefix + "multi_round", ConformanceFixture::rounds),
        tool(
            prefix + "capabilities",
            (a, c) -> {
              Map<String, Ask> asks = new LinkedHashMap<>();
              asks.put("user_name", name);
              asks.put("greeting", sampling("Hello"));
              return answer(text(c.ask(asks, "kept").toString()));
            }));
  }

  private static Tool.Answer rounds(ObjectNode arguments, Caller caller) {
    Ask colour =
        form(
            "Step 2: What is your favorite color?",
            Map.of("color", Map.of("type", "string")),
            "color");
    if (caller.state().orElse("").startsWith("2")) {
      JsonNode said =
          caller.ask(Map.of("step2", colour), caller.state().orElseThrow()).get("step2");
      return answer(
          text(
              caller.state().orElseThrow().substring(1)
                  + " likes "
                  + said.path("content").path("color").asText()));
    }
    Ask name = form("Step 1: What is your name?", Map.of("name", Map.of("type", "string")), "name");
    ObjectNode first = ask(caller, "step1", name);
    caller.ask(Map.of("step2", colour), "2" + first.path("content").path("name").asText());
    return answer(text("one round"));
  }

  private static ObjectNode ask(Caller caller, String key, Ask ask) {
    return caller.ask(Map.of(key, ask), "kept").getOrDefault(key, Json.object());
  }

  private static Tool.Answer elicited(Caller caller, Ask ask) {
    ObjectNode said = ask(caller, "form", ask);
    return answer(
        text(
            "Elicitation completed: action="
                + said.path("action").asText()
                + ", content="
                + said.path("content")));
  }

  private static Ask sampling(String words) {
    return new Ask(
        "sampling/createMessage",
        Json.object(
            "messages",
            List.of(Map.of("role", "user", "content", Map.of("type", "text", "text", words))),
            "maxTokens",
            100));
  }

  private static Ask form(String message, Map<String, ?> properties, String... required) {
    return new Ask(
        "elicitation/create",
        Json.object(
            "mode",
            "form",
            "message",
            message,
            "requestedSchema",
            Map.of("type", "object", "properties", properties, "required", List.of(required))));
  }

  private static Ask defaults() {
    return form(
        "Please provide your information with defaults",
        Map.of(
            "name", Map.of("type", "string", "default", "John Doe"),
            "age", Map.of("type", "integer", "default", 30),
            "score", Map.of("type", "number", "default", 95.5),
            "status",
                Map.of(
                    "type",
                    "string",
                    "enum",
                    List.of("active", "inactive", "pending"),
                    "default",
                    "active"),
            "verified", Map.of("type", "boolean", "default", true)));
  }

  private static Ask enums() {
    List<String> options = List.of("option1", "option2", "option3");
    List<Map<String, String>> titled =
        List.of(
            Map.of("const", "value1", "title", "First"),
            Map.of("const", "value2", "title", "Second"),
            Map.of("const", "value3", "title", "Third"));
    return form(
        "Select your preferences",
        Map.of(
            "untitledSingle", Map.of("type", "string", "enum", options),
            "titledSingle", Map.of("type", "string", "oneOf", titled),
            "legacyEnum",
                Map.of(
                    "type",
                    "string",
                    "enum",
                    List.of("opt1", "opt2", "opt3"),
                    "enumNames",
                    List.of("Option One", "Option Two", "Option Three")),
            "untitledMulti",
                Map.of("type", "array", "items", Map.of("type", "string", "enum", options)),
            "titledMulti", Map.of("type", "array", "items", Map.of("anyOf", titled))));
  }

  private record Said(
      String name, List<String> arguments, BiFunction<ObjectNode, Caller, List<ObjectNode>> content)
      implements Offer.Prompt {
    @Override
    public ObjectNode listing() {
      List<ObjectNode> list =
          arguments.stream()
              .map(a -> Json.object("name", a, "description", "a text", "required", true))
              .toList();
      return Json.object("name", name, "description", "For the suite.", "arguments", list);
    }

    @Override
    public ObjectNode get(ObjectNode values, Caller caller) {
      List<ObjectNode> messages =
          content.apply(values, caller).stream()
              .map(c -> Json.object("role", "user", "content", c))
              .toList();
      return Json.object("messages", messages);
    }
  }

  private static List<Offer.Prompt> prompts() {
    Ask context =
        form(
            "What context should the prompt use?",
            Map.of("context", Map.of("type", "string")),
            "context");
    return List.of(
        new Said(
            "test_simple_prompt",
            List.of(),
            (a, c) -> List.of(text("This is a simple prompt for testing."))),
        new Said(
            "test_prompt_with_arguments",
            List.of("arg1", "arg2"),
            (a, c) ->
                List.of(
                    text(
                        "Prompt with arguments: arg1='%s', arg2='%s'"
                            .formatted(a.path("arg1").asText(), a.path("arg2").asText())))),
        new Said(
            "test_prompt_with_embedded_resource",
            List.of("resourceUri"),
            (a, c) ->
                List.of(
                    embedded(
                        a.path("resourceUri").asText(),
                        "text/plain",
                        "Embedded resource content for testing."),
                    text("Please process the embedded resource above."))),
        new Said(
            "test_prompt_with_image",
            List.of(),
            (a, c) -> List.of(image(), text("Please analyze the image above."))),
        new Said(
            "test_input_required_result_prompt",
            List.of(),
            (a, c) ->
                List.of(
                    text(
                        ask(c, "user_context", context)
                            .path("content")
                            .path("context")
                            .asText()))));
  }

  private static final class Things implements Offer.Shelf {
    private static final String TEMPLATE = "test://template/(.+)/data";

    @Override
    public List<ObjectNode> list(Caller caller) {
      List<ObjectNode> list = new ArrayList<>();
      for (String name : List.of("static-text", "static-binary", "watched-resource")) {
        String type = name.equals("static-binary") ? "image/png" : "text/plain";
        list.add(
            Json.object(
                "uri", "test://" + name, "name", name, "description", name, "mimeType", type));
      }
      return list;
    }

    @Override
    public List<ObjectNode> templates() {
      return List.of(
          Json.object(
              "uriTemplate",
              "test://template/{id}/data",
              "name",
              "template",
              "description",
              "For the suite.",
              "mimeType",
              "application/json"));
    }

    @Override
    public Optional<List<ObjectNode>> read(String uri, Caller caller) {
      ObjectNode contents = Json.object("uri", uri, "mimeType", "text/plain");
      switch (uri) {
        case "test://static-text" ->
            contents.put("text", "This is the content of the static text resource.");
        case "test://watched-resource" ->
            contents.put("text", "This is a watched resource content.");
        case "test://static-binary" -> contents.put("mimeType", "image/png").put("blob", PIXEL);
        default -> {
          if (!uri.matches(TEMPLATE)) {
            return Optional.empty();
          }
          String id = uri.replaceAll(TEMPLATE, "$1");
          contents
              .put("mimeType", "application/json")
              .put(
                  "text",
                  Json.write(
                      Json.object("id", id, "templateTest", true, "data", "Data for ID: " + id)));
        }
      }
      return Optional.of(List.of(contents));
    }

    @Override
    public boolean isWatched(String uri, Caller caller) {
      return uri.equals("test://watched-resource");
    }
  }
}
