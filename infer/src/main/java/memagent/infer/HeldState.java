package memagent.infer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A conversation's KV state outside the context. */
final class HeldState implements AutoCloseable {
  private final int[] tokens;
  private final MemorySegment state;
  private final Arena arena;

  /**
   * A state.
   *
   * @param arena holds {@code state} and is closed with this
   */
  HeldState(int[] tokens, MemorySegment state, Arena arena) {
    this.tokens = tokens;
    this.state = state;
    this.arena = arena;
  }

  int[] tokens() {
    return tokens;
  }

  MemorySegment state() {
    return state;
  }

  long bytes() {
    return state.byteSize();
  }

  int common(int[] other) {
    int most = Math.min(tokens.length, other.length);
    int mismatch = Arrays.mismatch(tokens, 0, most, other, 0, most);
    return mismatch < 0 ? most : mismatch;
  }

  @Override
  public void close() {
    arena.close();
  }
}
