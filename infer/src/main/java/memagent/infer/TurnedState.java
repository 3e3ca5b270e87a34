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

  private final MemorySegment from;
  private final MemorySegment to;
  private final int tokens;
  private long in;
  private long out;

  private TurnedState(MemorySegment from, MemorySegment to, int tokens, long in) {
    this.from = from;
    this.to = to;
    this.tokens = tokens;
    this.in = in;
  }

  /**
   * The state in the layout that is wanted, which is the state itself where it has that already.
   *
   * @param byChannel whether V should have a row a channel
   * @param type what a value is stored as; one of 2 bytes
   * @param arena holds a new state
   */
  static MemorySegment fit(MemorySegment state, boolean byChannel, KvType type, Arena arena) {
    try {
      int tokens = state.get(JAVA_INT_UNALIGNED, 12);
      if (state.get(JAVA_INT_UNALIGNED, 8) != 1 || tokens < 0) {
        throw unknown();
      }
      if (tokens == 0) {
        return state; // There is nothing in any layout.
      }
      long at = 16;
      for (int i = 0; i < tokens; i++) {
        at += 8 + 4L * state.get(JAVA_INT_UNALIGNED, at + 4);
      }
      if (state.get(JAVA_INT_UNALIGNED, at) == (byChannel ? 1 : 0)) {
        return state;
      }
      if (type != KvType.F16) {
        throw new ModelException("A KV cache of " + type + " cannot be turned; use F16.");
      }
      int layers = state.get(JAVA_INT_UNALIGNED, at + 4);
      // A layer's V has 12 bytes before its rows in both layouts.
      MemorySegment turned = arena.allocate(state.byteSize(), 64);
      TurnedState work = new TurnedState(state, turned, tokens, at);
      work.copy(0, at);
      work.run(layers, byChannel);
      return turned;
    } catch (IndexOutOfBoundsException e) {
      throw unknown();
    }
  }

  private static ModelException unknown() {
    return new ModelException(
        "llama.cpp's state has another form than that of version "
            + LlamaLibrary.VERSION
            + "; use that version.");
  }

  private void copy(long start, long bytes) {
    MemorySegment.copy(from, start, to, out, bytes);
    out += bytes;
  }

  private void run(int layers, boolean byChannel) {
    to.set(JAVA_INT_UNALIGNED, out, byChannel ? 1 : 0);
    to.set(JAVA_INT_UNALIGNED, out + 4, layers);
    in += 8;
    out += 8;
    for (int i = 0; i < layers; i++) {
      long bytes = 12 + from.get(JAVA_LONG_UNALIGNED, in + 4) * tokens;
      copy(in, bytes);
      in += bytes;
    }
    short[] old = new short[0];
    short[] now = new short[0];
    for (int i = 0; i < layers; i++) {
      int channels =
          byChannel
              ? Math.toIntExact(from.get(JAVA_LONG_UNALIGNED, in + 4) / Short.BYTES)
              : from.get(JAVA_INT_UNALIGNED, in + 8);
      to.set(JAVA_INT_UNALIGNED, out, from.get(JAVA_INT_UNALIGNED, in));
      if (byChannel) {
        to.set(JAVA_INT_UNALIGNED, out + 4, Short.BYTES);
        to.set(JAVA_INT_UNALIGNED, out + 8, channels);
      } else {
        to.set(JAVA_LONG_UNALIGNED, out + 4, (long) Short.BYTES * channels);
      }
      int count = Math.multiplyExact(channels, tokens);
      if (old.length != count) {
        old = new short[count];
        now = new short[count];
      }
      MemorySegment.copy(from, JAVA_SHORT_UNALIGNED, in + 12, old, 0, count);
      turn(old, now, byChannel ? tokens : channels, byChannel ? channels : tokens);
      MemorySegment.copy(now, 0, to, JAVA_SHORT_UNALIGNED, out + 12, count);
      in += 12 + (long) Short.BYTES * count;
      out += 12 + (long) Short.BYTES * count;
    }
    if (in != from.byteSize()) {
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
