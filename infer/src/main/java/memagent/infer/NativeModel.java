package memagent.infer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleConsumer;
import memagent.model.ModelException;

/** Owns loaded weights and their vocabulary. Safe for use by several threads until closed. */
@SuppressWarnings("restricted")
final class NativeModel implements AutoCloseable {
  /** A file that is not larger is read and not mapped: its weights then lie in large pages. */
  private static final long READ_BYTES_MAX = 1L << 30;

  /** {@code LLAMA_LOAD_MODE_NONE}, llama.h. */
  private static final int LOAD_MODE_NONE = 0;

  private final LlamaLibrary library;
  private final LlamaFunctions calls;
  private final MemorySegment model;
  private final MemorySegment vocabulary;
  private final int tokenCount;
  private final Map<Integer, byte[]> pieces = new ConcurrentHashMap<>();
  private boolean closed;

  private NativeModel(LlamaLibrary library, MemorySegment model) {
    this.library = library;
    this.calls = library.functions();
    this.model = model;
    try {
      this.vocabulary = (MemorySegment) calls.modelGetVocab.invokeExact(model);
      this.tokenCount = (int) calls.vocabTokenCount.invokeExact(vocabulary);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /**
   * Loads a file that {@link GgufFile} has found sound.
   *
   * @param extraBuffers whether weights may be repacked for speed, at the price of memory
   * @param progress receives 0 to 1
   */
  static NativeModel load(
      LlamaLibrary library, Path file, boolean extraBuffers, DoubleConsumer progress) {
    LlamaFunctions calls = library.functions();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params =
          LlamaLibrary.defaults(calls.modelDefaultParams, LlamaStructs.MODEL_PARAMS, arena)
              .asSlice(0, LlamaStructs.MODEL_PARAMS.byteSize());
      LlamaStructs.setFlag(LlamaStructs.MODEL_PARAMS, params, "use_extra_bufts", extraBuffers);
      if (Files.size(file) <= READ_BYTES_MAX) {
        LlamaStructs.setInt(LlamaStructs.MODEL_PARAMS, params, "load_mode", LOAD_MODE_NONE);
      }
      LlamaStructs.setAddress(
          LlamaStructs.MODEL_PARAMS,
          params,
          "progress_callback",
          progressCallback(progress, arena));
      library.log().clear();
      MemorySegment model =
          (MemorySegment)
              calls.modelLoadFromFile.invokeExact(
                  arena.allocateFrom(file.toAbsolutePath().toString()), params);
      if (model.address() == 0) {
        throw new ModelException(
            "llama.cpp cannot load the model file "
                + file
                + ": "
                + library.log().firstError()
                + ".");
      }
      return new NativeModel(library, model);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  private static MemorySegment progressCallback(DoubleConsumer progress, Arena arena)
      throws ReflectiveOperationException {
    return Linker.nativeLinker()
        .upcallStub(
            MethodHandles.insertArguments(
                MethodHandles.lookup()
                    .findStatic(
                        NativeModel.class,
                        "onProgress",
                        MethodType.methodType(
                            boolean.class, DoubleConsumer.class, float.class, MemorySegment.class)),
                0,
                progress),
            FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_FLOAT, ADDRESS),
            arena);
  }

  @SuppressWarnings("unused")
  private static boolean onProgress(DoubleConsumer progress, float done, MemorySegment userData) {
    try {
      progress.accept(done);
    } catch (RuntimeException e) {
      // An exception that left an upcall would end the JVM; showing progress is not worth that.
    }
    return true;
  }

  LlamaLibrary library() {
    return library;
  }

  MemorySegment handle() {
    if (closed) {
      throw new ModelException("The model is closed.");
    }
    return model;
  }

  MemorySegment vocabulary() {
    return vocabulary;
  }

  /** How many tokens the vocabulary has. */
  int tokenCount() {
    return tokenCount;
  }

  int contextTrain() {
    try {
      return (int) calls.modelContextTrain.invokeExact(handle());
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  long parameterCount() {
    try {
      return (long) calls.modelParameterCount.invokeExact(handle());
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** Whether the token ends a message. */
  boolean endsMessage(int token) {
    check(token);
    try {
      return (boolean) calls.vocabIsEog.invokeExact(vocabulary, token)
          || (boolean) calls.vocabIsControl.invokeExact(vocabulary, token);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** The token that begins a text, or -1 where the file asks for none. */
  int beginToken() {
    try {
      return (boolean) calls.vocabAddBos.invokeExact(vocabulary)
          ? (int) calls.vocabBos.invokeExact(vocabulary)
          : -1;
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /**
   * Cuts a text into tokens; nothing is put before or behind it.
   *
   * @param control whether control tokens may be spelled out in the text
   */
  int[] tokens(String text, boolean control) {
    handle();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0) {
      return new int[0];
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment input = arena.allocate(bytes.length);
      input.copyFrom(MemorySegment.ofArray(bytes));
      int room = bytes.length + 8;
      MemorySegment output = arena.allocate(JAVA_INT, room);
      int count =
          (int)
              calls.tokenize.invokeExact(
                  vocabulary, input, bytes.length, output, room, false, control);
      if (count < 0) {
        throw new ModelException(
            "A text of " + bytes.length + " bytes cannot be cut into tokens; shorten it.");
      }
      return output.asSlice(0, 4L * count).toArray(JAVA_INT);
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** The bytes that a token stands for; empty for control tokens. */
  byte[] piece(int token) {
    check(token);
    return pieces.computeIfAbsent(token, this::spell);
  }

  private byte[] spell(int token) {
    handle();
    try (Arena arena = Arena.ofConfined()) {
      int room = 64;
      while (true) {
        MemorySegment output = arena.allocate(room);
        int count = (int) calls.tokenToPiece.invokeExact(vocabulary, token, output, room, 0, false);
        if (count >= 0) {
          return output.asSlice(0, count).toArray(JAVA_BYTE);
        }
        room = -count;
      }
    } catch (Throwable t) {
      throw LlamaFunctions.broken(t);
    }
  }

  /** The one token that {@code text} spells, or -1 if it is not a token of its own. */
  int controlToken(String text) {
    int[] tokens = tokens(text, true);
    return tokens.length == 1 ? tokens[0] : -1;
  }

  /** The text of some tokens; bytes that are not UTF-8 become U+FFFD. */
  String text(int[] tokens) {
    byte[][] parts = new byte[tokens.length][];
    for (int i = 0; i < tokens.length; i++) {
      parts[i] = piece(tokens[i]);
    }
    byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return new String(all, StandardCharsets.UTF_8);
  }

  private void check(int token) {
    if (token < 0 || token >= tokenCount) {
      throw new IllegalArgumentException(
          "The token " + token + " is not one of the model's " + tokenCount + ".");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        calls.modelFree.invokeExact(model);
      } catch (Throwable t) {
        throw LlamaFunctions.broken(t);
      }
    }
  }
}
