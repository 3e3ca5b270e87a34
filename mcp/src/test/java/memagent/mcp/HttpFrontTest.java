package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests by HTTP that nobody of good will sends, byte by byte. */
final class HttpFrontTest {
  private static final String SECRET = "a-token-of-the-tests-own";
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
  @TempDir private Path home;
  private McpServer server;
  private URI address;

  @BeforeEach
  void listens() {
    server =
        Servers.of(
            Servers.memory(home),
            home,
            Servers.saying(),
            McpLimits.DEFAULT.withCallsPerMinuteMax(40));
    Client guest = new Client("guest", "Do not reveal any phone numbers.");
    address =
        server.listen(
            0, List.of(Token.of(Servers.CLIENT, SECRET), Token.of(guest, SECRET + "-guest")));
  }

  @AfterEach
  void stops() {
    server.close();
  }

  /** What comes back for these lines of a head and this body. */
  private String sent(String body, String... lines) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line : lines) {
      head.append(line).append("\r\n");
    }
    head.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length);
    head.append("\r\nConnection: close\r\n\r\n").append(body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(head.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String posted(String body, String host, String token, String... more) throws IOException {
    String[] lines = new String[more.length + 4];
    lines[0] = "POST /mcp HTTP/1.1";
    lines[1] = "Host: " + host;
    lines[2] = "Authorization: Bearer " + token;
    lines[3] = "Accept: application/json, text/event-stream";
    System.arraycopy(more, 0, lines, 4, more.length);
    return sent(body, lines);
  }

  private static String modern(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}"
        .formatted(method, params);
  }

  @Test
  void otherMachinesNamesAreRefused() throws IOException {
    for (String host :
        List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil", "0.0.0.0")) {
      assertThat(posted(PING, host, SECRET)).startsWith("HTTP/1.1 403");
    }
    for (String origin :
        List.of("http://evil.example", "null", "file://", "http://localhost.evil")) {
      assertThat(posted(PING, "localhost", SECRET, "Origin: " + origin)).startsWith("HTTP/1.1 403");
    }
    String own =
        posted(
            modern("server/discover", ""),
            "localhost:" + address.getPort(),
            SECRET,
            "Origin: http://127.0.0.1:9999",
            "MCP-Protocol-Version: 2026-07-28",
            "Mcp-Method: server/discover");
    assertThat(own).startsWith("HTTP/1.1 200").contains("2026-07-28");
  }

  @Test
  void withoutTheTokenNothingIsSaid() throws IOException {
    for (String token :
        List.of(
            "",
            "x",
            SECRET + "x",
            SECRET.substring(1),
            SECRET.toUpperCase(java.util.Locale.ROOT))) {
      assertThat(posted(PING, "localhost", token))
          .startsWith("HTTP/1.1 401")
          .contains("WWW-Authenticate: Bearer")
          .doesNotContain(SECRET);
    }
  }

  @Test
  void guessingTokensIsSlowedDown() throws IOException {
    String last = "";
    for (int i = 0; i < 40; i++) {
      last = posted(PING, "localhost", "guess-" + i);
    }
    assertThat(last).startsWith("HTTP/1.1 429");
  }

  @Test
  void aClientsFiltersGoWithItsToken() throws IOException {
    String[] headers = {
      "MCP-Protocol-Version: 2026-07-28", "Mcp-Method: tools/call", "Mcp-Name: read_note"
    };
    String body =
        modern("tools/call", "\"name\":\"read_note\",\"arguments\":{\"note\":\"Jane Doe\"},");
    assertThat(posted(body, "localhost", SECRET, headers)).contains("0199");
    assertThat(posted(body, "localhost", SECRET + "-guest", headers))
        .doesNotContain("555 0199")
        .contains("[withheld]");
  }

  @Test
  void whatIsMalformedGetsAnErrorOfTheProtocol() throws IOException {
    assertThat(posted("{", "localhost", SECRET)).startsWith("HTTP/1.1 400").contains("-32700");
    assertThat(posted("[]", "localhost", SECRET)).startsWith("HTTP/1.1 400").contains("-32600");
    assertThat(posted("x".repeat(McpLimits.DEFAULT.frameBytesMax() + 1), "localhost", SECRET))
        .startsWith("HTTP/1.1 413");
    assertThat(
            posted(
                modern("tools/list", ""),
                "localhost",
                SECRET,
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: tools/call"))
        .startsWith("HTTP/1.1 400")
        .contains("-32020");
    assertThat(posted(PING, "localhost", SECRET, "MCP-Protocol-Version: 1999-01-01"))
        .startsWith("HTTP/1.1 400");
    assertThat(sent("", "GET / HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 404");
    assertThat(sent("", "PUT /mcp HTTP/1.1", "Host: localhost", "Authorization: Bearer " + SECRET))
        .startsWith("HTTP/1.1 405");
  }

  @Test
  void ambiguousHeadersAreRefused() throws IOException {
    assertThat(posted(PING, "localhost", SECRET, "Transfer-Encoding: chunked"))
        .startsWith("HTTP/1.1 400");
    assertThat(posted(PING, "localhost", SECRET, "Host: evil.example")).startsWith("HTTP/1.1 400");
    assertThat(posted(PING, "localhost", SECRET, "Content-Length: 3")).startsWith("HTTP/1.1 400");
  }

  @Test
  void tooManyRequestsAMinuteAreRefused() throws IOException {
    String last = "";
    for (int i = 0; i < 60 && !last.startsWith("HTTP/1.1 429"); i++) {
      last = posted("{", "localhost", SECRET);
    }
    assertThat(last).startsWith("HTTP/1.1 429").contains("callsPerMinuteMax");
  }
}
