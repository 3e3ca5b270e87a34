package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Function;
import memagent.model.Cancellation;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.ModelInfo;

/** Asks another process's model: one connection a question, which is cancelled by closing it. */
final class ModelGuest {
  /** A host says every two seconds that it is alive. */
  private static final Duration SILENCE_TIME_MAX = Duration.ofSeconds(20);

  private static final int BUFFER_BYTES = 8_192;

  private final ModelPlace place;
  private final String name;

  ModelGuest(ModelPlace place, String name) {
    this.place = place;
    this.name = name;
  }

  /** What came of asking. */
  sealed interface Answer<T> {
    record Given<T>(T value) implements Answer<T> {}

    /** The model itself cannot answer. */
    record Refused<T>(String sentence) implements Answer<T> {}

    /** There is no host, or it ended before it answered. */
    record Absent<T>() implements Answer<T> {}

    /** The host is there and does not move. */
    record Silent<T>() implements Answer<T> {}
  }

  Answer<ModelInfo> info() {
    return ask(ModelFrames.infoRequest(), new Cancellation(), ModelFrames::info);
  }

  Answer<ChatResponse> chat(ChatRequest request, Cancellation cancellation) {
    return ask(ModelFrames.chatRequest(name, request), cancellation, ModelFrames::response);
  }

  private <T> Answer<T> ask(
      ObjectNode frame, Cancellation cancellation, Function<JsonNode, T> read) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(place.address());
      ByteBuffer bytes = ByteBuffer.wrap(ModelFrames.line(frame));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.configureBlocking(false);
      try (Selector selector = Selector.open();
          Cancellation.Registration _ = cancellation.onCancel(selector::wakeup)) {
        channel.register(selector, SelectionKey.OP_READ);
        return await(channel, selector, cancellation, read);
      }
    } catch (IOException e) {
      return new Answer.Absent<>();
    }
  }

  private static <T> Answer<T> await(
      SocketChannel channel,
      Selector selector,
      Cancellation cancellation,
      Function<JsonNode, T> read)
      throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (true) {
      int ready = selector.select(SILENCE_TIME_MAX.toMillis());
      if (cancellation.isCancelled()) {
        return new Answer.Absent<>();
      }
      if (ready == 0) {
        return new Answer.Silent<>();
      }
      selector.selectedKeys().clear();
      if (channel.read(buffer.clear()) < 0) {
        return new Answer.Absent<>();
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next != '\n') {
          line.write(next);
          continue;
        }
        JsonNode frame = Json.read(line.toByteArray());
        line.reset();
        if (frame.has(ModelFrames.FAILED)) {
          return new Answer.Refused<>(frame.path(ModelFrames.FAILED).asText());
        }
        if (frame.has(ModelFrames.DONE)) {
          return new Answer.Given<>(read.apply(frame.path(ModelFrames.DONE)));
        }
      }
    }
  }
}
