package memagent.infer;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * What a local model is loaded with. Begin with {@link #of} and change what should differ.
 *
 * @param modelFile a GGUF file
 * @param libraryFolder where llama.cpp's libraries lie
 * @param adapters LoRA adapters that are attached from the start
 * @param progress receives 0 to 1 while the file loads
 * @param name what to call the model; empty takes the file's name
 */
public record LlamaSettings(
    Path modelFile,
    Path libraryFolder,
    Compute compute,
    Reuse reuse,
    List<AdapterFile> adapters,
    DoubleConsumer progress,
    Optional<String> name) {

  public LlamaSettings {
    adapters = List.copyOf(adapters);
  }

  /**
   * How it is computed.
   *
   * @param contextTokensMax prompt and completion together; 0 takes the smaller of what the model
   *     was trained for and {@link #CONTEXT_TOKENS_DEFAULT}
   * @param decodeThreads threads that compute one token; 0 chooses
   * @param batchThreads threads that compute a prompt; 0 chooses
   * @param kvType how the KV cache stores its numbers
   * @param flashAttention whether attention is computed without its full matrix; a KV cache of
   *     blocks needs it
   * @param extraBuffers whether weights may be repacked at load: faster on large models, at the
   *     price of up to 1.6 times the memory
   */
  public record Compute(
      int contextTokensMax,
      int decodeThreads,
      int batchThreads,
      KvType kvType,
      FlashAttention flashAttention,
      boolean extraBuffers) {

    /** The context where neither the caller nor a smaller model decides. */
    public static final int CONTEXT_TOKENS_DEFAULT = 8192;

    /** Chosen by measurement; {@code docs/decisions.md} says which. */
    public static final Compute DEFAULT =
        new Compute(0, 0, 0, KvType.F16, FlashAttention.AUTO, true);

    public Compute {
      check(contextTokensMax == 0 || contextTokensMax >= 64, "contextTokensMax", contextTokensMax);
      if (kvType == KvType.Q8_0 && flashAttention != FlashAttention.ON) {
        throw new IllegalArgumentException("A KV cache of Q8_0 needs flashAttention ON.");
      }
      if (kvType != KvType.F16 && flashAttention == FlashAttention.PROMPTS) {
        throw new IllegalArgumentException("Flash attention for prompts needs a KV cache of F16.");
      }
      check(decodeThreads >= 0 && decodeThreads <= 512, "decodeThreads", decodeThreads);
      check(batchThreads >= 0 && batchThreads <= 512, "batchThreads", batchThreads);
    }
  }

  /**
   * Whether attention is computed in blocks, without its full matrix (Dao et al. 2022,
   * FlashAttention, algorithm 1): a prompt is read sooner, and long contexts take less memory; on
   * processors with vectors of 256 bits a token then takes half as long again.
   */
  public enum FlashAttention {
    /** On where the processor has vectors of 512 bits, elsewhere for prompts. */
    AUTO,
    ON,
    OFF,
    /** On for prompts and off for what is generated; the KV cache must be F16. */
    PROMPTS
  }

  /**
   * What is not computed twice.
   *
   * @param prefixes whether computed prompts are kept and used again; off only to measure
   * @param speculation whether tokens that may repeat the conversation are guessed and verified in
   *     one batch; the text stays the same
   * @param heldTokensMin another conversation's state is held in memory if at least this many of
   *     its tokens would have to be computed again
   * @param heldBytesMax most bytes of other conversations' states held in memory
   * @param stateFolder where system prompts' states are kept across starts; empty keeps none
   * @param stateBytesMax most bytes in the state folder
   * @param clock tells which state was used last; not asked where none is kept on disk
   */
  public record Reuse(
      boolean prefixes,
      boolean speculation,
      int heldTokensMin,
      long heldBytesMax,
      Optional<Path> stateFolder,
      long stateBytesMax,
      InstantSource clock) {

    /** Everything in memory, nothing on disk. */
    public static final Reuse DEFAULT =
        new Reuse(true, true, 256, 256L << 20, Optional.empty(), 512L << 20, () -> Instant.EPOCH);

    public Reuse {
      check(heldTokensMin >= 0, "heldTokensMin", heldTokensMin);
      check(heldBytesMax >= 0, "heldBytesMax", heldBytesMax);
      check(stateBytesMax >= 0, "stateBytesMax", stateBytesMax);
    }
  }

  /**
   * A LoRA adapter to attach.
   *
   * @param scale 1 is as trained
   */
  public record AdapterFile(Path file, double scale) {}

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
        Compute.DEFAULT,
        Reuse.DEFAULT,
        List.of(),
        done -> {},
        Optional.empty());
  }

  /** The embedded model of a parts folder. */
  public static LlamaSettings embedded(LlamaParts parts) {
    return of(parts.modelFile(), parts.libraryFolder());
  }

  /** The same for another model file. */
  public LlamaSettings with(Path file) {
    return new LlamaSettings(file, libraryFolder, compute, reuse, adapters, progress, name);
  }

  /** The same, computed in another way. */
  public LlamaSettings with(Compute other) {
    return new LlamaSettings(modelFile, libraryFolder, other, reuse, adapters, progress, name);
  }

  /** The same with other reuse. */
  public LlamaSettings with(Reuse other) {
    return new LlamaSettings(modelFile, libraryFolder, compute, other, adapters, progress, name);
  }

  /** The same with another context length; 0 chooses. */
  public LlamaSettings withContextTokensMax(int tokens) {
    return with(
        new Compute(
            tokens,
            compute.decodeThreads(),
            compute.batchThreads(),
            compute.kvType(),
            compute.flashAttention(),
            compute.extraBuffers()));
  }

  /** The same with other thread counts; 0 chooses. */
  public LlamaSettings withThreads(int decode, int batch) {
    return with(
        new Compute(
            compute.contextTokensMax(),
            decode,
            batch,
            compute.kvType(),
            compute.flashAttention(),
            compute.extraBuffers()));
  }

  /** The same with attention computed without its full matrix, or with it. */
  public LlamaSettings withFlashAttention(FlashAttention choice) {
    return with(
        new Compute(
            compute.contextTokensMax(),
            compute.decodeThreads(),
            compute.batchThreads(),
            compute.kvType(),
            choice,
            compute.extraBuffers()));
  }

  /** The same with guessing on or off. */
  public LlamaSettings withSpeculation(boolean on) {
    return with(
        new Reuse(
            reuse.prefixes(),
            on,
            reuse.heldTokensMin(),
            reuse.heldBytesMax(),
            reuse.stateFolder(),
            reuse.stateBytesMax(),
            reuse.clock()));
  }

  /** The same with reuse of computed prompts on or off. */
  public LlamaSettings withPrefixes(boolean on) {
    return with(
        new Reuse(
            on,
            reuse.speculation(),
            reuse.heldTokensMin(),
            reuse.heldBytesMax(),
            reuse.stateFolder(),
            reuse.stateBytesMax(),
            reuse.clock()));
  }

  /**
   * The same with a folder for states, of at most {@code bytesMax} bytes; {@code clock} tells which
   * of them was used last.
   */
  public LlamaSettings withStateFolder(Path folder, long bytesMax, InstantSource clock) {
    return with(
        new Reuse(
            reuse.prefixes(),
            reuse.speculation(),
            reuse.heldTokensMin(),
            reuse.heldBytesMax(),
            Optional.of(folder),
            bytesMax,
            clock));
  }

  /** The same with these adapters. */
  public LlamaSettings withAdapters(List<AdapterFile> files) {
    return new LlamaSettings(modelFile, libraryFolder, compute, reuse, files, progress, name);
  }

  /** The same with a listener for the progress of loading. */
  public LlamaSettings withProgress(DoubleConsumer listener) {
    return new LlamaSettings(modelFile, libraryFolder, compute, reuse, adapters, listener, name);
  }

  /** The same under another name. */
  public LlamaSettings withName(String other) {
    return new LlamaSettings(
        modelFile, libraryFolder, compute, reuse, adapters, progress, Optional.of(other));
  }
}
