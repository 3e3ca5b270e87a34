package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import memagent.infer.LlamaSettings.FlashAttention;
import memagent.model.ModelException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnedStateTest {
  private static final int TOKENS = 150;
  private static final float TOLERANCE = 0.05f; // of logits from -5 to 7

  @TempDir private Path folder;
  private NativeModel model;

  @BeforeEach
  void load() {
    Path file = TinyModel.write(folder.resolve("tiny.gguf"), "qwen3", TinyModel.CHATML);
    LlamaLibrary library = LlamaLibrary.load(Parts.folder().libraryFolder());
    model = NativeModel.load(library, file, true, done -> {});
  }

  private NativeContext open(FlashAttention flash, KvType type) {
    return new NativeContext(
        model, new NativeContext.Shape(1024, 1, false, 256, new LlamaThreads(1, 1), flash, type));
  }

  /** Computes tokens from a position on; the logits of the last. */
  private float[] compute(NativeContext context, int from, int to) {
    context.clearBatch();
    int row = -1;
    for (int i = from; i < to; i++) {
      row = context.add(i % 50 + 3, i, 0, i == to - 1);
    }
    assertThat(context.decode()).isEqualTo(NativeContext.Outcome.DONE);
    float[] logits = new float[model.tokenCount()];
    context.logits(row, logits);
    return logits;
  }

  @Test
  void turnsThereAndBackToTheSameBytes() {
    try (NativeContext context = open(FlashAttention.ON, KvType.F16);
        Arena arena = Arena.ofConfined()) {
      var _ = compute(context, 0, TOKENS);
      MemorySegment state = context.saveState(0, arena);
      assertThat(TurnedState.fit(state, false, KvType.F16, arena)).isSameAs(state);
      MemorySegment turned = TurnedState.fit(state, true, KvType.F16, arena);
      assertThat(turned.byteSize()).isEqualTo(state.byteSize());
      assertThat(turned.mismatch(state)).isNotNegative();
      assertThat(TurnedState.fit(turned, false, KvType.F16, arena).mismatch(state)).isNegative();
    }
  }

  @Test
  void isWhatTheOtherKindOfContextWouldHaveComputed() {
    float[] flash;
    float[] plain;
    float[] moved;
    float[] changed;
    try (NativeContext from = open(FlashAttention.ON, KvType.F16);
        NativeContext to = open(FlashAttention.OFF, KvType.F16);
        NativeContext both = open(FlashAttention.PROMPTS, KvType.F16);
        Arena arena = Arena.ofConfined()) {
      var _ = compute(from, 0, TOKENS);
      assertThat(to.restoreState(0, from.saveState(0, arena), TOKENS)).isTrue();
      moved = compute(to, TOKENS, TOKENS + 1);
      flash = compute(from, TOKENS, TOKENS + 1);
      to.truncate(0, 0);
      var _ = compute(to, 0, TOKENS);
      plain = compute(to, TOKENS, TOKENS + 1);
      both.readPrompts();
      var _ = compute(both, 0, TOKENS);
      both.writeTokens();
      changed = compute(both, TOKENS, TOKENS + 1);
      both.readPrompts();
      both.truncate(0, TOKENS);
      assertThat(compute(both, TOKENS, TOKENS + 1)).isEqualTo(flash);
    }
    assertThat(changed).isEqualTo(moved);
    for (int i = 0; i < plain.length; i++) {
      assertThat(moved[i]).isCloseTo(plain[i], within(TOLERANCE));
      assertThat(moved[i]).isCloseTo(flash[i], within(TOLERANCE));
    }
  }

  @Test
  void refusesAStateOfAnotherForm() {
    try (NativeContext context = open(FlashAttention.ON, KvType.F16);
        Arena arena = Arena.ofConfined()) {
      var _ = compute(context, 0, TOKENS);
      MemorySegment state = context.saveState(0, arena);
      for (long bytes : new long[] {100, state.byteSize() / 2, state.byteSize() - 2}) {
        assertThatThrownBy(() -> TurnedState.fit(state.asSlice(0, bytes), true, KvType.F16, arena))
            .isInstanceOf(ModelException.class)
            .hasMessageContaining("another form");
      }
      assertThatThrownBy(() -> TurnedState.fit(state, true, KvType.Q8_0, arena))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("cannot be turned");
    }
  }
}
