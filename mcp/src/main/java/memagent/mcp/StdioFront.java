package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransport;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import memagent.model.Cancellation;
import reactor.core.publisher.Mono;

/** One client at the other end of two streams, one message a line. */
final class StdioFront {
  /*
   * The SDK's own stdio transport ends the server at the first line that is not JSON and cannot
   * tell the eras apart, so the lines are read here and only the session is the SDK's. Each request
   * has a virtual thread; notifications and responses are handled in order, by the reader, since a
   * cancellation must not wait behind what it cancels.
   */
  private static final Duration DRAIN_TIME_MAX = Duration.ofSeconds(5);
  private static final String INITIALIZED = "notifications/initialized";

  private final String name;
  private final SdkEra sdk;
  private final ModernEra modern;
  private final Map<String, Cancellation> modernRunning = new ConcurrentHashMap<>();
  private final McpLimits limits;
  private final Client client;
  private final InputStream in;
  private final OutputStream out;
  private final Semaphore calls;
  private final Phaser running = new Phaser(1);
  private final Object writing = new Object();
  private final McpServerSession session;
  private volatile boolean introduced;
  private boolean initialized;

  /** A front whose session has this name, which no other one has. */
  StdioFront(
      String name,
      SdkEra sdk,
      ModernEra modern,
      McpLimits limits,
      Client client,
      InputStream in,
      OutputStream out) {
    this.name = name;
    this.sdk = sdk;
    this.modern = modern;
    this.limits = limits;
    this.client = client;
    this.in = new BufferedInputStream(in);
    this.out = out;
    this.calls = new Semaphore(limits.parallelCallCountMax());
    this.session = sdk.session(name, new Transport());
  }

  /** Serves until the client closes its stream; then lets short requests end and stops the rest. */
  void serve() {
    try {
      for (Line line = read(); line != null; line = read()) {
        take(line);
      }
    } catch (IOException e) {
      // The client is gone; what it asked for is stopped below.
      introduced = false;
    }
    drain();
    modernRunning.values().forEach(Cancellation::cancel);
    sdk.close(name);
    session.close();
  }

  private void drain() {
    int phase = running.arrive();
    try {
      running.awaitAdvanceInterruptibly(phase, DRAIN_TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      // Stopped by the caller.
      return;
    }
  }

  /** A line of input; a line that is too long has no bytes. */
  private static final class Line {
    final byte[] bytes;
    final boolean isTooLong;

    Line(byte[] bytes, boolean isTooLong) {
      this.bytes = bytes;
      this.isTooLong = isTooLong;
    }
  }

  private @org.jspecify.annotations.Nullable Line read() throws IOException {
    byte[] buffer = new byte[8_192];
    int length = 0;
    boolean tooLong = false;
    while (true) {
      int next = in.read();
      if (next < 0 && length == 0 && !tooLong) {
        return null;
      }
      if (next < 0 || next == '\n') {
        return new Line(tooLong ? new byte[0] : java.util.Arrays.copyOf(buffer, length), tooLong);
      }
      if (length >= limits.frameBytesMax()) {
        tooLong = true;
      }
      if (!tooLong) {
        if (length == buffer.length) {
          buffer = java.util.Arrays.copyOf(buffer, Math.min(limits.frameBytesMax(), 2 * length));
        }
        buffer[length++] = (byte) next;
      }
    }
  }

  private void take(Line line) throws IOException {
    if (line.isTooLong) {
      fail(
          null,
          ProtocolException.INVALID_REQUEST,
          "A message has more than %,d bytes (frameBytesMax); send less at once."
              .formatted(limits.frameBytesMax()));
      return;
    }
    String text = new String(line.bytes, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return;
    }
    JsonNode message;
    try {
      message = Json.read(line.bytes);
    } catch (IOException e) {
      fail(null, ProtocolException.PARSE_ERROR, "A line is not JSON.");
      return;
    }
    if (!(message instanceof ObjectNode object) || !"2.0".equals(object.path("jsonrpc").asText())) {
      fail(null, ProtocolException.INVALID_REQUEST, "A line is no JSON-RPC 2.0 message.");
      return;
    }
    route(object);
  }

  private void route(ObjectNode message) throws IOException {
    JsonNode id = message.get("id");
    boolean isRequest = message.has("method") && message.has("id");
    if (isRequest && !(id.isTextual() || id.isIntegralNumber())) {
      fail(
          null,
          ProtocolException.INVALID_REQUEST,
          "A request's id must be text or a whole number.");
      return;
    }
    if (message.path("method").asText().equals("notifications/cancelled")) {
      Cancellation cancellation =
          modernRunning.get(message.path("params").path("requestId").asText());
      if (cancellation != null) {
        cancellation.cancel();
        return;
      }
    }
    if (isRequest && ModernEra.speaks(message)) {
      answer(message);
      return;
    }
    if (!isRequest) {
      initialized |= message.path("method").asText().equals(INITIALIZED);
      handle(message, "").onErrorComplete().block();
      return;
    }
    String method = message.path("method").asText();
    if (method.equals("ping")) {
      send(Json.object("jsonrpc", "2.0", "id", id, "result", Json.object()));
      return;
    }
    if (method.equals("initialize")) {
      handle(message, id.asText()).block();
      introduced = true;
      return;
    }
    if (!introduced) {
      fail(id, ProtocolException.INVALID_REQUEST, "The first request must be 'initialize'.");
      return;
    }
    if (!initialized) {
      // The SDK's session lets requests wait for it, for ever if the client leaves it out.
      initialized = true;
      handle(Json.object("jsonrpc", "2.0", "method", INITIALIZED), "").onErrorComplete().block();
    }
    if (!calls.tryAcquire()) {
      fail(id, ProtocolException.INTERNAL_ERROR, busy());
      return;
    }
    running.register();
    Thread.ofVirtual()
        .name("mcp-" + method)
        .start(() -> {
          try {
            handle(message, id.asText()).onErrorComplete().block();
          } catch (IOException e) {
            // The client is gone, and the reader will notice.
            introduced = false;
          } finally {
            calls.release();
            running.arriveAndDeregister();
          }
        });
  }

  /** A request of the stateless era; a cancelled one gets no answer. */
  private void answer(ObjectNode message) throws IOException {
    String id = message.path("id").asText();
    boolean listens = message.path("method").asText().equals("subscriptions/listen");
    if (!listens && !calls.tryAcquire()) {
      fail(message.get("id"), ProtocolException.INTERNAL_ERROR, busy());
      return;
    }
    Cancellation cancellation = new Cancellation();
    modernRunning.put(id, cancellation);
    if (!listens) {
      running.register();
    }
    Thread.ofVirtual()
        .name("mcp-modern")
        .start(() -> {
          try {
            ModernEra.Reply reply = modern.answer(message, client, this::tell, cancellation);
            if (!cancellation.isCancelled()) {
              tell(reply.message());
            }
          } catch (UncheckedIOException e) {
            cancellation.cancel();
          } finally {
            modernRunning.remove(id, cancellation);
            if (!listens) {
              calls.release();
              running.arriveAndDeregister();
            }
          }
        });
  }

  private void tell(ObjectNode message) {
    try {
      send(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String busy() {
    return "%d requests are being worked on (parallelCallCountMax): wait for one of them."
        .formatted(limits.parallelCallCountMax());
  }

  private Mono<Void> handle(ObjectNode message, String id) throws IOException {
    try {
      McpSchema.JSONRPCMessage parsed =
          McpSchema.deserializeJsonRpcMessage(SdkEra.MAPPER, Json.write(message));
      return session
          .handle(parsed)
          .contextWrite(context ->
              context.put(McpTransportContext.KEY, new Connection(client, id).context()));
    } catch (IllegalArgumentException e) {
      fail(
          message.get("id"),
          ProtocolException.INVALID_REQUEST,
          "A message is no JSON-RPC message.");
      return Mono.empty();
    }
  }

  private void fail(@org.jspecify.annotations.Nullable JsonNode id, int code, String sentence)
      throws IOException {
    ObjectNode response = Json.object("jsonrpc", "2.0");
    response.set("id", id);
    response.set("error", Json.object("code", code, "message", sentence));
    send(response);
  }

  private void send(Object message) throws IOException {
    byte[] line = (Json.write(message) + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (writing) {
      out.write(line);
      out.flush();
    }
  }

  /** How the SDK's session sends. */
  private final class Transport implements McpServerTransport {
    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
      return Mono.fromRunnable(() -> {
        try {
          send(message);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
      return SdkEra.MAPPER.convertValue(data, type);
    }

    @Override
    public Mono<Void> closeGracefully() {
      return Mono.empty();
    }
  }
}
