package memagent.infer;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import memagent.model.ModelException;

/**
 * A sequence's KV state in the other of llama.cpp's two layouts. With flash attention the values V
 * lie a row a token, as the keys do: (tokens, channels). Without it they lie a row a channel, since
 * they are the second matrix of a product there: (channels, tokens).
 *
 * <p>The form, as {@code llama_kv_cache::state_write} gives it (llama-kv-cache.cpp): 8 bytes that
 * say what it is; the count of streams, 1; the count of tokens; for each token its position, the
 * count of its sequences and these; whether V is turned; the count of layers; for each layer the
 * type of K, the bytes of a row and the rows; for each layer the type of V, and then either the
 * bytes of a row and the rows, or the bytes of an element, the count of channels, and a row for
 * each of them.
 */
final class TurnedState {
  private static final int BLOCK = 32;
  private static final int PARTS_START = 8;

  /** Of a layer's values, before the rows, in both layouts. */
  private static final int LAYER_HEADER_BYTES = 12;

  private final MemorySegment state;
  private final int tokens;
  private long at;

  private TurnedState(MemorySegment state, int tokens, long at) {
    this.state = state;
    this.tokens = tokens;
    this.at = at;
  }

  /**
   * The state in the layout that is wanted, which is the state itself where it has that already.
   *
   * @param byChannel whether V should have a row a channel
   * @param type what a value is stored as; one of 2 bytes
   * @param arena holds a new state
   */
  static MemorySegment fit(MemorySegment state, boolean byChannel, KvType type, Arena arena) {
    if (fits(state, byChannel)) {
      return state;
    }
    MemorySegment copy = arena.allocate(state.byteSize(), 64);
    copy.copyFrom(state);
    turn(copy, byChannel, type);
    return copy;
  }

  private static boolean fits(MemorySegment state, boolean byChannel) {
    try {
      long parts = partsEnd(state);
      return parts < 0 || state.get(JAVA_INT_UNALIGNED, parts) == (byChannel ? 1 : 0);
    } catch (IndexOutOfBoundsException e) {
      throw unknown();
    }
  }

  /** Brings a state into the layout that is wanted, where it lies: both are of one size. */
  static void turn(MemorySegment state, boolean byChannel, KvType type) {
    if (fits(state, byChannel)) {
      return;
    }
    if (type != KvType.F16) {
      throw new ModelException("A KV cache of " + type + " cannot be turned; use F16.");
    }
    try {
      new TurnedState(state, state.get(JAVA_INT_UNALIGNED, PARTS_START + 4), partsEnd(state))
          .run(byChannel);
    } catch (IndexOutOfBoundsException e) {
      throw unknown();
    }
  }

  /** Where the tokens' positions end; -1 where there are no tokens, and so no layout. */
  private static long partsEnd(MemorySegment state) {
    int tokens = state.get(JAVA_INT_UNALIGNED, PARTS_START + 4);
    if (state.get(JAVA_INT_UNALIGNED, PARTS_START) != 1 || tokens < 0) {
      throw unknown();
    }
    long at = PARTS_START + 8;
    for (int i = 0; i < tokens; i++) {
      at += 8 + 4L * state.get(JAVA_INT_UNALIGNED, at + 4);
    }
    return tokens == 0 ? -1 : at;
  }

  private static ModelException unknown() {
    return new ModelException(
        "llama.cpp's state has another form than that of version "
            + LlamaLibrary.VERSION
            + "; use that version.");
  }

  private void run(boolean byChannel) {
    state.set(JAVA_INT_UNALIGNED, at, byChannel ? 1 : 0);
    int layers = state.get(JAVA_INT_UNALIGNED, at + 4);
    at += 8;
    for (int i = 0; i < layers; i++) {
      at += LAYER_HEADER_BYTES + state.get(JAVA_LONG_UNALIGNED, at + 4) * tokens;
    }
    short[] old = new short[0];
    short[] now = new short[0];
    for (int i = 0; i < layers; i++) {
      int channels =
          byChannel
              ? Math.toIntExact(state.get(JAVA_LONG_UNALIGNED, at + 4) / Short.BYTES)
              : state.get(JAVA_INT_UNALIGNED, at + 8);
      if (byChannel) {
        state.set(JAVA_INT_UNALIGNED, at + 4, Short.BYTES);
        state.set(JAVA_INT_UNALIGNED, at + 8, channels);
      } else {
        state.set(JAVA_LONG_UNALIGNED, at + 4, (long) Short.BYTES * channels);
      }
      at += LAYER_HEADER_BYTES;
      int count = Math.multiplyExact(channels, tokens);
      if (old.length != count) {
        old = new short[count];
        now = new short[count];
      }
      MemorySegment.copy(state, JAVA_SHORT_UNALIGNED, at, old, 0, count);
      turn(old, now, byChannel ? tokens : channels, byChannel ? channels : tokens);
      MemorySegment.copy(now, 0, state, JAVA_SHORT_UNALIGNED, at, count);
      at += (long) Short.BYTES * count;
    }
    if (at != state.byteSize()) {
      throw unknown();
    }
  }

  /** (rows, columns) to (columns, rows), a block at a time, which stays in the core's cache. */
  private static void turn(short[] old, short[] now, int rows, int columns) {
    for (int top = 0; top < rows; top += BLOCK) {
      int bottom = Math.min(rows, top + BLOCK);
      for (int column = 0; column < columns; column++) {
        int place = column * rows + top;
        int source = top * columns + column;
        for (int row = top; row < bottom; row++) {
          now[place++] = old[source];
          source += columns;
        }
      }
    }
  }
}
