package memagent.infer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A conversation's KV state outside the context.
 *
 * @param promptTokens how many leading tokens were computed as a prompt
 */
record HeldState(int[] tokens, int promptTokens, MemorySegment state, Arena arena)
    implements AutoCloseable {

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
