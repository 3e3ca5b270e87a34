package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import memagent.model.Cancellation;
import memagent.model.ChatModel;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.FinishReason;
import memagent.model.ModelException;
import memagent.model.ModelInfo;
import memagent.model.TextListener;
import memagent.model.TokenUsage;

/** Lends this process's model to its guests, who take turns with the process itself. */
final class ModelHost implements AutoCloseable {
  /*
   * A guest that is stopped half way must not hold the model: while it is worked for it gets nothing
   * but signs of life, a few bytes that fit into the socket's buffer for days, and the answer goes
   * out when the model is free again.
   */
  private static final Duration BEAT_PERIOD = Duration.ofSeconds(2);
  private static final int FRAME_BYTES_MAX = 16_000_000;
  private static final int WAITING_COUNT_MAX = 1_000;
  private static final int GUEST_COUNT_MAX = 256;

  private final ModelPlace.Claim claim;
  private final ServerSocketChannel socket;
  private final FairTurns turns = new FairTurns(1, WAITING_COUNT_MAX);
  private final CompletableFuture<ChatModel> model = new CompletableFuture<>();
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  private ModelHost(ModelPlace.Claim claim, ServerSocketChannel socket) {
    this.claim = claim;
    this.socket = socket;
  }

  /**
   * Listens for guests, who wait until the model is loaded.
   *
   * @throws IOException if the socket cannot be made; the claim is then given back
   * @throws UnsupportedOperationException where there are no such sockets
   */
  static ModelHost listen(ModelPlace.Claim claim) throws IOException {
    ServerSocketChannel socket = null;
    try {
      socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      socket.bind(UnixDomainSocketAddress.of(claim.socket()));
      ModelHost host = new ModelHost(claim, socket);
      Thread.ofVirtual().name("model-host").start(host::accept);
      return host;
    } catch (IOException | UnsupportedOperationException e) {
      if (socket != null) {
        socket.close();
      }
      claim.close();
      throw e;
    }
  }

  /** Loads the model; guests hear of a failure too. */
  void load(Supplier<ChatModel> loader) {
    try {
      model.complete(loader.get());
    } catch (RuntimeException e) {
      model.completeExceptionally(e);
      throw e;
    }
  }

  /** The model as this process itself uses it; closing it closes nothing. */
  ChatModel lent(String name) {
    return new ChatModel() {
      @Override
      public ModelInfo info() {
        return model.join().info();
      }

      @Override
      public ChatResponse chat(
          ChatRequest request, TextListener listener, Cancellation cancellation) {
        return inTurn(name, request, listener, cancellation);
      }

      @Override
      public void close() {}
    };
  }

  private ChatResponse inTurn(
      String name, ChatRequest request, TextListener listener, Cancellation cancellation) {
    try {
      if (!turns.take(name, cancellation)) {
        return new ChatResponse("", TokenUsage.ZERO, FinishReason.CANCELLED);
      }
    } catch (McpException e) {
      throw new ModelException(String.valueOf(e.getMessage()), e);
    }
    try {
      return model.join().chat(request, listener, cancellation);
    } finally {
      turns.give();
    }
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel guest = socket.accept();
        if (open.size() >= GUEST_COUNT_MAX) {
          guest.close();
          continue;
        }
        open.add(guest);
        Thread.ofVirtual().name("model-guest").start(() -> serve(guest));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(SocketChannel guest) {
    try (guest) {
      InputStream in = Channels.newInputStream(guest);
      JsonNode frame = read(in);
      Cancellation cancellation = new Cancellation();
      CompletableFuture<ObjectNode> answer = new CompletableFuture<>();
      // Whatever else a guest sends, and its end, mean that it has given up.
      Thread.ofVirtual().name("model-guest-end").start(() -> awaitEnd(in, cancellation));
      Thread.ofVirtual().name("model-work").start(() -> answer.complete(work(frame, cancellation)));
      while (true) {
        try {
          send(guest, answer.get(BEAT_PERIOD.toMillis(), TimeUnit.MILLISECONDS));
          return;
        } catch (TimeoutException e) {
          send(guest, ModelFrames.beat());
        }
      }
    } catch (IOException | java.util.concurrent.ExecutionException e) {
      // The guest is gone: awaitEnd has cancelled what it wanted.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(guest);
    }
  }

  private static void awaitEnd(InputStream in, Cancellation cancellation) {
    try {
      int end = in.read();
      if (end >= 0) {
        in.close();
      }
    } catch (IOException e) {
      // The same as its end.
      cancellation.cancel();
    }
    cancellation.cancel();
  }

  private ObjectNode work(JsonNode frame, Cancellation cancellation) {
    try {
      if (!frame.has(ModelFrames.CHAT)) {
        return ModelFrames.infoReply(model.join().info());
      }
      ChatRequest request = ModelFrames.request(frame.path(ModelFrames.CHAT));
      String name = frame.path(ModelFrames.GUEST).asText();
      return ModelFrames.reply(inTurn(name, request, TextListener.NONE, cancellation));
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return ModelFrames.failed(String.valueOf(cause.getMessage()));
    } catch (ModelException | IOException e) {
      return ModelFrames.failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return ModelFrames.failed("The model failed: " + e.getMessage() + ".");
    }
  }

  private static JsonNode read(InputStream in) throws IOException {
    java.io.BufferedInputStream buffered = new java.io.BufferedInputStream(in);
    java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
    for (int next = buffered.read(); next != '\n'; next = buffered.read()) {
      if (next < 0 || line.size() >= FRAME_BYTES_MAX) {
        throw new IOException("A guest sent no whole line.");
      }
      line.write(next);
    }
    return Json.read(line.toByteArray());
  }

  private static void send(SocketChannel guest, ObjectNode frame) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(ModelFrames.line(frame));
    while (bytes.hasRemaining()) {
      guest.write(bytes);
    }
  }

  /** Ends the lending; guests whose question is cut off ask the next host. */
  @Override
  public void close() {
    closeQuietly(socket);
    open.forEach(ModelHost::closeQuietly);
    claim.close();
    if (model.isDone() && !model.isCompletedExceptionally()) {
      model.join().close();
    }
  }

  private static void closeQuietly(java.nio.channels.Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It ends with the process.
      return;
    }
  }
}
