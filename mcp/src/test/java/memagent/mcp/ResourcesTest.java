package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import memagent.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link graph and the trajectories as resources, and what filters leave of them. */
final class ResourcesTest {
  private static final Client GUEST = new Client("guest", "Do not reveal who my sister is.");
  @TempDir private Path home;

  private Wire greeted(McpServer server, Client client) {
    Wire wire = new Wire(server, client);
    wire.hello(Json.object());
    return wire;
  }

  private McpServer server(Vault vault, String... turns) {
    return Servers.of(vault, home, Servers.saying(turns), McpLimits.DEFAULT);
  }

  private static String read(Wire wire, String uri) {
    JsonNode contents =
        wire.request("resources/read", Json.object("uri", uri)).path("result").path("contents");
    return contents.path(0).path("text").asText();
  }

  private static List<String> uris(Wire wire) {
    List<String> uris = new ArrayList<>();
    wire.request("resources/list", Json.object())
        .path("result")
        .path("resources")
        .forEach(resource -> uris.add(resource.path("uri").asText()));
    return uris;
  }

  @Test
  void theLinkGraphNamesNotesLinksAndWhatIsBroken() throws Exception {
    Vault vault = Servers.memory(home);
    Files.writeString(home.resolve("memory/lost.md"), "# Lost\n\n- see: [[entities/nobody.md]]\n");
    try (Wire wire = greeted(server(vault), Servers.CLIENT)) {
      assertThat(uris(wire)).startsWith("memory://graph");
      JsonNode graph = Json.read(read(wire, "memory://graph").getBytes(StandardCharsets.UTF_8));
      assertThat(graph.path("notes")).hasSize(4);
      assertThat(graph.path("links").toString())
          .isEqualTo("[{\"from\":\"user.md\",\"to\":\"entities/jane_doe.md\"}]");
      assertThat(graph.path("broken").toString())
          .isEqualTo("[{\"from\":\"lost.md\",\"target\":\"entities/nobody.md\"}]");
      assertThat(graph.path("orphans").toString()).contains("lost.md", "entities/東京.md");
      assertThat(graph.path("complete").asBoolean()).isTrue();
    }
  }

  @Test
  void aLinkInALineThatIsHeldBackIsInNoGraph() {
    Vault vault = Servers.memory(home);
    try (Wire wire = greeted(server(vault), GUEST)) {
      assertThat(wire.call("read_note", "note", "user.md").toString()).contains("[withheld]");
      assertThat(read(wire, "memory://graph")).contains("\"links\":[]");
      assertThat(wire.call("read_note", "note", "Jane Doe").toString()).doesNotContain("user.md");
    }
    try (Wire wire = greeted(server(vault), Servers.CLIENT)) {
      assertThat(wire.call("read_note", "note", "Jane Doe").toString()).contains("user.md");
    }
  }

  @Test
  void aClientReadsHowItsOwnAnswersCameAboutAndNobodyElsesDo() {
    Vault vault = Servers.memory(home);
    McpServer server =
        server(
            vault, Servers.block("delete_file(\"entities/東京.md\")"), Servers.reply("It is gone."));
    String uri;
    try (Wire wire = greeted(server, Servers.CLIENT)) {
      assertThat(uris(wire)).noneMatch(u -> u.contains("trajectories"));
      String session =
          wire.call("use_memory_agent", "question", "Forget Tokyo.")
              .path("structuredContent")
              .path("session")
              .asText();
      uri = "memory://trajectories/" + session + "/0001";
      assertThat(uris(wire)).contains(uri);
      assertThat(read(wire, uri).lines())
          .hasSizeGreaterThan(3)
          .allSatisfy(line -> assertThat(line).startsWith("{\"event\":"));
      assertThat(read(wire, uri)).contains("Forget Tokyo.", "delete_file", "月見ホテル");
    }
    try (Wire wire = greeted(server, new Client("other", ""))) {
      assertThat(uris(wire)).doesNotContain(uri);
      assertThat(
              wire.request("resources/read", Json.object("uri", uri))
                  .path("error")
                  .path("code")
                  .asInt())
          .isEqualTo(-32002);
    }
  }

  @Test
  void underAFilterATrajectoryTellsNothingOfTheMemory() {
    Vault vault = Servers.memory(home);
    McpServer server =
        server(
            vault, Servers.block("delete_file(\"entities/東京.md\")"), Servers.reply("It is gone."));
    try (Wire wire = greeted(server, GUEST)) {
      wire.call("use_memory_agent", "question", "Forget Tokyo.");
      String uri = uris(wire).stream().filter(u -> u.contains("trajectories")).findFirst().get();
      assertThat(read(wire, uri))
          .contains("Forget Tokyo.", "\"event\":\"ended\"", "\"outcome\":\"finished\"")
          .doesNotContain("月見ホテル", "delete_file", "gone");
    }
  }

  @Test
  void noClientReachesAnothersSessionByItsName() {
    Vault vault = Servers.memory(home);
    McpServer server = server(vault, Servers.reply("Hello."), Servers.reply("Hello."));
    try (Wire wire = greeted(server, new Client("a-b", ""))) {
      wire.call("use_memory_agent", "question", "Hi.");
    }
    try (Wire wire = greeted(server, new Client("a", ""))) {
      JsonNode refused = wire.call("use_memory_agent", "session", "b-id4");
      assertThat(refused.path("isError").asBoolean()).isTrue();
      assertThat(refused.toString()).contains("b-id4", "is none");
    }
  }
}
