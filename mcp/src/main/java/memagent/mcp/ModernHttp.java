package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import memagent.model.Cancellation;

/** The stateless era over HTTP: one POST, one answer or one stream. Goes with {@link ModernEra}. */
final class ModernHttp {
  /*
   * An answer that is ready at once is plain JSON. The first notification, or two seconds of work,
   * turn it into a stream; from then on a comment a second finds out whether somebody still listens,
   * since a closed stream is this era's cancellation.
   */
  private static final int QUIET_MILLIS = 2_000;
  private static final int HEARTBEAT_MILLIS = 1_000;
  private static final Set<String> NAMED = Set.of("tools/call", "prompts/get", "resources/read");

  private final ModernEra era;

  ModernHttp(ModernEra era) {
    this.era = era;
  }

  void answer(
      HttpServletRequest request, HttpServletResponse response, ObjectNode message, Client client)
      throws IOException {
    if (!message.has("id")) {
      response.setStatus(202);
      return;
    }
    String mismatch = mismatch(request, message);
    if (!mismatch.isEmpty()) {
      ObjectNode error = Json.object("code", ModernEra.HEADER_MISMATCH, "message", mismatch);
      HttpGate.write(
          response, 400, Json.object("jsonrpc", "2.0", "id", message.path("id"), "error", error));
      return;
    }
    Cancellation cancellation = new Cancellation();
    Stream stream = new Stream(response);
    CompletableFuture<ModernEra.Reply> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("mcp-modern")
        .start(() -> {
          try {
            answer.complete(era.answer(message, client, stream::send, cancellation));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    finish(message, stream, wait(answer, stream, cancellation));
  }

  /** The reply; a failure of ours is one as well. */
  private static CompletableFuture<ModernEra.Reply> wait(
      CompletableFuture<ModernEra.Reply> answer, Stream stream, Cancellation cancellation) {
    int wait = QUIET_MILLIS;
    while (true) {
      try {
        answer.get(wait, TimeUnit.MILLISECONDS);
        return answer;
      } catch (TimeoutException e) {
        wait = HEARTBEAT_MILLIS;
        if (!cancellation.isCancelled() && !stream.beat()) {
          cancellation.cancel();
        }
      } catch (ExecutionException e) {
        return answer;
      } catch (InterruptedException e) {
        cancellation.cancel();
        Thread.currentThread().interrupt();
        return answer;
      }
    }
  }

  private static void finish(
      ObjectNode message, Stream stream, CompletableFuture<ModernEra.Reply> answer)
      throws IOException {
    ModernEra.Reply reply;
    try {
      reply = answer.join();
    } catch (RuntimeException e) {
      ObjectNode error =
          Json.object("code", ProtocolException.INTERNAL_ERROR, "message", "The request failed.");
      reply =
          new ModernEra.Reply(
              Json.object("jsonrpc", "2.0", "id", message.path("id"), "error", error), false);
    }
    int status =
        reply.isMalformed() ? 400 : reply.code() == ProtocolException.METHOD_NOT_FOUND ? 404 : 200;
    stream.end(status, reply.message());
  }

  /** What of the headers says something else than the body; empty if nothing does. */
  private static String mismatch(HttpServletRequest request, ObjectNode message) {
    String method = message.path("method").asText();
    String version = ModernEra.version(message);
    if (version.isEmpty()) {
      // The body itself is malformed, and says so.
      return "";
    }
    if (!HttpGate.header(request, "MCP-Protocol-Version").equals(version)) {
      return "The header MCP-Protocol-Version is not the body's protocolVersion.";
    }
    if (!HttpGate.header(request, "Mcp-Method").equals(method)) {
      return "The header Mcp-Method is not the body's method.";
    }
    ObjectNode params = Json.objectOf(message.path("params"));
    String name = params.path(method.equals("resources/read") ? "uri" : "name").asText("");
    boolean named = NAMED.contains(method) && !name.isEmpty();
    return named && !decoded(HttpGate.header(request, "Mcp-Name")).equals(name)
        ? "The header Mcp-Name is not what the body names."
        : "";
  }

  /** A header's value; {@code =?base64?...?=} carries what no header can. */
  private static String decoded(String value) {
    if (!value.startsWith("=?base64?") || !value.endsWith("?=") || value.length() < 11) {
      return value;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(value.substring(9, value.length() - 2));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  /** A response that becomes a stream of events when something is told before the end. */
  private static final class Stream {
    private final HttpServletResponse response;
    private boolean streaming;
    private boolean ended;

    Stream(HttpServletResponse response) {
      this.response = response;
    }

    synchronized void send(ObjectNode message) {
      if (ended) {
        return;
      }
      try {
        event("event: message\ndata: " + Json.write(message) + "\n\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Whether somebody listens. */
    synchronized boolean beat() {
      try {
        event(":\n\n");
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    synchronized void end(int status, ObjectNode message) throws IOException {
      if (streaming) {
        event("event: message\ndata: " + Json.write(message) + "\n\n");
      } else {
        HttpGate.write(response, status, message);
      }
      ended = true;
    }

    private void event(String text) throws IOException {
      if (!streaming) {
        streaming = true;
        response.setStatus(200);
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("X-Accel-Buffering", "no");
      }
      response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      response.getOutputStream().flush();
    }
  }
}
