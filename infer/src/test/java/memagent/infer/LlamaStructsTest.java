package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.junit.jupiter.api.Test;

/** The layouts against the library itself, which says its defaults. */
class LlamaStructsTest {
  private static final LlamaFunctions CALLS =
      LlamaLibrary.load(Parts.folder().libraryFolder()).functions();

  private static MemorySegment defaults(MethodHandle call, StructLayout layout, Arena arena) {
    return LlamaLibrary.defaults(call, layout, arena);
  }

  @Test
  void fitTheLibrary() {
    try (Arena arena = Arena.ofConfined()) {
      assertThat(
              LlamaStructs.modelSurprise(
                  defaults(CALLS.modelDefaultParams, LlamaStructs.MODEL_PARAMS, arena)))
          .isEmpty();
      assertThat(
              LlamaStructs.contextSurprise(
                  defaults(CALLS.contextDefaultParams, LlamaStructs.CONTEXT_PARAMS, arena)))
          .isEmpty();
    }
  }

  @Test
  void tellWhenAFieldHasMoved() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment context =
          defaults(CALLS.contextDefaultParams, LlamaStructs.CONTEXT_PARAMS, arena);
      MemorySegment moved = arena.allocate(context.byteSize(), 8);
      moved.asSlice(4).copyFrom(context.asSlice(0, context.byteSize() - 4));
      assertThat(LlamaStructs.contextSurprise(moved))
          .hasValueSatisfying(text -> assertThat(text).contains("llama_context_params.n_ctx"));
    }
  }

  @Test
  void tellWhenAStructHasGrown() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment model = defaults(CALLS.modelDefaultParams, LlamaStructs.MODEL_PARAMS, arena);
      model.set(ValueLayout.JAVA_BYTE, LlamaStructs.MODEL_PARAMS.byteSize() + 3, (byte) 0);
      assertThat(LlamaStructs.modelSurprise(model))
          .hasValueSatisfying(text -> assertThat(text).contains("longer than 80 bytes"));
    }
  }

  @Test
  void haveTheSizesOfTheHeader() {
    assertThat(LlamaStructs.MODEL_PARAMS.byteSize()).isEqualTo(80);
    assertThat(LlamaStructs.CONTEXT_PARAMS.byteSize()).isEqualTo(160);
    assertThat(LlamaStructs.BATCH.byteSize()).isEqualTo(56);
    assertThat(LlamaStructs.TOKEN_DATA.byteSize()).isEqualTo(12);
    assertThat(LlamaStructs.TOKEN_DATA_ARRAY.byteSize()).isEqualTo(32);
  }
}
