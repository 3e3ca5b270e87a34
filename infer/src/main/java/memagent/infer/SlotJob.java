package memagent.infer;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import memagent.model.Cancellation;
import memagent.model.FinishReason;
import memagent.model.TextListener;
import org.jspecify.annotations.Nullable;

/** One completion on its way through the slots: what it needs, and what came out so far. */
final class SlotJob {
  private sealed interface Event {
    record Piece(String text) implements Event {}

    record Done(Completion completion) implements Event {}

    record Failed(RuntimeException cause) implements Event {}
  }

  private final Prompt prompt;
  private final int tokensMax;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Cancellation cancellation;
  private @Nullable Draw draw;
  private int cachedTokens;
  private volatile boolean abandoned;

  SlotJob(Prompt prompt, int tokensMax, Cancellation cancellation) {
    this.prompt = prompt;
    this.tokensMax = tokensMax;
    this.cancellation = cancellation;
  }

  Prompt prompt() {
    return prompt;
  }

  /** Where the text goes as it is drawn. */
  TextListener sink() {
    return text -> events.add(new Event.Piece(text));
  }

  void begin(Draw begun, int cached) {
    draw = begun;
    cachedTokens = cached;
  }

  boolean cancelled() {
    return abandoned || cancellation.isCancelled();
  }

  /**
   * Draws the next token.
   *
   * @return it, or -1 when the completion is over
   */
  int next(float[] logits) {
    Draw drawing = draw;
    if (drawing == null) {
      throw new IllegalStateException("The job has not begun.");
    }
    int token = drawing.next(logits);
    Optional<FinishReason> over = drawing.over(tokensMax);
    over.ifPresent(this::finish);
    return over.isPresent() ? -1 : token;
  }

  void finish(FinishReason reason) {
    Draw drawing = draw;
    if (drawing == null) {
      events.add(new Event.Done(Completion.cancelled()));
      return;
    }
    drawing.finish();
    drawing.close();
    events.add(
        new Event.Done(
            new Completion(
                prompt.tokenList(),
                drawing.tokens().toList(),
                drawing.text(),
                reason,
                cachedTokens)));
  }

  void fail(RuntimeException cause) {
    if (draw != null) {
      draw.close();
    }
    events.add(new Event.Failed(cause));
  }

  /** Hands the text to the listener on the calling thread until the completion is over. */
  Completion await(TextListener listener) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          switch (events.take()) {
            case Event.Piece(String text) -> listener.onText(text);
            case Event.Done(Completion completion) -> {
              return completion;
            }
            case Event.Failed(RuntimeException cause) -> throw cause;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      abandoned = true;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
