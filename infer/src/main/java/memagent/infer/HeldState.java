package memagent.infer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A conversation's KV state outside the context. */
final class HeldState implements AutoCloseable {
  private final int[] tokens;
  private final int promptTokens;
  private final MemorySegment state;
  private final Arena arena;

  /**
   * A state.
   *
   * @param promptTokens how many leading tokens were computed as a prompt
   * @param arena holds {@code state} and is closed with this
   */
  HeldState(int[] tokens, int promptTokens, MemorySegment state, Arena arena) {
    this.tokens = tokens;
    this.promptTokens = promptTokens;
    this.state = state;
    this.arena = arena;
  }

  int[] tokens() {
    return tokens;
  }

  int promptTokens() {
    return promptTokens;
  }

  MemorySegment state() {
    return state;
  }

  long bytes() {
    return state.byteSize();
  }

  int common(int[] other) {
    int most = Math.min(tokens.length, other.length);
    int mismatch = java.util.Arrays.mismatch(tokens, 0, most, other, 0, most);
    return mismatch < 0 ? most : mismatch;
  }

  @Override
  public void close() {
    arena.close();
  }
}
