package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** One of the clients of a load, by any of the three ways to talk to a server. */
interface LoadClient extends AutoCloseable {
  String META = "io.modelcontextprotocol/";

  /** The response to a request: a result or an error. */
  JsonNode request(String method, ObjectNode params);

  /** Sends a request and goes away without waiting; the client is of no use afterwards. */
  void drop(String method, ObjectNode params);

  @Override
  void close();

  /** Over pipes, with a session. */
  static LoadClient pipes(McpServer server, Client client) {
    Wire wire = new Wire(server, client);
    wire.hello(Json.object());
    return new LoadClient() {
      @Override
      public JsonNode request(String method, ObjectNode params) {
        return wire.request(method, params);
      }

      @Override
      public void drop(String method, ObjectNode params) {
        wire.begin(method, params);
        wire.cut();
      }

      @Override
      public void close() {
        wire.close();
      }
    };
  }

  /** Over HTTP, with a session or, in the stateless era, without. */
  static LoadClient http(URI address, String token, boolean isModern) {
    Http http = new Http(address, token, isModern);
    if (!isModern) {
      http.hello();
    }
    return http;
  }

  /** Both eras by HTTP. */
  final class Http implements LoadClient {
    private final URI address;
    private final String token;
    private final boolean isModern;
    private final HttpClient http = HttpClient.newHttpClient();
    private String session = "";
    private int ids;

    private Http(URI address, String token, boolean isModern) {
      this.address = address;
      this.token = token;
      this.isModern = isModern;
    }

    private void hello() {
      HttpResponse<String> response =
          send(
              "initialize",
              message(
                  "initialize",
                  Json.object(
                      "protocolVersion",
                      "2025-11-25",
                      "capabilities",
                      Map.of(),
                      "clientInfo",
                      Map.of("name", "load", "version", "1"))));
      session = response.headers().firstValue("Mcp-Session-Id").orElseThrow();
      ObjectNode ready = Json.object("jsonrpc", "2.0", "method", "notifications/initialized");
      send("notifications/initialized", ready);
    }

    private ObjectNode message(String method, ObjectNode params) {
      ids++;
      ObjectNode sent = params.deepCopy();
      if (isModern) {
        sent.set(
            "_meta",
            Json.object(
                META + "protocolVersion",
                ModernEra.VERSION,
                META + "clientCapabilities",
                Map.of()));
      }
      return Json.object("jsonrpc", "2.0", "id", ids, "method", method, "params", sent);
    }

    private Map<String, String> headers(ObjectNode message) {
      Map<String, String> headers = new TreeMap<>();
      headers.put("Authorization", "Bearer " + token);
      headers.put("Accept", "application/json, text/event-stream");
      headers.put("Content-Type", "application/json");
      headers.put("MCP-Protocol-Version", isModern ? ModernEra.VERSION : "2025-11-25");
      String method = message.path("method").asText();
      if (isModern) {
        headers.put("Mcp-Method", method);
        JsonNode params = message.path("params");
        String name = params.path(method.equals("resources/read") ? "uri" : "name").asText("");
        if (!name.isEmpty()) {
          headers.put("Mcp-Name", name);
        }
      } else if (!session.isEmpty()) {
        headers.put("Mcp-Session-Id", session);
      }
      return headers;
    }

    private HttpResponse<String> send(String method, ObjectNode message) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address)
              .POST(HttpRequest.BodyPublishers.ofString(Json.write(message)));
      headers(message).forEach(request::header);
      try {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      } catch (IOException e) {
        throw new UncheckedIOException(method, e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public JsonNode request(String method, ObjectNode params) {
      ObjectNode message = message(method, params);
      String body = send(method, message).body();
      String found =
          body.lines()
              .filter(line -> line.startsWith("data:") && line.contains("\"id\":" + ids))
              .map(line -> line.substring("data:".length()))
              .findFirst()
              .orElse(body);
      try {
        return Json.read(found.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new AssertionError("no answer to " + message + ": " + body, e);
      }
    }

    @Override
    public void drop(String method, ObjectNode params) {
      ObjectNode message = message(method, params);
      byte[] body = Json.write(message).getBytes(StandardCharsets.UTF_8);
      StringBuilder head =
          new StringBuilder("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: ");
      head.append(body.length).append("\r\n");
      headers(message)
          .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      head.append("\r\n");
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
        socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      http.close();
    }

    @Override
    public void close() {
      if (!session.isEmpty()) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).DELETE();
        request.header("Authorization", "Bearer " + token).header("Mcp-Session-Id", session);
        try {
          http.send(request.build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      http.close();
    }
  }
}
