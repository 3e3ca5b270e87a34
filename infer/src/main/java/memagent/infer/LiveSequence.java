package memagent.infer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What sequence 0 of a context holds: the tokens whose KV state is there, in step with the native
 * side. One thread at a time.
 */
final class LiveSequence {
  private final NativeContext context;
  private final TokenList tokens = new TokenList();

  LiveSequence(NativeContext context) {
    this.context = context;
  }

  TokenList tokens() {
    return tokens;
  }

  int size() {
    return tokens.size();
  }

  /** How many tokens of {@code prompt} need not be computed. */
  int usable(Prompt prompt) {
    return prompt.resume(tokens.common(prompt.tokens()));
  }

  /** Keeps the first {@code count} tokens. */
  void keep(int count) {
    tokens.truncate(count);
    context.truncate(0, count);
  }

  /**
   * Computes the prompt from where the live tokens end.
   *
   * @param until where to stop, the prompt's end or where it {@linkplain Prompt#isLong can be cut}
   * @return the row of the last token's logits, or -1 if the work was aborted
   */
  int compute(Prompt prompt, int until) {
    int row = -1;
    while (size() < until) {
      int from = size();
      int end = prompt.batchEnd(from, until, context.batchTokensMax());
      if (prompt.isRead(from)) {
        context.readPrompts();
      } else {
        context.writeTokens();
      }
      context.clearBatch();
      for (int i = from; i < end; i++) {
        row = context.add(prompt.tokens()[i], i, 0, i == prompt.length() - 1);
      }
      if (context.decode() == NativeContext.Outcome.ABORTED) {
        context.truncate(0, from);
        return -1;
      }
      tokens.addAll(prompt.tokens(), from, end);
    }
    return row;
  }

  /** Computes one generated token and guesses behind it; row 0 belongs to the token. */
  NativeContext.Outcome extend(int token, int[] guesses) {
    context.writeTokens();
    context.clearBatch();
    int _ = context.add(token, size(), 0, true);
    for (int i = 0; i < guesses.length; i++) {
      int _ = context.add(guesses[i], size() + 1 + i, 0, true);
    }
    NativeContext.Outcome outcome = context.decode();
    if (outcome == NativeContext.Outcome.DONE) {
      tokens.add(token);
    } else {
      context.truncate(0, size());
    }
    return outcome;
  }

  /** Counts a guess as generated. */
  void confirm(int guess) {
    tokens.add(guess);
  }

  /** Removes guesses that were not confirmed. */
  void settle() {
    context.truncate(0, size());
  }

  /** Copies tokens and state out. */
  HeldState save() {
    Arena arena = Arena.ofShared();
    return new HeldState(tokens.toArray(), context.saveState(0, arena), arena);
  }

  /** Replaces everything by a saved state; on failure nothing is live. */
  boolean restore(int[] savedTokens, MemorySegment state) {
    boolean done = context.restoreState(0, state, savedTokens.length);
    tokens.truncate(0);
    if (done) {
      tokens.addAll(savedTokens, 0, savedTokens.length);
    }
    return done;
  }
}
