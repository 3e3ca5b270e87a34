package memagent.infer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import memagent.model.ModelException;

/** Handles of the llama.cpp functions that are called, under the names of {@code llama.h}. */
@SuppressWarnings("restricted")
final class LlamaFunctions {
  final MethodHandle modelDefaultParams;
  final MethodHandle contextDefaultParams;
  final MethodHandle backendInit;
  final MethodHandle logSet;
  final MethodHandle modelLoadFromFile;
  final MethodHandle modelFree;
  final MethodHandle modelGetVocab;
  final MethodHandle modelContextTrain;
  final MethodHandle modelParameterCount;
  final MethodHandle vocabTokenCount;
  final MethodHandle vocabIsEog;
  final MethodHandle vocabIsControl;
  final MethodHandle vocabAddBos;
  final MethodHandle vocabBos;
  final MethodHandle tokenize;
  final MethodHandle tokenToPiece;
  final MethodHandle initFromModel;
  final MethodHandle free;
  final MethodHandle batchLength;
  final MethodHandle sequenceCount;
  final MethodHandle getMemory;
  final MethodHandle memoryClear;
  final MethodHandle memorySeqRm;
  final MethodHandle memorySeqCp;
  final MethodHandle decode;
  final MethodHandle getLogitsIth;
  final MethodHandle setThreads;
  final MethodHandle setAbortCallback;
  final MethodHandle stateSeqGetSize;
  final MethodHandle stateSeqGetData;
  final MethodHandle stateSeqSetData;
  final MethodHandle adapterInit;
  final MethodHandle setAdapters;
  final MethodHandle samplerInitGrammar;
  final MethodHandle samplerApply;
  final MethodHandle samplerAccept;
  final MethodHandle samplerFree;

  private final Linker linker = Linker.nativeLinker();
  private final SymbolLookup symbols;

  LlamaFunctions(SymbolLookup symbols) {
    this.symbols = symbols;
    modelDefaultParams = value("llama_model_default_params", LlamaStructs.MODEL_PARAMS);
    contextDefaultParams = value("llama_context_default_params", LlamaStructs.CONTEXT_PARAMS);
    backendInit = nothing("llama_backend_init");
    logSet = nothing("llama_log_set", ADDRESS, ADDRESS);
    modelLoadFromFile =
        value("llama_model_load_from_file", ADDRESS, ADDRESS, LlamaStructs.MODEL_PARAMS);
    modelFree = nothing("llama_model_free", ADDRESS);
    modelGetVocab = value("llama_model_get_vocab", ADDRESS, ADDRESS);
    modelContextTrain = value("llama_model_n_ctx_train", JAVA_INT, ADDRESS);
    modelParameterCount = value("llama_model_n_params", JAVA_LONG, ADDRESS);
    vocabTokenCount = value("llama_vocab_n_tokens", JAVA_INT, ADDRESS);
    vocabIsEog = value("llama_vocab_is_eog", JAVA_BOOLEAN, ADDRESS, JAVA_INT);
    vocabIsControl = value("llama_vocab_is_control", JAVA_BOOLEAN, ADDRESS, JAVA_INT);
    vocabAddBos = value("llama_vocab_get_add_bos", JAVA_BOOLEAN, ADDRESS);
    vocabBos = value("llama_vocab_bos", JAVA_INT, ADDRESS);
    tokenize =
        value(
            "llama_tokenize",
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_BOOLEAN,
            JAVA_BOOLEAN);
    tokenToPiece =
        value(
            "llama_token_to_piece",
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_BOOLEAN);
    initFromModel = value("llama_init_from_model", ADDRESS, ADDRESS, LlamaStructs.CONTEXT_PARAMS);
    free = nothing("llama_free", ADDRESS);
    batchLength = value("llama_n_batch", JAVA_INT, ADDRESS);
    sequenceCount = value("llama_n_seq_max", JAVA_INT, ADDRESS);
    getMemory = value("llama_get_memory", ADDRESS, ADDRESS);
    memoryClear = nothing("llama_memory_clear", ADDRESS, JAVA_BOOLEAN);
    memorySeqRm = value("llama_memory_seq_rm", JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
    memorySeqCp = nothing("llama_memory_seq_cp", ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    decode = value("llama_decode", JAVA_INT, ADDRESS, LlamaStructs.BATCH);
    getLogitsIth = value("llama_get_logits_ith", ADDRESS, ADDRESS, JAVA_INT);
    setThreads = nothing("llama_set_n_threads", ADDRESS, JAVA_INT, JAVA_INT);
    setAbortCallback = nothing("llama_set_abort_callback", ADDRESS, ADDRESS, ADDRESS);
    stateSeqGetSize = value("llama_state_seq_get_size", JAVA_LONG, ADDRESS, JAVA_INT);
    stateSeqGetData =
        value("llama_state_seq_get_data", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    stateSeqSetData =
        value("llama_state_seq_set_data", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    adapterInit = value("llama_adapter_lora_init", ADDRESS, ADDRESS, ADDRESS);
    setAdapters = value("llama_set_adapters_lora", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    samplerInitGrammar = value("llama_sampler_init_grammar", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    samplerApply = nothing("llama_sampler_apply", ADDRESS, ADDRESS);
    samplerAccept = nothing("llama_sampler_accept", ADDRESS, JAVA_INT);
    samplerFree = nothing("llama_sampler_free", ADDRESS);
  }

  /** A function without parameters whose text result says the library's version. */
  MethodHandle version() {
    return value("llama_version", ADDRESS);
  }

  /** A function without parameters whose text result lists what the processor can do. */
  MethodHandle systemInfo() {
    return value("llama_print_system_info", ADDRESS);
  }

  private MethodHandle value(String name, MemoryLayout result, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.of(result, parameters));
  }

  private MethodHandle nothing(String name, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.ofVoid(parameters));
  }

  private MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return linker.downcallHandle(
        symbols
            .find(name)
            .orElseThrow(() ->
                new ModelException(
                    "The llama.cpp library has no function "
                        + name
                        + "; it must be version "
                        + LlamaLibrary.VERSION
                        + ".")),
        descriptor);
  }

  /** Turns what a handle threw into an unchecked exception. */
  static RuntimeException broken(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new ModelException("A call into llama.cpp failed: " + thrown + ".", thrown);
    };
  }
}
