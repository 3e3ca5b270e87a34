package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients and judges that others wrote, installed by their packages' names. */
final class ClientsIT {
  private static final String SECRET = "a-token-of-the-tests-own";
  @TempDir private Path home;

  private McpServer server(Offer... offer) {
    McpLimits limits = McpLimits.DEFAULT.withCallsPerMinuteMax(100_000);
    McpServer.Parts parts =
        Servers.parts(
            Servers.memory(home),
            home,
            Servers.saying(
                Servers.reply("Which Jane do you mean?"),
                Servers.reply("Noted: Jane Doe moved."),
                Servers.reply("Which Jane do you mean?"),
                Servers.reply("Noted: Jane Doe moved.")),
            limits);
    return offer.length == 0 ? new McpServer(parts) : new McpServer(parts, offer[0]);
  }

  @Test
  void theConformanceSuiteIsGreenInBothEras() throws Exception {
    try (McpServer server = server(ConformanceFixture.offer())) {
      URI address = server.listen(0, List.of());
      String url = "http://localhost:" + address.getPort() + "/mcp";
      for (String revision : List.of("2025-11-25", "2026-07-28")) {
        Packages.Outcome outcome =
            Packages.node(
                "@modelcontextprotocol/conformance",
                "dist/index.js",
                home,
                "server",
                "--url",
                url,
                "--requirements",
                revision);
        assertThat(outcome.code()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("Total: ");
      }
    }
  }

  @Test
  void thePythonClientHoldsAConversationOverHttp() throws Exception {
    try (McpServer server = server()) {
      URI address = server.listen(0, List.of(Token.of(Servers.CLIENT, SECRET)));
      Packages.Outcome outcome =
          Packages.python(script("python_client.py"), home, "http", address.toString(), SECRET);
      assertThat(outcome.code()).as(outcome.output()).isZero();
      assertThat(outcome.output().lines())
          .contains(
              "legacy question Which Jane do you mean?",
              "legacy answered Noted: Jane Doe moved.",
              "modern question Which Jane do you mean?",
              "modern answered Noted: Jane Doe moved.",
              "refused without a token");
    }
  }

  @Test
  void thePythonClientHoldsAConversationOverPipes() throws Exception {
    Packages.Outcome outcome =
        Packages.python(
            script("python_client.py"),
            home,
            "pipes",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dslf4j.internal.verbosity=ERROR",
            "-cp",
            System.getProperty("java.class.path"),
            "memagent.mcp.StdioServer");
    assertThat(outcome.code()).as(outcome.output()).isZero();
    assertThat(outcome.output().lines())
        .contains(
            "legacy question Which Jane do you mean?",
            "legacy answered Noted: Jane Doe moved.",
            "modern question Which Jane do you mean?",
            "modern answered Noted: Jane Doe moved.");
  }

  @Test
  void theInspectorListsAndCallsEveryTool() throws Exception {
    Map<String, List<String>> calls =
        Map.of(
            "search", List.of("query=zurich"),
            "fetch", List.of("id=user.md"),
            "read_note", List.of("note=Jane Doe"),
            "remember", List.of("statement=likes tea"),
            "edit_fact", List.of("note=user.md", "key=town", "value=Elsewhere"),
            "recent_changes", List.of("limit=3"),
            "use_memory_agent", List.of("question=Jane moved."));
    try (McpServer server = server()) {
      String url = server.listen(0, List.of(Token.of(Servers.CLIENT, SECRET))).toString();
      String listed = inspected(url, List.of("--method", "tools/list"));
      for (Map.Entry<String, List<String>> call : calls.entrySet()) {
        assertThat(listed).contains("\"name\": \"" + call.getKey() + "\"");
        List<String> words =
            new ArrayList<>(
                List.of("--method", "tools/call", "--tool-name", call.getKey(), "--tool-arg"));
        words.addAll(call.getValue());
        assertThat(inspected(url, words)).as(call.getKey()).contains("\"isError\": false");
      }
    }
  }

  private String inspected(String url, List<String> words) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--cli",
                url,
                "--transport",
                "http",
                "--header",
                "Authorization: Bearer " + SECRET));
    all.addAll(words);
    Packages.Outcome outcome =
        Packages.node(
            "@modelcontextprotocol/inspector",
            "clients/launcher/build/index.js",
            home,
            all.toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.output()).isZero();
    return outcome.output();
  }

  private Path script(String name) throws IOException {
    try (var in = ClientsIT.class.getResourceAsStream(name)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return Files.writeString(home.resolve(name), text);
    }
  }
}
