package memagent.infer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import memagent.model.ModelException;

/**
 * Follows a GBNF grammar through a completion. One thread at a time.
 *
 * <p>llama.cpp ends the process when it is given a token that the grammar rejects, so {@link
 * #accept} asks first.
 */
final class GrammarCheck implements AutoCloseable {
  /** Most characters of a grammar. */
  static final int GRAMMAR_CHARS_MAX = 100_000;

  private static final long STRIDE = LlamaStructs.TOKEN_DATA.byteSize();

  private final LlamaFunctions calls;
  private final MemorySegment sampler;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment array = arena.allocate(LlamaStructs.TOKEN_DATA_ARRAY);
  private MemorySegment candidates = arena.allocate(STRIDE * 64);
  private boolean closed;

  GrammarCheck(NativeModel model, String grammar) {
    calls = model.library().functions();
    if (grammar.length() > GRAMMAR_CHARS_MAX) {
      throw new ModelException(
          "The grammar has "
              + grammar.length()
              + " characters and may have "
              + GRAMMAR_CHARS_MAX
              + ".");
    }
    GrammarText.check(grammar);
    try (Arena local = Arena.ofConfined()) {
      sampler =
          (MemorySegment)
              calls.samplerInitGrammar.invokeExact(
                  model.vocabulary(), local.allocateFrom(grammar), local.allocateFrom("root"));
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
    if (sampler.address() == 0) {
      throw new ModelException(
          "llama.cpp does not accept the grammar: "
              + model.library().log().firstError()
              + "; correct it.");
    }
  }

  /** Whether {@code token} may come next. */
  boolean allows(int token) {
    candidates.set(JAVA_INT, 0, token);
    candidates.set(JAVA_FLOAT, 4, 0f);
    apply(1);
    return candidates.get(JAVA_FLOAT, 4) != Float.NEGATIVE_INFINITY;
  }

  /** For each of {@code count} tokens whether it may come next. */
  boolean[] allows(int[] tokens, int count) {
    if (candidates.byteSize() < STRIDE * count) {
      candidates = arena.allocate(STRIDE * count);
    }
    for (int i = 0; i < count; i++) {
      candidates.set(JAVA_INT, STRIDE * i, tokens[i]);
      candidates.set(JAVA_FLOAT, STRIDE * i + 4, 0f);
    }
    apply(count);
    boolean[] allowed = new boolean[count];
    for (int i = 0; i < count; i++) {
      allowed[i] = candidates.get(JAVA_FLOAT, STRIDE * i + 4) != Float.NEGATIVE_INFINITY;
    }
    return allowed;
  }

  /** Goes on behind {@code token}, which must be allowed. */
  void accept(int token) {
    if (!allows(token)) {
      throw new IllegalStateException("The grammar does not allow the token " + token + ".");
    }
    try {
      calls.samplerAccept.invokeExact(sampler, token);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  private void apply(int count) {
    if (closed) {
      throw new IllegalStateException("The grammar is closed.");
    }
    LlamaStructs.setAddress(LlamaStructs.TOKEN_DATA_ARRAY, array, "data", candidates);
    array.set(JAVA_LONG, LlamaStructs.offset(LlamaStructs.TOKEN_DATA_ARRAY, "size"), count);
    array.set(JAVA_LONG, LlamaStructs.offset(LlamaStructs.TOKEN_DATA_ARRAY, "selected"), -1);
    array.set(JAVA_BYTE, LlamaStructs.offset(LlamaStructs.TOKEN_DATA_ARRAY, "sorted"), (byte) 0);
    try {
      calls.samplerApply.invokeExact(sampler, array);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        calls.samplerFree.invokeExact(sampler);
      } catch (Throwable t) {
        throw LlamaFunctions.broken(t);
      }
      arena.close();
    }
  }
}
