package memagent.infer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import memagent.model.ModelException;

/**
 * A LoRA adapter (GGUF) that was loaded for one model; {@link LlamaChatModel#use} switches between
 * several. It is freed with its model.
 */
public final class LlamaAdapter {
  private final Path file;
  private final MemorySegment handle;
  private final String fingerprint;

  private LlamaAdapter(Path file, MemorySegment handle, String fingerprint) {
    this.file = file;
    this.handle = handle;
    this.fingerprint = fingerprint;
  }

  /**
   * An adapter at work.
   *
   * @param scale how strongly; 1 is as trained, 0 is not at all
   */
  public record Use(LlamaAdapter adapter, double scale) {
    public Use {
      if (!Double.isFinite(scale)) {
        throw new IllegalArgumentException(
            "The scale of an adapter is " + scale + "; it must be a number.");
      }
    }
  }

  static LlamaAdapter load(NativeModel model, GgufFile base, Path file) {
    GgufFile adapter = GgufFile.read(file);
    if (!adapter.text("general.type").equals(java.util.Optional.of("adapter"))
        || !adapter.text("adapter.type").equals(java.util.Optional.of("lora"))) {
      throw new ModelException(
          "The file " + file + " is not a LoRA adapter; give it as the model instead.");
    }
    String architecture = base.text("general.architecture").orElse("");
    String wanted = adapter.text("general.architecture").orElse("");
    if (!wanted.equals(architecture)) {
      throw new ModelException(
          "The adapter "
              + file
              + " is for a model of architecture "
              + wanted
              + " and the model is "
              + architecture
              + "; choose the model that it was trained on.");
    }
    LlamaLibrary library = model.library();
    library.log().clear();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle =
          (MemorySegment)
              library
                  .functions()
                  .adapterInit
                  .invokeExact(
                      model.handle(), arena.allocateFrom(file.toAbsolutePath().toString()));
      if (handle.address() == 0) {
        throw new ModelException(
            "llama.cpp cannot load the adapter " + file + ": " + library.log().firstError() + ".");
      }
      return new LlamaAdapter(file, handle, Fingerprint.of(adapter));
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** The file it came from. */
  public Path file() {
    return file;
  }

  MemorySegment handle() {
    return handle;
  }

  /** The same for the same weights, for keys of cached states. */
  String fingerprint() {
    return fingerprint;
  }
}
