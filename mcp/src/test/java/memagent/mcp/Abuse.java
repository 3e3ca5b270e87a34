package memagent.mcp;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** What nobody of good will sends, while others are being served; each gets its refusal. */
final class Abuse implements AutoCloseable {
  private static final int HELD_MAX = 8;

  private final McpServer server;
  private final URI address;
  private final String token;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final List<Socket> held = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private final Thread thread;
  private int count;

  Abuse(McpServer server, URI address, String token) {
    this.server = server;
    this.address = address;
    this.token = token;
    this.thread = Thread.ofPlatform().name("abuse").start(this::run);
  }

  private void run() {
    for (int round = 0; round == 0 || !stopped.get(); round++) {
      try {
        http(round);
        pipes();
        if (held.size() < HELD_MAX) {
          hold();
        }
      } catch (IOException e) {
        wrong.add("round " + round + ": " + e);
      }
    }
  }

  private void http(int round) throws IOException {
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    String bearer = "Authorization: Bearer " + token;
    expect("malformed JSON", "400", posted("{\"jsonrpc\":", bearer));
    expect("no object", "400", posted("[1,2]", bearer));
    expect("nested too deeply", "400", posted("[".repeat(20_000), bearer));
    expect("an era that is none", "400", posted(ping, bearer, "MCP-Protocol-Version: 1999-01-01"));
    expect(
        "an era of the other kind",
        "400",
        posted(ping, bearer, "MCP-Protocol-Version: " + ModernEra.VERSION));
    expect("no session", "400", posted(ping, bearer));
    expect("another's session", "404", posted(ping, bearer, "Mcp-Session-Id: guess" + round));
    expect("a guessed token", "401|429", posted(ping, "Authorization: Bearer guess-" + round));
    expect("a rebound name", "403", sent("evil.example", ping, bearer));
    expect("another's page", "403", posted(ping, bearer, "Origin: http://evil.example"));
    expect("two lengths", "400", posted(ping, bearer, "Content-Length: 3"));
    expect("a length and chunks", "400", posted(ping, bearer, "Transfer-Encoding: chunked"));
    expect("two hosts", "400", posted(ping, bearer, "Host: evil.example"));
    expect("a huge head", "431", posted(ping, bearer, "X-Long: " + "x".repeat(40_000)));
    if (round % 10 == 0) {
      expect(
          "a huge body", "413", posted("x".repeat(McpLimits.DEFAULT.frameBytesMax() + 1), bearer));
    }
  }

  private void expect(String what, String statuses, String answer) {
    count++;
    if (!answer.matches("(?s)HTTP/1\\.1 (" + statuses + ") .*") || answer.contains("Exception")) {
      wrong.add(what + ": " + answer.lines().findFirst().orElse("nothing"));
    }
  }

  private String posted(String body, String... lines) throws IOException {
    return sent("localhost", body, lines);
  }

  private String sent(String host, String body, String... lines) throws IOException {
    StringBuilder head = new StringBuilder("POST /mcp HTTP/1.1\r\nHost: " + host + "\r\n");
    for (String line : lines) {
      head.append(line).append("\r\n");
    }
    head.append("Accept: application/json, text/event-stream\r\n");
    head.append("Content-Type: application/json\r\nContent-Length: ");
    head.append(body.length()).append("\r\nConnection: close\r\n\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write((head + body).getBytes(StandardCharsets.UTF_8));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Lines by a pipe: wrong ones, a huge one, and the server is asked whether it lives. */
  private void pipes() {
    Map<String, Integer> bad = new TreeMap<>();
    bad.put("{", ProtocolException.PARSE_ERROR);
    bad.put("[]", ProtocolException.INVALID_REQUEST);
    bad.put(
        "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}", ProtocolException.INVALID_REQUEST);
    bad.put("x".repeat(McpLimits.DEFAULT.frameBytesMax() + 9), ProtocolException.INVALID_REQUEST);
    try (Wire wire = new Wire(server, new Client("abuser", ""))) {
      bad.forEach((line, code) -> {
        wire.line(line);
        count++;
        if (wire.next().path("error").path("code").asInt() != code) {
          wrong.add("by a pipe: " + line.substring(0, Math.min(40, line.length())));
        }
      });
      if (!wire.request("ping", Json.object()).has("result")) {
        wrong.add("no ping");
      }
    }
  }

  /** Connections that say half of something, or ask and never read. */
  private void hold() throws IOException {
    Socket half = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
    half.getOutputStream()
        .write(
            "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Le".getBytes(StandardCharsets.UTF_8));
    held.add(half);
    Socket deaf = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
    deaf.setReceiveBufferSize(1_024);
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    String request =
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + token
            + "\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/list\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    for (int i = 0; i < 20; i++) {
      deaf.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    }
    held.add(deaf);
    count += 2;
  }

  /** How many there were. */
  int count() {
    return count;
  }

  /** What was not refused as it must be. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** Stops; what was held open is let go. */
  @Override
  public void close() {
    stopped.set(true);
    try {
      thread.join();
      for (Socket socket : held) {
        socket.close();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
