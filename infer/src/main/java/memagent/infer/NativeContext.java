package memagent.infer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import memagent.infer.LlamaSettings.FlashAttention;
import memagent.model.ModelException;

/**
 * Owns a llama.cpp context: the KV cache, and the batch that is computed next. One thread at a
 * time.
 *
 * <p>llama.cpp takes the memory of the whole KV cache at once (23 kB a token for the embedded
 * model). A context of one sequence therefore begins with {@link #FIRST_TOKENS} and is replaced by
 * one of twice the size when a batch does not fit, its state moved over; that takes some
 * milliseconds.
 *
 * <p>llama.cpp ends the process when a batch is longer than {@code n_batch}, when logits are asked
 * for that were not computed, or when a sequence id is out of range; each is refused here first.
 */
@SuppressWarnings("restricted")
final class NativeContext implements AutoCloseable {
  /** How a batch went. */
  enum Outcome {
    DONE,
    /** The abort flag was set; what the batch wrote to the KV cache must be removed. */
    ABORTED
  }

  /**
   * What a context is made with.
   *
   * @param tokenCountMax cells of the KV cache, all sequences together
   * @param sequenceCountMax how many sequences live side by side
   * @param shared whether all sequences share the cells; otherwise each has an equal part
   * @param flashAttention on, off, or, with one sequence only, for prompts
   */
  record Shape(
      int tokenCountMax,
      int sequenceCountMax,
      boolean shared,
      int batchTokensMax,
      LlamaThreads threads,
      FlashAttention flashAttention,
      KvType kvType) {}

  private static final int FIRST_TOKENS = 2048;

  /** Most tokens in a batch of what is generated, where it is computed in another way. */
  private static final int GENERATED_BATCH_TOKENS_MAX = 64;

  private final NativeModel model;
  private final LlamaFunctions calls;
  private final Shape shape;
  private final Arena arena = Arena.ofShared();
  private MemorySegment context;
  private MemorySegment memory;
  private int capacity;
  private boolean flash;
  private int highest = -1;
  private LlamaThreads threads;
  private List<LlamaAdapter.Use> adapters = List.of();
  private final MemorySegment batch;
  private final MemorySegment tokens;
  private final MemorySegment positions;
  private final MemorySegment sequences;
  private final MemorySegment outputs;
  private final MemorySegment abortFlag;
  private final int batchTokensMax;
  private final int sequenceCountMax;
  private final int tokenCountMax;
  private final boolean[] computed;
  private int batchTokens;
  private boolean closed;

  NativeContext(NativeModel model, Shape shape) {
    this.model = model;
    this.calls = model.library().functions();
    this.shape = shape;
    this.threads = shape.threads();
    this.tokenCountMax = shape.tokenCountMax();
    this.capacity =
        shape.sequenceCountMax() == 1 ? Math.min(tokenCountMax, FIRST_TOKENS) : tokenCountMax;
    this.flash = shape.flashAttention() != FlashAttention.OFF;
    try {
      context = open();
      batchTokensMax = (int) calls.batchLength.invokeExact(context);
      sequenceCountMax = (int) calls.sequenceCount.invokeExact(context);
      memory = (MemorySegment) calls.getMemory.invokeExact(context);
      abortFlag = arena.allocate(2);
      calls.setAbortCallback.invokeExact(context, model.library().abortCallback(), abortFlag);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
    computed = new boolean[batchTokensMax];
    tokens = arena.allocate(JAVA_INT, batchTokensMax);
    positions = arena.allocate(JAVA_INT, batchTokensMax);
    outputs = arena.allocate(batchTokensMax);
    sequences = arena.allocate(JAVA_INT, batchTokensMax);
    MemorySegment sequenceCounts = arena.allocate(JAVA_INT, batchTokensMax);
    MemorySegment sequencePointers = arena.allocate(ADDRESS, batchTokensMax);
    for (int i = 0; i < batchTokensMax; i++) {
      sequenceCounts.setAtIndex(JAVA_INT, i, 1);
      sequencePointers.setAtIndex(ADDRESS, i, sequences.asSlice(4L * i, 4));
    }
    batch = arena.allocate(LlamaStructs.BATCH);
    LlamaStructs.setAddress(LlamaStructs.BATCH, batch, "token", tokens);
    LlamaStructs.setAddress(LlamaStructs.BATCH, batch, "pos", positions);
    LlamaStructs.setAddress(LlamaStructs.BATCH, batch, "n_seq_id", sequenceCounts);
    LlamaStructs.setAddress(LlamaStructs.BATCH, batch, "seq_id", sequencePointers);
    LlamaStructs.setAddress(LlamaStructs.BATCH, batch, "logits", outputs);
  }

  private MemorySegment open() throws Throwable {
    int batch = batchNow();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params =
          LlamaLibrary.defaults(calls.contextDefaultParams, LlamaStructs.CONTEXT_PARAMS, arena)
              .asSlice(0, LlamaStructs.CONTEXT_PARAMS.byteSize());
      setInt(params, "n_ctx", capacity);
      setInt(params, "n_batch", batch);
      setInt(params, "n_ubatch", batch);
      setInt(params, "n_seq_max", shape.sequenceCountMax());
      setInt(params, "n_threads", shape.threads().decode());
      setInt(params, "n_threads_batch", shape.threads().batch());
      setInt(params, "flash_attn_type", flash ? 1 : 0);
      setInt(params, "type_k", shape.kvType().tensorType().number());
      setInt(params, "type_v", shape.kvType().tensorType().number());
      LlamaStructs.setFlag(LlamaStructs.CONTEXT_PARAMS, params, "kv_unified", shape.shared());
      model.library().log().clear();
      MemorySegment context =
          (MemorySegment) calls.initFromModel.invokeExact(model.handle(), params);
      if (context.address() == 0) {
        throw new ModelException(
            "llama.cpp cannot make a context of "
                + capacity
                + " tokens: "
                + model.library().log().firstError()
                + "; lower contextTokensMax.");
      }
      return context;
    }
  }

  /** Most tokens in a batch of the context as it is open now. */
  private int batchNow() {
    boolean isForGenerated = shape.flashAttention() == FlashAttention.PROMPTS && !flash;
    return isForGenerated
        ? Math.min(GENERATED_BATCH_TOKENS_MAX, shape.batchTokensMax())
        : shape.batchTokensMax();
  }

  private static void setInt(MemorySegment params, String field, int value) {
    LlamaStructs.setInt(LlamaStructs.CONTEXT_PARAMS, params, field, value);
  }

  /** Moves to a context that holds {@code tokens} tokens. */
  private void grow(int tokens) {
    while (capacity < tokens) {
      capacity = Math.min(2 * capacity, tokenCountMax);
    }
    reopen();
  }

  /** Computes prompts from now on, in the way that reads them soonest. */
  void readPrompts() {
    useFlash(shape.flashAttention() != FlashAttention.OFF);
  }

  /** Computes what is generated from now on, in the way that writes it soonest. */
  void writeTokens() {
    useFlash(shape.flashAttention() == FlashAttention.ON);
  }

  private void useFlash(boolean wanted) {
    checkOpen();
    if (flash != wanted) {
      flash = wanted;
      reopen();
    }
  }

  /** Makes the context anew as it should be now, its state moved over. */
  private void reopen() {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment state = saveState(0, local);
      calls.free.invokeExact(context);
      context = MemorySegment.NULL;
      Arrays.fill(computed, false);
      TurnedState.turn(state, !flash, shape.kvType());
      context = open();
      memory = (MemorySegment) calls.getMemory.invokeExact(context);
      calls.setAbortCallback.invokeExact(context, model.library().abortCallback(), abortFlag);
      useThreads(threads);
      useAdapters(adapters);
      long read = (long) calls.stateSeqSetData.invokeExact(context, state, state.byteSize(), 0);
      if (read == 0) {
        throw new ModelException(
            "The context could not be made anew for "
                + capacity
                + " tokens; load the model again.");
      }
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** Most tokens in one batch, as the library has it. */
  int batchTokensMax() {
    return batchTokensMax;
  }

  /** Most tokens, all sequences together. */
  int tokenCountMax() {
    return tokenCountMax;
  }

  int sequenceCountMax() {
    return sequenceCountMax;
  }

  /** How many tokens wait in the batch. */
  int batchTokens() {
    return batchTokens;
  }

  /** Asks the running computation to stop, or lets the next one run. From any thread. */
  void abort(boolean now) {
    if (abortFlag.scope().isAlive()) {
      abortFlag.set(JAVA_BYTE, 0, (byte) (now ? 1 : 0));
    }
  }

  void clearBatch() {
    batchTokens = 0;
    highest = -1;
  }

  /**
   * Adds a token to the batch.
   *
   * @param output whether its logits are wanted
   * @return its row, for {@link #logits}
   */
  int add(int token, int position, int sequence, boolean output) {
    int most = Math.min(batchTokensMax, batchNow());
    if (batchTokens == most) {
      throw new IllegalStateException("The batch is full at " + most + " tokens.");
    }
    if (token < 0 || token >= model.tokenCount()) {
      throw new IllegalArgumentException(
          "The token " + token + " is not one of the model's " + model.tokenCount() + ".");
    }
    checkSequence(sequence);
    if (position < 0 || position >= tokenCountMax) {
      throw new IllegalArgumentException(
          "The position " + position + " is outside the context of " + tokenCountMax + ".");
    }
    tokens.setAtIndex(JAVA_INT, batchTokens, token);
    positions.setAtIndex(JAVA_INT, batchTokens, position);
    sequences.setAtIndex(JAVA_INT, batchTokens, sequence);
    outputs.set(JAVA_BYTE, batchTokens, (byte) (output ? 1 : 0));
    highest = Math.max(highest, position);
    return batchTokens++;
  }

  /** Computes the batch; afterwards {@link #logits} gives the rows that were marked. */
  Outcome decode() {
    checkOpen();
    if (batchTokens == 0) {
      throw new IllegalStateException("The batch is empty.");
    }
    if (highest >= capacity) {
      grow(highest + 1);
    }
    Arrays.fill(computed, false);
    LlamaStructs.setInt(LlamaStructs.BATCH, batch, "n_tokens", batchTokens);
    model.library().log().clear();
    int code;
    try {
      code = (int) calls.decode.invokeExact(context, batch);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
    return switch (code) {
      case 0 -> {
        for (int i = 0; i < batchTokens; i++) {
          computed[i] = outputs.get(JAVA_BYTE, i) != 0;
        }
        yield Outcome.DONE;
      }
      case 1 ->
          throw new ModelException(
              "The model's context of "
                  + tokenCountMax
                  + " tokens is full; start a new conversation or raise contextTokensMax.");
      case 2 -> Outcome.ABORTED;
      default ->
          throw new ModelException(
              "llama.cpp failed with code "
                  + code
                  + " on a batch of "
                  + batchTokens
                  + " tokens: "
                  + model.library().log().firstError()
                  + ".");
    };
  }

  /**
   * Copies the logits behind a row of the last batch.
   *
   * @param into at least as long as the vocabulary
   */
  void logits(int row, float[] into) {
    checkOpen();
    if (row < 0 || row >= batchTokensMax || !computed[row]) {
      throw new IllegalStateException("The logits of row " + row + " were not computed.");
    }
    try {
      MemorySegment logits = (MemorySegment) calls.getLogitsIth.invokeExact(context, row);
      if (logits.address() == 0) {
        throw new ModelException("llama.cpp gave no logits for row " + row + ".");
      }
      MemorySegment.copy(
          logits.reinterpret(4L * model.tokenCount()), JAVA_FLOAT, 0, into, 0, model.tokenCount());
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** Changes how many threads compute from now on. */
  void useThreads(LlamaThreads counts) {
    checkOpen();
    threads = counts;
    try {
      calls.setThreads.invokeExact(context, counts.decode(), counts.batch());
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** Removes a sequence's tokens from {@code position} on. */
  void truncate(int sequence, int position) {
    checkOpen();
    checkSequence(sequence);
    try {
      boolean _ = (boolean) calls.memorySeqRm.invokeExact(memory, sequence, position, -1);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** Lets {@code to}, which must be empty, begin with {@code count} tokens of {@code from}. */
  void copySequence(int from, int to, int count) {
    checkOpen();
    checkSequence(from);
    checkSequence(to);
    try {
      calls.memorySeqCp.invokeExact(memory, from, to, 0, count);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** Copies a sequence's KV state out. */
  MemorySegment saveState(int sequence, Arena into) {
    checkOpen();
    checkSequence(sequence);
    try {
      long size = (long) calls.stateSeqGetSize.invokeExact(context, sequence);
      MemorySegment state = into.allocate(Math.max(size, 1), 64);
      long written = (long) calls.stateSeqGetData.invokeExact(context, state, size, sequence);
      return state.asSlice(0, written);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /**
   * Replaces a sequence's KV state by one that {@link #saveState} gave.
   *
   * @param tokenCount how many tokens it is of
   * @return false if it does not fit; the sequence is empty then
   */
  boolean restoreState(int sequence, MemorySegment state, int tokenCount) {
    checkOpen();
    checkSequence(sequence);
    truncate(sequence, 0);
    if (tokenCount > tokenCountMax) {
      return false;
    }
    if (tokenCount > capacity) {
      grow(tokenCount);
    }
    try (Arena local = Arena.ofConfined()) {
      MemorySegment fitting = TurnedState.fit(state, !flash, shape.kvType(), local);
      long read =
          (long) calls.stateSeqSetData.invokeExact(context, fitting, fitting.byteSize(), sequence);
      if (read == 0) {
        truncate(sequence, 0);
      }
      return read != 0;
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** Replaces the adapters that later batches are computed with. */
  void useAdapters(List<LlamaAdapter.Use> uses) {
    checkOpen();
    adapters = List.copyOf(uses);
    try (Arena local = Arena.ofConfined()) {
      MemorySegment handles = local.allocate(ADDRESS, Math.max(uses.size(), 1));
      MemorySegment scales = local.allocate(JAVA_FLOAT, Math.max(uses.size(), 1));
      for (int i = 0; i < uses.size(); i++) {
        handles.setAtIndex(ADDRESS, i, uses.get(i).adapter().handle());
        scales.setAtIndex(JAVA_FLOAT, i, (float) uses.get(i).scale());
      }
      int code = (int) calls.setAdapters.invokeExact(context, handles, (long) uses.size(), scales);
      if (code != 0) {
        throw new ModelException("llama.cpp refused the adapters with code " + code + ".");
      }
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  private void checkSequence(int sequence) {
    if (sequence < 0 || sequence >= sequenceCountMax) {
      throw new IllegalArgumentException(
          "The sequence " + sequence + " is not one of " + sequenceCountMax + ".");
    }
  }

  private void checkOpen() {
    if (closed || context.address() == 0) {
      throw new ModelException("The model is closed.");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        if (context.address() != 0) {
          calls.free.invokeExact(context);
        }
      } catch (Throwable t) {
        throw LlamaFunctions.broken(t);
      }
      arena.close();
    }
  }
}
