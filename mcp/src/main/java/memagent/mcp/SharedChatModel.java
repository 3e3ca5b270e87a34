package memagent.mcp;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
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
import org.jspecify.annotations.Nullable;

/**
 * One model for all processes of a person: the first one loads it, and is the host; the others are
 * its guests and ask it over a local socket. When the host is gone, the next guest that needs the
 * model loads it and is the host. Its text comes in one piece.
 *
 * <p>Memories, filters and sessions stay in each process: all that a host ever sees of its guests
 * are requests, each complete in itself, so nothing can cross between them.
 */
public final class SharedChatModel implements ChatModel {
  /*
   * Who is the host is decided by a lock on a file, which the system takes back from a process that
   * dies however it dies; the socket beside it is then stale, and the next holder of the lock
   * removes it. A request changes nothing, so one that the host's end cut off is simply asked again,
   * of the next host or by this process itself. Where sockets of this kind are not to be had, where
   * the folder cannot be used, or where a host holds the lock and does not answer, the process loads
   * the model for itself.
   */
  private static final Duration HOST_START_TIME_MAX = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ModelPlace place;
  private final String name;
  private final Supplier<ChatModel> loader;
  private @Nullable ModelHost host;
  private @Nullable ChatModel alone;
  private boolean closed;

  /** What this process is to the others. */
  public enum Standing {
    /** It has the model and lends it. */
    HOST,
    /** It asks another process. */
    GUEST,
    /** It has the model for itself. */
    ALONE
  }

  private SharedChatModel(ModelPlace place, String name, Supplier<ChatModel> loader) {
    this.place = place;
    this.name = name;
    this.loader = loader;
  }

  /**
   * Loads the model, unless another process has it already.
   *
   * @param folder where the processes of this person meet; made for its owner only
   * @param key the same for the same model and for no other one: letters and digits
   * @param name of this process, unlike any other one's
   * @param loader loads the model; what it throws, a call throws
   */
  public static SharedChatModel start(
      Path folder, String key, String name, Supplier<ChatModel> loader) {
    SharedChatModel model = new SharedChatModel(new ModelPlace(folder, key), name, loader);
    model.own();
    return model;
  }

  /** What this process is just now. */
  public synchronized Standing standing() {
    return host != null ? Standing.HOST : alone != null ? Standing.ALONE : Standing.GUEST;
  }

  @Override
  public ModelInfo info() {
    return asked(ChatModel::info, guest -> guest.info());
  }

  @Override
  public ChatResponse chat(ChatRequest request, TextListener listener, Cancellation cancellation) {
    return asked(
        own -> own.chat(request, listener, cancellation),
        guest -> {
          ModelGuest.Answer<ChatResponse> answer = guest.chat(request, cancellation);
          if (cancellation.isCancelled() && !(answer instanceof ModelGuest.Answer.Given)) {
            return new ModelGuest.Answer.Given<>(
                new ChatResponse("", TokenUsage.ZERO, FinishReason.CANCELLED));
          }
          if (answer instanceof ModelGuest.Answer.Given<ChatResponse>(ChatResponse response)
              && !response.text().isEmpty()) {
            listener.onText(response.text());
          }
          return answer;
        });
  }

  private <T> T asked(
      Function<ChatModel, T> here, Function<ModelGuest, ModelGuest.Answer<T>> there) {
    long end = System.nanoTime() + HOST_START_TIME_MAX.toNanos();
    while (true) {
      Optional<ChatModel> own = own();
      if (own.isPresent()) {
        return here.apply(own.get());
      }
      switch (there.apply(new ModelGuest(place, name))) {
        case ModelGuest.Answer.Given<T>(T value) -> {
          return value;
        }
        case ModelGuest.Answer.Refused<T>(String sentence) -> throw new ModelException(sentence);
        case ModelGuest.Answer.Absent<T> _ -> {
          // It is starting or ending: soon it answers, or its lock is free.
          if (System.nanoTime() > end) {
            return here.apply(alone());
          }
          LockSupport.parkNanos(PAUSE.toNanos());
        }
        case ModelGuest.Answer.Silent<T> _ -> {
          return here.apply(alone());
        }
      }
    }
  }

  /** The model, where this process has it or can be the host; loads it then. */
  private synchronized Optional<ChatModel> own() {
    if (closed) {
      throw new ModelException("The model was closed and cannot answer any more.");
    }
    if (alone != null) {
      return Optional.of(alone);
    }
    if (host != null) {
      return Optional.of(host.lent(name));
    }
    ModelHost begun;
    try {
      Optional<ModelPlace.Claim> claim = place.claim();
      if (claim.isEmpty()) {
        return Optional.empty();
      }
      begun = ModelHost.listen(claim.get());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of(alone());
    }
    try {
      begun.load(loader);
    } catch (RuntimeException e) {
      begun.close();
      throw e;
    }
    host = begun;
    return Optional.of(begun.lent(name));
  }

  private synchronized ChatModel alone() {
    if (alone == null) {
      alone = loader.get();
    }
    return alone;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (host != null) {
      host.close();
      host = null;
    }
    if (alone != null) {
      alone.close();
      alone = null;
    }
  }
}
