package memagent.app;

import java.util.Optional;
import memagent.model.Cancellation;

/** Where a conversation's lines come from. */
interface ChatInput extends AutoCloseable {

  /** The next line; empty when the person leaves. Blocks. */
  Optional<String> next();

  /** Columns of the terminal now; 0 where there is none. */
  int columns();

  /**
   * Watches the keyboard while a question is worked on: Ctrl-C cancels, a key unfolds.
   *
   * @return ends the watch; always closed before {@link #next()}
   */
  Watch watch(Cancellation cancellation, Runnable unfold);

  /** Leaves the terminal as it was found. */
  @Override
  void close();

  /** The watch over one question. */
  @FunctionalInterface
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
