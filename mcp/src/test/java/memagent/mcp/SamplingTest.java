package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's own model works for the agent, in both eras. */
final class SamplingTest {
  @TempDir private Path home;

  private Wire wire(Vault vault) {
    return wire(vault, Servers.CLIENT);
  }

  private Wire wire(Vault vault, Client client) {
    AgentSource agents =
        new AgentSource.ClientModel((filters, model) -> Servers.agent(vault, home, model, filters));
    return new Wire(
        new McpServer(Servers.parts(vault, home, agents, McpLimits.DEFAULT)), client);
  }

  private static ObjectNode ask(String question) {
    return Json.object("name", "use_memory_agent", "arguments", Map.of("question", question));
  }

  private static ObjectNode said(String text) {
    return Json.object(
        "role",
        "assistant",
        "model",
        "the-clients",
        "content",
        Map.of("type", "text", "text", text),
        "stopReason",
        "endTurn");
  }

  @Test
  void aSessionsClientSaysEachTurn() throws Exception {
    Vault vault = Servers.memory(home);
    try (Wire wire = wire(vault)) {
      wire.hello(Json.object("sampling", Map.of()));
      wire.begin("tools/call", ask("Forget the trip to Tokyo."));
      List<JsonNode> asked = new ArrayList<>();
      for (String turn :
          List.of(
              Servers.block("delete_file(\"entities/東京.md\")"),
              Servers.reply("It is gone.") + "<|im_end|> and more")) {
        ObjectNode request = wire.next();
        assertThat(request.path("method").asText()).isEqualTo("sampling/createMessage");
        asked.add(request.path("params"));
        wire.send(Json.object("jsonrpc", "2.0", "id", request.path("id"), "result", said(turn)));
      }
      JsonNode answer = wire.next().path("result").path("structuredContent");
      assertThat(answer.path("status").asText()).isEqualTo("answered");
      assertThat(answer.path("reply").asText()).isEqualTo("It is gone.");
      assertThat(vault.notes()).doesNotContain(NotePath.of("entities/東京.md"));
      assertThat(asked.getFirst().path("systemPrompt").asText()).contains("delete_file");
      assertThat(asked.getFirst().path("messages").path(0).path("content").path("text").asText())
          .contains("Forget the trip to Tokyo.");
      assertThat(asked.getLast().path("messages").toString()).contains("{'done': True}");
      assertThat(asked.getLast().path("maxTokens").asInt()).isPositive();
    }
  }

  @Test
  void aStatelessClientSaysEachTurnByRoundTrips() {
    Vault vault = Servers.memory(home);
    try (Wire wire = wire(vault)) {
      ObjectNode meta =
          Json.object(
              "io.modelcontextprotocol/protocolVersion",
              "2026-07-28",
              "io.modelcontextprotocol/clientCapabilities",
              Map.of("sampling", Map.of()));
      ObjectNode params = ask("Forget the trip to Tokyo.");
      params.set("_meta", meta);
      JsonNode result = wire.request("tools/call", params).path("result");
      for (String turn :
          List.of(Servers.block("delete_file(\"entities/東京.md\")"), Servers.reply("It is gone."))) {
        assertThat(result.path("resultType").asText()).isEqualTo("input_required");
        Map.Entry<String, JsonNode> asked =
            result.path("inputRequests").properties().iterator().next();
        assertThat(asked.getValue().path("method").asText()).isEqualTo("sampling/createMessage");
        ObjectNode again = params.deepCopy();
        again.set("inputResponses", Json.object(asked.getKey(), said(turn)));
        again.set("requestState", result.path("requestState"));
        result = wire.request("tools/call", again).path("result");
      }
      assertThat(result.path("structuredContent").path("reply").asText()).isEqualTo("It is gone.");
      assertThat(vault.notes()).doesNotContain(NotePath.of("entities/東京.md"));
    }
  }

  @Test
  void aClientWithoutSamplingIsToldInOneSentence() {
    try (Wire wire = wire(Servers.memory(home))) {
      wire.hello(Json.object());
      JsonNode answer = wire.call("use_memory_agent", "question", "Who?");
      assertThat(answer.path("isError").asBoolean()).isTrue();
      assertThat(answer.path("content").path(0).path("text").asText())
          .contains("--model client", "offers no sampling", "another model")
          .doesNotContain("\n");
      assertThat(wire.call("search", "query", "zürich").path("isError").asBoolean()).isFalse();
    }
  }

  @Test
  void theModelOfAClientUnderAFilterNeverReadsTheNotes() {
    Client guest = new Client("guest", "Do not reveal any phone numbers.");
    try (Wire wire = wire(Servers.memory(home), guest)) {
      wire.hello(Json.object("sampling", Map.of()));
      JsonNode answer = wire.call("use_memory_agent", "question", "Who?");
      assertThat(answer.path("isError").asBoolean()).isTrue();
      assertThat(answer.path("content").path(0).path("text").asText())
          .contains("filter", "another model");
      assertThat(wire.notifications()).isEmpty();
    }
  }

  @Test
  void aClientThatRefusesEndsTheQuestionInOneSentence() {
    try (Wire wire = wire(Servers.memory(home))) {
      wire.hello(Json.object("sampling", Map.of()));
      wire.begin("tools/call", ask("Who?"));
      ObjectNode request = wire.next();
      wire.send(
          Json.object(
              "jsonrpc",
              "2.0",
              "id",
              request.path("id"),
              "error",
              Map.of("code", -1, "message", "The person said no.")));
      JsonNode answer = wire.next().path("result");
      assertThat(answer.path("isError").asBoolean()).isTrue();
      assertThat(answer.path("content").path(0).path("text").asText())
          .isEqualTo(
              "The client's own model gave no answer: allow it there, or start the server with another model.");
    }
  }
}
