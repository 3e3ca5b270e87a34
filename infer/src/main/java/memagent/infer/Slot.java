package memagent.infer;

import org.jspecify.annotations.Nullable;

/** One sequence of a shared context: the tokens whose KV state it holds, and its work. */
final class Slot {
  private final int sequence;
  private final TokenList tokens = new TokenList();
  private @Nullable SlotJob job;
  private int pending = -1;
  private int row = -1;
  private int queued;

  Slot(int sequence) {
    this.sequence = sequence;
  }

  int sequence() {
    return sequence;
  }

  TokenList tokens() {
    return tokens;
  }

  @Nullable SlotJob job() {
    return job;
  }

  void begin(SlotJob begun) {
    job = begun;
    pending = -1;
    row = -1;
  }

  void end() {
    job = null;
    pending = -1;
    row = -1;
  }

  /** Whether a drawn token waits to be computed. */
  boolean generating() {
    return pending >= 0;
  }

  /** Puts the drawn token into the batch. */
  void addPending(NativeContext context) {
    row = context.add(pending, tokens.size(), sequence, true);
    queued = 1;
  }

  /** Puts as much of the prompt into the batch as has room. */
  void addPrompt(NativeContext context, Prompt prompt) {
    row = -1;
    queued = 0;
    while (tokens.size() + queued < prompt.length()
        && context.batchTokens() < context.batchTokensMax()) {
      int position = tokens.size() + queued;
      boolean last = position == prompt.length() - 1;
      int added = context.add(prompt.tokens()[position], position, sequence, last);
      row = last ? added : -1;
      queued++;
    }
  }

  /** Counts what was put into the batch as computed. */
  void computed(Prompt prompt) {
    if (pending >= 0) {
      tokens.add(pending);
      pending = -1;
    } else {
      tokens.addAll(prompt.tokens(), tokens.size(), tokens.size() + queued);
    }
    queued = 0;
  }

  /** The row of the logits to draw from, or -1 while the prompt is not done. */
  int row() {
    return row;
  }

  void drawn(int token) {
    pending = token;
  }
}
