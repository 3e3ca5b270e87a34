package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A client at the other end of a server's two streams. */
final class Wire implements AutoCloseable {
  private final OutputStream toServer;
  private final BufferedReader fromServer;
  private final Thread serving;
  private final List<ObjectNode> notifications = new ArrayList<>();
  private int ids;

  Wire(McpServer server, Client client) {
    try {
      // The JDK's piped streams break when the thread that wrote last has ended.
      Pipe questions = Pipe.open();
      Pipe answers = Pipe.open();
      toServer = Channels.newOutputStream(questions.sink());
      InputStream in = Channels.newInputStream(questions.source());
      OutputStream out = Channels.newOutputStream(answers.sink());
      fromServer =
          new BufferedReader(
              new InputStreamReader(
                  Channels.newInputStream(answers.source()), StandardCharsets.UTF_8));
      serving =
          Thread.ofPlatform()
              .start(() -> {
                server.serve(client, in, out);
                try {
                  out.close();
                  in.close();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Introduces the client with these capabilities. */
  ObjectNode hello(ObjectNode capabilities) {
    ObjectNode answer =
        request(
            "initialize",
            Json.object(
                "protocolVersion",
                "2025-11-25",
                "capabilities",
                capabilities,
                "clientInfo",
                Map.of("name", "test", "version", "1")));
    send(Json.object("jsonrpc", "2.0", "method", "notifications/initialized"));
    return answer;
  }

  void line(String text) {
    try {
      toServer.write((text + "\n").getBytes(StandardCharsets.UTF_8));
      toServer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(ObjectNode message) {
    line(Json.write(message));
  }

  /** Sends a request and gives its id. */
  int begin(String method, ObjectNode params) {
    int id = ++ids;
    send(Json.object("jsonrpc", "2.0", "id", id, "method", method, "params", params));
    return id;
  }

  /** The response to a request; notifications before it are kept. */
  ObjectNode request(String method, ObjectNode params) {
    int id = begin(method, params);
    while (true) {
      ObjectNode message = next();
      if (message.path("id").asInt(-1) == id && !message.has("method")) {
        return message;
      }
      notifications.add(message);
    }
  }

  /** What a tool answers. */
  ObjectNode call(String tool, Object... arguments) {
    return (ObjectNode)
        request("tools/call", Json.object("name", tool, "arguments", Json.object(arguments)))
            .path("result");
  }

  ObjectNode next() {
    try {
      String line = fromServer.readLine();
      if (line == null) {
        throw new AssertionError("the server has closed its stream");
      }
      JsonNode message = Json.read(line.getBytes(StandardCharsets.UTF_8));
      return (ObjectNode) message;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<ObjectNode> notifications() {
    return notifications;
  }

  /** Goes away without a word, as a process that is killed does. */
  void cut() {
    try {
      fromServer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    close();
  }

  @Override
  public void close() {
    try {
      toServer.close();
      serving.join();
      fromServer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
