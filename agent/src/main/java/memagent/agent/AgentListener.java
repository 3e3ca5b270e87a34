package memagent.agent;

import java.util.List;
import memagent.vault.VaultChange;
import memagent.vault.WithheldSecret;

/**
 * Watches a question while it is worked on, on the thread that called {@link Agent#run}. Every
 * method does nothing by default.
 */
public interface AgentListener {

  /** Watches nothing. */
  AgentListener NONE = new AgentListener() {};

  /** What a piece of streamed text belongs to. */
  enum Part {
    THOUGHT,
    CODE,
    REPLY
  }

  /** The first look showed lines of these notes; never empty, the one that matters most last. */
  default void looked(List<String> paths) {}

  /** A turn begins; the first is 1. */
  default void turnStarted(int turn) {}

  /** The next piece of a part, without its tags; never empty. Not yet filtered nor repaired. */
  default void text(Part part, String delta) {}

  /** A block is about to run. */
  default void blockStarted(int turn, String code) {}

  /** A block has run; {@code result} is what the model sees. */
  default void blockFinished(int turn, String result, boolean kept) {}

  /**
   * Whether what a block would change may be written; never empty. A false drops all of it, and the
   * model is told. May wait for a person.
   */
  default boolean mayChange(List<VaultChange> changes) {
    return true;
  }

  /**
   * Whether changes may be written that the person's words do not ask for, after text from outside
   * was read: it may be obeyed. A true needs the person's own yes; without it all is dropped, and
   * the model is told.
   *
   * @param why one sentence for the person
   */
  default boolean mayChangeUnasked(List<VaultChange> changes, String why) {
    return false;
  }

  /** A block's changes are on disk; never empty. */
  default void changed(List<VaultChange> changes) {}

  /** Secrets that a block wanted to write were masked or refused; never empty. */
  default void withheld(List<WithheldSecret> secrets) {}

  /** The model was told what was wrong with its turn, or its turn is drawn again. */
  default void hinted(int turn, String hint) {}
}
