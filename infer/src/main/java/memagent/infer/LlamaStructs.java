package memagent.infer;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;
import java.util.Optional;

/**
 * The structs that cross the border by value, as {@code llama.h} of llama.cpp 0.4.0 lays them out.
 *
 * <p>The header has no version field in a struct, so a library of another version would read our
 * bytes as something else. Before first use the library is therefore asked for its default
 * parameters, into memory filled with {@link #POISON}: every field with a known default must hold
 * it, and nothing may be written past the struct's end.
 */
final class LlamaStructs {
  /** What memory is filled with before the library writes its defaults. */
  static final byte POISON = (byte) 0xA5;

  /** How many bytes behind a struct must stay {@link #POISON}. */
  static final int GUARD_BYTES = 64;

  static final StructLayout MODEL_PARAMS =
      MemoryLayout.structLayout(
          ADDRESS.withName("devices"),
          ADDRESS.withName("tensor_buft_overrides"),
          JAVA_INT.withName("n_gpu_layers"),
          JAVA_INT.withName("split_mode"),
          JAVA_INT.withName("load_mode"),
          JAVA_INT.withName("lazy_mode"),
          JAVA_INT.withName("main_gpu"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("tensor_split"),
          ADDRESS.withName("progress_callback"),
          ADDRESS.withName("progress_callback_user_data"),
          ADDRESS.withName("kv_overrides"),
          JAVA_BOOLEAN.withName("vocab_only"),
          JAVA_BOOLEAN.withName("check_tensors"),
          JAVA_BOOLEAN.withName("use_extra_bufts"),
          JAVA_BOOLEAN.withName("no_host"),
          JAVA_BOOLEAN.withName("no_alloc"),
          JAVA_BOOLEAN.withName("load_mtp"),
          MemoryLayout.paddingLayout(2));

  static final StructLayout CONTEXT_PARAMS =
      MemoryLayout.structLayout(
          JAVA_INT.withName("n_ctx"),
          JAVA_INT.withName("n_batch"),
          JAVA_INT.withName("n_ubatch"),
          JAVA_INT.withName("n_seq_max"),
          JAVA_INT.withName("n_rs_seq"),
          JAVA_INT.withName("n_outputs_max"),
          JAVA_INT.withName("n_outputs_max_per_seq"),
          JAVA_INT.withName("n_threads"),
          JAVA_INT.withName("n_threads_batch"),
          JAVA_INT.withName("ctx_type"),
          JAVA_INT.withName("rope_scaling_type"),
          JAVA_INT.withName("pooling_type"),
          JAVA_INT.withName("attention_type"),
          JAVA_INT.withName("flash_attn_type"),
          JAVA_FLOAT.withName("rope_freq_base"),
          JAVA_FLOAT.withName("rope_freq_scale"),
          JAVA_FLOAT.withName("yarn_ext_factor"),
          JAVA_FLOAT.withName("yarn_attn_factor"),
          JAVA_FLOAT.withName("yarn_beta_fast"),
          JAVA_FLOAT.withName("yarn_beta_slow"),
          JAVA_INT.withName("yarn_orig_ctx"),
          JAVA_FLOAT.withName("defrag_thold"),
          ADDRESS.withName("cb_eval"),
          ADDRESS.withName("cb_eval_user_data"),
          JAVA_INT.withName("type_k"),
          JAVA_INT.withName("type_v"),
          ADDRESS.withName("abort_callback"),
          ADDRESS.withName("abort_callback_data"),
          JAVA_BOOLEAN.withName("embeddings"),
          JAVA_BOOLEAN.withName("offload_kqv"),
          JAVA_BOOLEAN.withName("no_perf"),
          JAVA_BOOLEAN.withName("op_offload"),
          JAVA_BOOLEAN.withName("swa_full"),
          JAVA_BOOLEAN.withName("kv_unified"),
          MemoryLayout.paddingLayout(2),
          ADDRESS.withName("samplers"),
          JAVA_LONG.withName("n_samplers"),
          ADDRESS.withName("ctx_other"));

  static final StructLayout BATCH =
      MemoryLayout.structLayout(
          JAVA_INT.withName("n_tokens"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("token"),
          ADDRESS.withName("embd"),
          ADDRESS.withName("pos"),
          ADDRESS.withName("n_seq_id"),
          ADDRESS.withName("seq_id"),
          ADDRESS.withName("logits"));

  static final StructLayout TOKEN_DATA =
      MemoryLayout.structLayout(
          JAVA_INT.withName("id"), JAVA_FLOAT.withName("logit"), JAVA_FLOAT.withName("p"));

  static final StructLayout TOKEN_DATA_ARRAY =
      MemoryLayout.structLayout(
          ADDRESS.withName("data"),
          JAVA_LONG.withName("size"),
          JAVA_LONG.withName("selected"),
          JAVA_BOOLEAN.withName("sorted"),
          MemoryLayout.paddingLayout(7));

  private record IntField(String name, int value) {}

  private record FlagField(String name, boolean value) {}

  private static final List<IntField> MODEL_INTS =
      List.of(
          new IntField("n_gpu_layers", -1),
          new IntField("split_mode", 1),
          new IntField("load_mode", -1),
          new IntField("lazy_mode", 1),
          new IntField("main_gpu", 0));

  private static final List<FlagField> MODEL_FLAGS =
      List.of(
          new FlagField("vocab_only", false),
          new FlagField("check_tensors", false),
          new FlagField("use_extra_bufts", true),
          new FlagField("no_host", false),
          new FlagField("no_alloc", false),
          new FlagField("load_mtp", false));

  private static final List<IntField> CONTEXT_INTS =
      List.of(
          new IntField("n_ctx", 512),
          new IntField("n_batch", 2048),
          new IntField("n_ubatch", 512),
          new IntField("n_seq_max", 1),
          new IntField("n_rs_seq", 0),
          new IntField("n_outputs_max", 0),
          new IntField("n_outputs_max_per_seq", 1),
          new IntField("n_threads", 4),
          new IntField("n_threads_batch", 4),
          new IntField("ctx_type", 0),
          new IntField("rope_scaling_type", -1),
          new IntField("pooling_type", -1),
          new IntField("attention_type", -1),
          new IntField("flash_attn_type", -1),
          new IntField("rope_freq_base", 0),
          new IntField("yarn_ext_factor", Float.floatToRawIntBits(-1)),
          new IntField("yarn_beta_slow", Float.floatToRawIntBits(-1)),
          new IntField("yarn_orig_ctx", 0),
          new IntField("type_k", GgufTensorType.F16.number()),
          new IntField("type_v", GgufTensorType.F16.number()));

  private static final List<FlagField> CONTEXT_FLAGS =
      List.of(
          new FlagField("embeddings", false),
          new FlagField("offload_kqv", true),
          new FlagField("no_perf", true),
          new FlagField("op_offload", true),
          new FlagField("swa_full", true),
          new FlagField("kv_unified", false));

  private LlamaStructs() {}

  static long offset(StructLayout layout, String field) {
    return layout.byteOffset(groupElement(field));
  }

  static void setInt(StructLayout layout, MemorySegment struct, String field, int value) {
    struct.set(JAVA_INT, offset(layout, field), value);
  }

  static void setFlag(StructLayout layout, MemorySegment struct, String field, boolean value) {
    struct.set(JAVA_BYTE, offset(layout, field), (byte) (value ? 1 : 0));
  }

  static void setAddress(
      StructLayout layout, MemorySegment struct, String field, MemorySegment value) {
    struct.set(ADDRESS, offset(layout, field), value);
  }

  /** What is unexpected about the library's default model parameters; empty when all is well. */
  static Optional<String> modelSurprise(MemorySegment guarded) {
    return surprise(MODEL_PARAMS, "llama_model_params", guarded, MODEL_INTS, MODEL_FLAGS);
  }

  /** What is unexpected about the library's default context parameters. */
  static Optional<String> contextSurprise(MemorySegment guarded) {
    return surprise(CONTEXT_PARAMS, "llama_context_params", guarded, CONTEXT_INTS, CONTEXT_FLAGS);
  }

  private static Optional<String> surprise(
      StructLayout layout,
      String struct,
      MemorySegment guarded,
      List<IntField> ints,
      List<FlagField> flags) {
    for (IntField field : ints) {
      int found = guarded.get(JAVA_INT, offset(layout, field.name()));
      if (found != field.value()) {
        return Optional.of(surprise(struct, field.name(), found, field.value()));
      }
    }
    for (FlagField field : flags) {
      int found = guarded.get(JAVA_BYTE, offset(layout, field.name()));
      if (found != (field.value() ? 1 : 0)) {
        return Optional.of(surprise(struct, field.name(), found, field.value() ? 1 : 0));
      }
    }
    for (long i = layout.byteSize(); i < guarded.byteSize(); i++) {
      if (guarded.get(JAVA_BYTE, i) != POISON) {
        return Optional.of(struct + " is longer than " + layout.byteSize() + " bytes");
      }
    }
    return Optional.empty();
  }

  private static String surprise(String struct, String field, int found, int expected) {
    return struct + "." + field + " is " + found + " by default and not " + expected;
  }
}
