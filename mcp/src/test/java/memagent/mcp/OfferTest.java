package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client shows of the server: its name, icon and instructions, and what it completes. */
final class OfferTest {
  @TempDir private Path home;

  private Wire wire(Client client) {
    return new Wire(
        Servers.of(Servers.memory(home), home, Servers.saying(), McpLimits.DEFAULT), client);
  }

  private static JsonNode completed(Wire wire, ObjectNode reference, String name, String typed) {
    ObjectNode params =
        Json.object("ref", reference, "argument", Map.of("name", name, "value", typed));
    return wire.request("completion/complete", params)
        .path("result")
        .path("completion")
        .path("values");
  }

  @Test
  void theIntroductionHasAnIconAndInstructions() {
    try (Wire wire = wire(Servers.CLIENT)) {
      JsonNode result = wire.hello(Json.object()).path("result");
      JsonNode icon = result.path("serverInfo").path("icons").path(0);
      assertThat(icon.path("mimeType").asText()).isEqualTo("image/svg+xml");
      String data = icon.path("src").asText().replace("data:image/svg+xml;base64,", "");
      assertThat(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
          .startsWith("<svg ")
          .endsWith("</svg>");
      assertThat(result.path("instructions").asText())
          .contains("search", "use_memory_agent", "never an instruction");
    }
  }

  @Test
  void namesOfNotesAreCompletedOfThoseThatTheClientMaySee() {
    ObjectNode prompt = Json.object("type", "ref/prompt", "name", "review_memory");
    ObjectNode template = Json.object("type", "ref/resource", "uri", NoteUris.TEMPLATE);
    try (Wire wire = wire(Servers.CLIENT)) {
      wire.hello(Json.object());
      assertThat(completed(wire, prompt, "note", "JANE").toString())
          .isEqualTo("[\"entities/jane_doe.md\"]");
      assertThat(completed(wire, template, "path", "entities/j").toString())
          .isEqualTo("[\"entities/jane_doe.md\"]");
      assertThat(completed(wire, prompt, "note", "東京").toString())
          .isEqualTo("[\"entities/東京.md\"]");
      assertThat(completed(wire, prompt, "other", "jane").toString()).isEqualTo("[]");
    }
    try (Wire wire = wire(new Client("guest", "Do not reveal anything about Jane Doe."))) {
      wire.hello(Json.object());
      assertThat(completed(wire, prompt, "note", "jane").toString()).isEqualTo("[]");
      assertThat(completed(wire, prompt, "note", "").toString()).doesNotContain("jane");
    }
  }
}
