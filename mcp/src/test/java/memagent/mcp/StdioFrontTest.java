package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import memagent.model.ChatModel;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import memagent.vault.NotePath;
import memagent.vault.SecretPolicy;
import memagent.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client at the other end of two streams, as desktop programs are. */
final class StdioFrontTest {
  @TempDir private Path home;

  private Wire wire(Vault vault, Client client, McpLimits limits, ChatModel model) {
    return new Wire(Servers.of(vault, home, model, limits), client);
  }

  private Wire wire(Client client, String... turns) {
    return wire(Servers.memory(home), client, McpLimits.DEFAULT, Servers.saying(turns));
  }

  private Wire greeted(String... turns) {
    Wire wire = wire(Servers.CLIENT, turns);
    wire.hello(Json.object());
    return wire;
  }

  @Test
  void everyRevisionWithSessionsIsAnsweredInKind() {
    for (String version : List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")) {
      try (Wire wire = wire(Servers.CLIENT)) {
        ObjectNode hello =
            Json.object(
                "protocolVersion",
                version,
                "capabilities",
                Map.of(),
                "clientInfo",
                Map.of("name", "t", "version", "1"));
        JsonNode result = wire.request("initialize", hello).path("result");
        assertThat(result.path("protocolVersion").asText()).isEqualTo(version);
        assertThat(result.path("serverInfo").path("title").asText()).isEqualTo("Memory");
        assertThat(result.path("instructions").asText()).contains("search").doesNotContain("  ");
      }
    }
  }

  @Test
  void badLinesGetAnErrorAndTheServerLives() {
    try (Wire wire = greeted()) {
      Map<String, Integer> bad =
          Map.of(
              "{",
              -32700,
              "nonsense",
              -32700,
              "[]",
              -32600,
              "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
              -32600,
              "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
              -32600,
              "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
              -32600,
              "{\"jsonrpc\":\"2.0\",\"jsonrpc\":\"2.0\"}",
              -32700,
              "[".repeat(100_000),
              -32700,
              "x".repeat(McpLimits.DEFAULT.frameBytesMax() + 1),
              -32600);
      bad.forEach((line, code) -> {
        wire.line(line);
        assertThat(wire.next().path("error").path("code").asInt()).isEqualTo(code);
      });
      assertThat(wire.request("ping", Json.object()).has("result")).isTrue();
      assertThat(wire.request("no/such", Json.object()).path("error").path("code").asInt())
          .isEqualTo(-32601);
      assertThat(wire.call("search", "query", "vellmark").path("isError").asBoolean()).isFalse();
    }
  }

  @Test
  void nothingIsAnsweredBeforeTheIntroduction() {
    try (Wire wire = wire(Servers.CLIENT)) {
      assertThat(wire.request("tools/list", Json.object()).path("error").path("code").asInt())
          .isEqualTo(-32600);
    }
  }

  @Test
  void aClientThatForgetsToSayThatItIsReadyIsAnsweredAllTheSame() {
    try (Wire wire = wire(Servers.CLIENT)) {
      ObjectNode hello =
          Json.object(
              "protocolVersion",
              "2025-11-25",
              "capabilities",
              Map.of(),
              "clientInfo",
              Map.of("name", "t", "version", "1"));
      wire.request("initialize", hello);
      assertThat(wire.call("search", "query", "vellmark").path("isError").asBoolean()).isFalse();
    }
  }

  @Test
  void toolsAreSortedAndFullyDescribed() {
    try (Wire wire = greeted()) {
      JsonNode tools = wire.request("tools/list", Json.object()).path("result").path("tools");
      List<String> names = new ArrayList<>();
      for (JsonNode tool : tools) {
        names.add(tool.path("name").asText());
        assertThat(tool.path("title").asText()).isNotBlank();
        assertThat(tool.path("inputSchema").path("type").asText()).isEqualTo("object");
        assertThat(tool.path("outputSchema").path("type").asText()).isEqualTo("object");
        assertThat(tool.path("annotations").has("readOnlyHint")).isTrue();
      }
      assertThat(names)
          .containsExactly(
              "edit_fact",
              "fetch",
              "read_note",
              "recent_changes",
              "remember",
              "search",
              "use_memory_agent");
    }
  }

  @Test
  void searchFindsInAnyScriptAndFetchGivesWhatItFound() {
    try (Wire wire = greeted()) {
      for (String query : List.of("GARTNERIN", "Zurich", "möhre", "gärtner")) {
        JsonNode results =
            wire.call("search", "query", query).path("structuredContent").path("results");
        assertThat(results.path(0).path("id").asText()).as(query).isEqualTo("entities/jane_doe.md");
      }
      ObjectNode found = wire.call("search", "query", "月見");
      String id = found.path("structuredContent").path("results").path(0).path("id").asText();
      assertThat(id).isEqualTo("entities/東京.md");
      assertThat(found.path("content").path(0).path("text").asText())
          .isEqualTo(found.path("structuredContent").toString());
      assertThat(wire.call("fetch", "id", id).path("structuredContent").path("text").asText())
          .contains("月見ホテル");
      JsonNode missing = wire.call("fetch", "id", "jane do");
      assertThat(missing.path("isError").asBoolean()).isTrue();
      assertThat(missing.path("content").path(0).path("text").asText())
          .contains("entities/jane_doe.md");
    }
  }

  @Test
  void longNotesComeInPagesThatJoinToTheWhole() throws Exception {
    Vault vault = Servers.memory(home);
    String text = "# Long\n\n" + "Ein Satz über 東京 und 😀.\n".repeat(4_000);
    java.nio.file.Files.writeString(home.resolve("memory/long.md"), text);
    try (Wire wire = wire(vault, Servers.CLIENT, McpLimits.DEFAULT, Servers.saying())) {
      wire.hello(Json.object());
      StringBuilder all = new StringBuilder();
      JsonNode page = wire.call("read_note", "note", "long.md").path("structuredContent");
      all.append(page.path("text").asText());
      while (page.has("next_offset")) {
        assertThat(Tokens.of(page.path("text").asText())).isLessThanOrEqualTo(8_000);
        page =
            wire.call("read_note", "note", "long", "offset", page.path("next_offset").asInt())
                .path("structuredContent");
        all.append(page.path("text").asText());
      }
      assertThat(all.toString()).isEqualTo(text);
    }
  }

  @Test
  void whatIsRememberedStandsInTheNoteAndNothingIsContradicted() {
    Vault vault = Servers.memory(home);
    try (Wire wire = wire(vault, Servers.CLIENT, McpLimits.DEFAULT, Servers.saying())) {
      wire.hello(Json.object());
      JsonNode kept =
          wire.call("remember", "statement", "plays the cello", "about", "Jane Doe")
              .path("structuredContent");
      assertThat(kept.path("path").asText()).isEqualTo("entities/jane_doe.md");
      assertThat(vault.note(NotePath.of("entities/jane_doe.md")).text())
          .endsWith("- plays the cello (noted 2031-03-01)\n");
      assertThat(
              wire.call("remember", "statement", "plays the cello", "about", "jane_doe")
                  .path("structuredContent")
                  .path("outcome")
                  .asText())
          .isEqualTo("known");
      assertThat(wire.call("remember", "statement", "town: Elsewhere").path("isError").asBoolean())
          .isTrue();
      JsonNode fresh =
          wire.call("remember", "statement", "breed: corgi", "about", "Řex")
              .path("structuredContent");
      assertThat(fresh.path("created").asBoolean()).isTrue();
      assertThat(vault.note(NotePath.of("user.md")).text()).contains("[[entities/řex.md]]");
      JsonNode slip = wire.call("remember", "statement", "plays the horn", "about", "Jame Doe");
      assertThat(slip.path("isError").asBoolean()).isTrue();
      assertThat(slip.toString()).contains("entities/jane_doe.md", "'entities/jame_doe.md'");
      JsonNode meant =
          wire.call("remember", "statement", "plays the horn", "about", "entities/jame_doe.md");
      assertThat(meant.path("structuredContent").path("created").asBoolean()).isTrue();
      JsonNode changes = wire.call("recent_changes").path("structuredContent").path("changes");
      assertThat(changes.toString()).contains("+- plays the cello", "mcp (remember)", "elsewhere");
    }
  }

  @Test
  void aFactIsChangedOnlyWhereItIsAsExpected() {
    Vault vault = Servers.memory(home);
    try (Wire wire = wire(vault, Servers.CLIENT, McpLimits.DEFAULT, Servers.saying())) {
      wire.hello(Json.object());
      assertThat(
              wire.call(
                      "edit_fact",
                      "note",
                      "Jane Doe",
                      "key",
                      "cat",
                      "value",
                      "Pip",
                      "expected",
                      "X")
                  .path("isError")
                  .asBoolean())
          .isTrue();
      JsonNode edit =
          wire.call(
                  "edit_fact",
                  "note",
                  "Jane Doe",
                  "key",
                  "Cat",
                  "value",
                  "Pip",
                  "expected",
                  "Möhre")
              .path("structuredContent");
      assertThat(edit.path("before").asText()).isEqualTo("Möhre");
      assertThat(vault.note(NotePath.of("entities/jane_doe.md")).text())
          .endsWith("## Pets\n\n- cat: Pip\n");
    }
  }

  @Test
  void filtersHoldForEveryToolAndResource() {
    Client client = new Client("guest", "Do not reveal any phone numbers.");
    Vault vault = Servers.memory(home);
    try (Wire wire = wire(vault, client, McpLimits.DEFAULT, Servers.saying())) {
      wire.hello(Json.object());
      List<ObjectNode> answers =
          List.of(
              wire.call("read_note", "note", "Jane Doe"),
              wire.call("fetch", "id", "entities/jane_doe.md"),
              wire.call("search", "query", "jane phone 555"),
              wire.call("edit_fact", "note", "Jane Doe", "key", "phone", "value", "1"),
              wire.call("recent_changes"),
              wire.request(
                  "resources/read", Json.object("uri", "memory://notes/entities/jane_doe.md")));
      // Not "0199" alone, which a moment or an id of a change may have.
      assertThat(answers).allSatisfy(a -> assertThat(a.toString()).doesNotContain("555 0199"));
      assertThat(answers.getFirst().toString()).contains("[withheld]", "Zürich");
      assertThat(
              wire.call("search", "query", "0199").path("structuredContent").path("total").asInt())
          .isZero();
      assertThat(vault.note(NotePath.of("entities/jane_doe.md")).text()).contains("0199");
    }
  }

  @Test
  void secretsAreRefusedOrMaskedAndTheAnswerSaysWhatStandsThere() {
    Vault vault = Servers.memory(home);
    vault.guardSecrets(SecretPolicy.USUAL);
    try (Wire wire = wire(vault, Servers.CLIENT, McpLimits.DEFAULT, Servers.saying())) {
      wire.hello(Json.object());
      JsonNode refused =
          wire.call("remember", "statement", "password: Lavender_46", "about", "Jane Doe");
      assertThat(refused.path("isError").asBoolean()).isTrue();
      assertThat(refused.toString()).contains("has a password on line").doesNotContain("Lavender");
      JsonNode masked =
          wire.call("remember", "statement", "card: 4012888888881881", "about", "Jane Doe");
      assertThat(masked.path("structuredContent").path("line").asText())
          .isEqualTo("- card: [card number masked, ends in 1881]");
      JsonNode edited =
          wire.call(
              "edit_fact",
              "note",
              "Jane Doe",
              "key",
              "phone",
              "value",
              "card 5555 5555 5555 4444 12/31");
      assertThat(edited.path("structuredContent").path("after").asText())
          .isEqualTo("card [card number masked, ends in 4444] 12/31");
      assertThat(vault.note(NotePath.of("entities/jane_doe.md")).text())
          .doesNotContain("4012888")
          .doesNotContain("5555 5555")
          .doesNotContain("Lavender");
    }
  }

  @Test
  void aFilteredClientFindsNothingByADeniedValueInAnyForm() {
    Client client = new Client("guest", "Do not reveal any phone numbers.");
    try (Wire wire = wire(Servers.memory(home), client, McpLimits.DEFAULT, Servers.saying())) {
      wire.hello(Json.object());
      for (String guess : List.of("555 0199 321", "0199", "5550199321", "321", "phone 555")) {
        JsonNode found = wire.call("search", "query", guess).path("structuredContent");
        assertThat(found.toString()).as(guess).doesNotContain("0199").doesNotContain("321");
        assertThat(found)
            .as("a value that stands there is found as one that does not: " + guess)
            .isEqualTo(
                wire.call(
                        "search",
                        "query",
                        guess.replace("0199", "0198").replace("321", "322").replace("555", "556"))
                    .path("structuredContent"));
      }
    }
  }

  @Test
  void noGuessFindsOutWhatIsHeldBack() {
    Client client = new Client("guest", "Do not reveal any phone numbers.");
    try (Wire wire = wire(Servers.memory(home), client, McpLimits.DEFAULT, Servers.saying())) {
      wire.hello(Json.object());
      JsonNode right =
          wire.call("remember", "statement", "phone: 555 0199 321", "about", "Jane Doe");
      JsonNode wrong =
          wire.call("remember", "statement", "phone: 555 0199 322", "about", "Jane Doe");
      assertThat(right.path("isError").asBoolean()).isTrue();
      assertThat(right).isEqualTo(wrong);
    }
  }

  @Test
  void pathsThatLeaveTheMemoryAreNoResources() {
    try (Wire wire = greeted()) {
      for (String uri :
          List.of(
              "memory://notes/../user.md",
              "memory://notes/%2e%2e/%2e%2e/etc/passwd",
              "memory://notes//etc/passwd",
              "memory://other/user.md",
              "file:///etc/passwd",
              "memory://notes/user.md?x=1",
              "memory://notes/.mem-agent/lock",
              "memory://notes/C:/x.md",
              "%%%")) {
        JsonNode error = wire.request("resources/read", Json.object("uri", uri)).path("error");
        assertThat(error.path("code").asInt()).as(uri).isEqualTo(-32002);
      }
      assertThat(
              wire.request("resources/read", Json.object("uri", "memory://notes/user.md"))
                  .path("result")
                  .path("contents")
                  .path(0)
                  .path("text")
                  .asText())
          .startsWith("# Ysolde");
    }
  }

  @Test
  void aConversationGoesOnWithItsSession() {
    try (Wire wire = greeted(Servers.reply("Which Jane do you mean?"), Servers.reply("Noted."))) {
      JsonNode first =
          wire.call("use_memory_agent", "question", "Keep that Jane moved.")
              .path("structuredContent");
      assertThat(first.path("status").asText()).isEqualTo("question");
      JsonNode second =
          wire.call(
                  "use_memory_agent",
                  "question",
                  "Jane Doe",
                  "session",
                  first.path("session").asText())
              .path("structuredContent");
      assertThat(second.path("status").asText()).isEqualTo("answered");
      assertThat(second.path("reply").asText()).isEqualTo("Noted.");
    }
  }

  @Test
  void aQuestionOfTheAgentIsAskedWhereTheClientCanAsk() {
    try (Wire wire = wire(Servers.CLIENT, Servers.reply("Which Jane?"), Servers.reply("Noted."))) {
      wire.hello(Json.object("elicitation", Map.of()));
      int id =
          wire.begin(
              "tools/call",
              Json.object(
                  "name", "use_memory_agent", "arguments", Map.of("question", "Jane moved.")));
      ObjectNode asked = wire.next();
      assertThat(asked.path("method").asText()).isEqualTo("elicitation/create");
      assertThat(asked.path("params").path("message").asText()).isEqualTo("Which Jane?");
      ObjectNode answer = Json.object("action", "accept", "content", Map.of("reply", "Jane Doe"));
      wire.send(Json.object("jsonrpc", "2.0", "id", asked.path("id"), "result", answer));
      ObjectNode response = wire.next();
      assertThat(response.path("id").asInt()).isEqualTo(id);
      assertThat(response.path("result").path("structuredContent").path("reply").asText())
          .isEqualTo("Noted.");
    }
  }

  @Test
  void deletingMuchOfTheMemoryWaitsForAYes() throws Exception {
    Vault vault = Servers.memory(home);
    java.nio.file.Files.writeString(
        home.resolve("memory/big.md"), "# Big\n" + "line of text\n".repeat(200));
    String delete = Servers.block("delete_file(\"big.md\")");
    ChatModel model =
        Servers.saying(delete, Servers.reply("Not done."), delete, Servers.reply("Gone."));
    try (Wire wire = wire(vault, Servers.CLIENT, McpLimits.DEFAULT, model)) {
      wire.hello(Json.object());
      for (boolean allowed : new boolean[] {false, true}) {
        JsonNode asked =
            wire.call("use_memory_agent", "question", "Forget big.").path("structuredContent");
        assertThat(asked.path("status").asText()).isEqualTo("confirm");
        assertThat(asked.path("reply").asText()).contains("big.md");
        JsonNode done =
            wire.call(
                    "use_memory_agent",
                    "session",
                    asked.path("session").asText(),
                    "confirm",
                    allowed)
                .path("structuredContent");
        assertThat(done.path("reply").asText()).isEqualTo(allowed ? "Gone." : "Not done.");
        assertThat(vault.notes().contains(NotePath.of("big.md"))).isEqualTo(!allowed);
      }
    }
  }

  @Test
  void aLongAnswerIsFetchedByItsSession() {
    CountDownLatch go = new CountDownLatch(1);
    ChatModel model =
        new ScriptedChatModel(
            new ModelInfo("slow", 0, 0, false, false),
            List.of(request -> {
              awaitQuietly(go);
              return Servers.reply("At last.");
            }));
    McpLimits limits = McpLimits.DEFAULT.withAnswerTimeMax(Duration.ofMillis(50));
    try (Wire wire = wire(Servers.memory(home), Servers.CLIENT, limits, model)) {
      wire.hello(Json.object());
      JsonNode working =
          wire.call("use_memory_agent", "question", "Who?").path("structuredContent");
      assertThat(working.path("status").asText()).isEqualTo("working");
      go.countDown();
      String session = working.path("session").asText();
      JsonNode done = wire.call("use_memory_agent", "session", session).path("structuredContent");
      while (done.path("status").asText().equals("working")) {
        done = wire.call("use_memory_agent", "session", session).path("structuredContent");
      }
      assertThat(done.path("reply").asText()).isEqualTo("At last.");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
