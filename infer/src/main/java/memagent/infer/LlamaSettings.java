package memagent.infer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * What a local model is loaded with. Begin with {@link #of} and change what should differ.
 *
 * @param modelFile a GGUF file
 * @param libraryFolder where llama.cpp's libraries lie
 * @param contextTokensMax prompt and completion together; 0 takes the smaller of what the model was
 *     trained for and {@link #CONTEXT_TOKENS_DEFAULT}
 * @param decodeThreads threads that compute one token; 0 chooses
 * @param batchThreads threads that compute a prompt; 0 chooses
 * @param kvType how the KV cache stores its numbers
 * @param flashAttention whether attention is computed without its full matrix: faster
 * @param extraBuffers whether weights may be repacked at load: faster on large models, at the price
 *     of up to 1.6 times the memory
 * @param speculation whether tokens that may repeat the prompt are guessed and verified in one
 *     batch; the text stays the same
 * @param prefixReuse whether computed prompts are kept and used again; off only to measure
 * @param adapters LoRA adapters that are attached from the start
 * @param stateFolder where the system prompt's state is kept across starts; empty keeps none
 * @param stateBytesMax most bytes in the state folder
 * @param heldBytesMax most bytes of other conversations' states held in memory
 * @param progress receives 0 to 1 while the file loads
 */
public record LlamaSettings(
    Path modelFile,
    Path libraryFolder,
    int contextTokensMax,
    int decodeThreads,
    int batchThreads,
    KvType kvType,
    boolean flashAttention,
    boolean extraBuffers,
    boolean speculation,
    boolean prefixReuse,
    List<AdapterFile> adapters,
    Optional<Path> stateFolder,
    long stateBytesMax,
    long heldBytesMax,
    DoubleConsumer progress) {

  /** The context where neither the caller nor a smaller model decides. */
  public static final int CONTEXT_TOKENS_DEFAULT = 8192;

  /** Bytes in the state folder where the caller does not decide. */
  public static final long STATE_BYTES_DEFAULT = 512L << 20;

  /** Bytes of held states where the caller does not decide. */
  public static final long HELD_BYTES_DEFAULT = 256L << 20;

  /**
   * A LoRA adapter to attach.
   *
   * @param scale 1 is as trained
   */
  public record AdapterFile(Path file, double scale) {}

  public LlamaSettings {
    adapters = List.copyOf(adapters);
    check(contextTokensMax == 0 || contextTokensMax >= 64, "contextTokensMax", contextTokensMax);
    check(decodeThreads >= 0 && decodeThreads <= 512, "decodeThreads", decodeThreads);
    check(batchThreads >= 0 && batchThreads <= 512, "batchThreads", batchThreads);
    check(stateBytesMax >= 0, "stateBytesMax", stateBytesMax);
    check(heldBytesMax >= 0, "heldBytesMax", heldBytesMax);
  }

  private static void check(boolean ok, String name, long value) {
    if (!ok) {
      throw new IllegalArgumentException(
          "The model setting " + name + " is " + value + ", which is out of range.");
    }
  }

  /** Defaults for a model file, with llama.cpp's libraries in {@code libraryFolder}. */
  public static LlamaSettings of(Path modelFile, Path libraryFolder) {
    return new LlamaSettings(
        modelFile,
        libraryFolder,
        0,
        0,
        0,
        KvType.F16,
        true,
        true,
        true,
        true,
        List.of(),
        Optional.empty(),
        STATE_BYTES_DEFAULT,
        HELD_BYTES_DEFAULT,
        done -> {});
  }

  /** The embedded model of a parts folder. */
  public static LlamaSettings embedded(LlamaParts parts) {
    return of(parts.modelFile(), parts.libraryFolder());
  }

  /** The same with another context length. */
  public LlamaSettings withContextTokensMax(int tokens) {
    return new LlamaSettings(
        modelFile,
        libraryFolder,
        tokens,
        decodeThreads,
        batchThreads,
        kvType,
        flashAttention,
        extraBuffers,
        speculation,
        prefixReuse,
        adapters,
        stateFolder,
        stateBytesMax,
        heldBytesMax,
        progress);
  }

  /** The same with other thread counts; 0 chooses. */
  public LlamaSettings withThreads(int decode, int batch) {
    return new LlamaSettings(
        modelFile,
        libraryFolder,
        contextTokensMax,
        decode,
        batch,
        kvType,
        flashAttention,
        extraBuffers,
        speculation,
        prefixReuse,
        adapters,
        stateFolder,
        stateBytesMax,
        heldBytesMax,
        progress);
  }

  /** The same with another type of KV cache. */
  public LlamaSettings withKvType(KvType type) {
    return new LlamaSettings(
        modelFile,
        libraryFolder,
        contextTokensMax,
        decodeThreads,
        batchThreads,
        type,
        flashAttention,
        extraBuffers,
        speculation,
        prefixReuse,
        adapters,
        stateFolder,
        stateBytesMax,
        heldBytesMax,
        progress);
  }

  /** The same with repacked weights allowed or not. */
  public LlamaSettings withExtraBuffers(boolean allowed) {
    return new LlamaSettings(
        modelFile,
        libraryFolder,
        contextTokensMax,
        decodeThreads,
        batchThreads,
        kvType,
        flashAttention,
        allowed,
        speculation,
        prefixReuse,
        adapters,
        stateFolder,
        stateBytesMax,
        heldBytesMax,
        progress);
  }

  /** The same with guessing on or off. */
  public LlamaSettings withSpeculation(boolean on) {
    return new LlamaSettings(
        modelFile,
        libraryFolder,
        contextTokensMax,
        decodeThreads,
        batchThreads,
        kvType,
        flashAttention,
        extraBuffers,
        on,
        prefixReuse,
        adapters,
        stateFolder,
        stateBytesMax,
        heldBytesMax,
        progress);
  }

  /** The same with reuse of computed prompts on or off. */
  public LlamaSettings withPrefixReuse(boolean on) {
    return new LlamaSettings(
        modelFile,
        libraryFolder,
        contextTokensMax,
        decodeThreads,
        batchThreads,
        kvType,
        flashAttention,
        extraBuffers,
        speculation,
        on,
        adapters,
        stateFolder,
        stateBytesMax,
        heldBytesMax,
        progress);
  }

  /** The same with these adapters. */
  public LlamaSettings withAdapters(List<AdapterFile> files) {
    return new LlamaSettings(
        modelFile,
        libraryFolder,
        contextTokensMax,
        decodeThreads,
        batchThreads,
        kvType,
        flashAttention,
        extraBuffers,
        speculation,
        prefixReuse,
        files,
        stateFolder,
        stateBytesMax,
        heldBytesMax,
        progress);
  }

  /** The same with a folder for states, of at most {@code bytesMax} bytes. */
  public LlamaSettings withStateFolder(Path folder, long bytesMax) {
    return new LlamaSettings(
        modelFile,
        libraryFolder,
        contextTokensMax,
        decodeThreads,
        batchThreads,
        kvType,
        flashAttention,
        extraBuffers,
        speculation,
        prefixReuse,
        adapters,
        Optional.of(folder),
        bytesMax,
        heldBytesMax,
        progress);
  }

  /** The same with a listener for the progress of loading. */
  public LlamaSettings withProgress(DoubleConsumer listener) {
    return new LlamaSettings(
        modelFile,
        libraryFolder,
        contextTokensMax,
        decodeThreads,
        batchThreads,
        kvType,
        flashAttention,
        extraBuffers,
        speculation,
        prefixReuse,
        adapters,
        stateFolder,
        stateBytesMax,
        heldBytesMax,
        listener);
  }
}
