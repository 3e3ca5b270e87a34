package memagent.infer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import memagent.infer.LlamaSettings.FlashAttention;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatModel;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.ModelException;
import memagent.model.ModelInfo;
import memagent.model.TextListener;

/**
 * A chat model that runs inside the process.
 *
 * <p>One conversation is computed at a time, and other callers wait in order of arrival; {@link
 * LlamaSlots} is for many side by side.
 */
public final class LlamaChatModel implements ChatModel {
  /**
   * A prompt is computed in batches of this many tokens: what they hold stays in the core's cache.
   */
  private static final int BATCH_TOKENS_MAX = 128;

  /** With flash attention, which keeps no matrix of all pairs of tokens. */
  private static final int FLASH_BATCH_TOKENS_MAX = 512;

  /** The same where the processor has vectors of 512 bits. */
  private static final int WIDE_FLASH_BATCH_TOKENS_MAX = 256;

  /** Of all slots together: one token each, and the prompts that are new. */
  private static final int SLOTS_BATCH_TOKENS_MAX = 512;

  private final NativeModel model;
  private final NativeContext context;
  private final ModelCard card;
  private final LlamaSettings settings;
  private final ModelInfo info;
  private final Prompt.Writer writer;
  private final PrefixCache cache;
  private final Line line = new Line();
  private final float[] logits;
  private List<LlamaAdapter.Use> uses = List.of();
  private final List<LlamaSlots> opened = new ArrayList<>();
  private boolean closed;

  private LlamaChatModel(
      NativeModel model, NativeContext context, ModelCard card, LlamaSettings settings) {
    this.model = model;
    this.context = context;
    this.card = card;
    this.settings = settings;
    this.writer = new Prompt.Writer(model, card.template(), card.file().toString());
    this.info =
        new ModelInfo(
            settings.name().orElse(card.name()),
            context.tokenCountMax(),
            model.parameterCount(),
            card.template().opensThought(),
            true);
    this.logits = new float[model.tokenCount()];
    this.cache = new PrefixCache(context, settings, card.fingerprint());
  }

  /**
   * Loads a model.
   *
   * @throws ModelException if the file or the libraries are missing, damaged or of the wrong kind
   */
  public static LlamaChatModel load(LlamaSettings wanted) {
    ModelCard card = ModelCard.read(wanted.modelFile());
    LlamaLibrary library = LlamaLibrary.load(wanted.libraryFolder());
    LlamaSettings settings = wanted.withFlashAttention(flashAttention(wanted, library));
    FlashAttention flash = settings.compute().flashAttention();
    NativeModel model =
        NativeModel.load(
            library, settings.modelFile(), settings.compute().extraBuffers(), settings.progress());
    try {
      NativeContext context =
          new NativeContext(
              model,
              new NativeContext.Shape(
                  contextTokens(settings, model),
                  1,
                  false,
                  batchTokensMax(flash, library),
                  LlamaThreads.choose(settings, model.parameterCount()),
                  flash,
                  settings.compute().kvType()));
      try {
        LlamaChatModel chat = new LlamaChatModel(model, context, card, settings);
        chat.use(
            settings.adapters().stream()
                .map(each -> new LlamaAdapter.Use(chat.adapter(each.file()), each.scale()))
                .toList());
        return chat;
      } catch (RuntimeException e) {
        context.close();
        throw e;
      }
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static FlashAttention flashAttention(LlamaSettings settings, LlamaLibrary library) {
    return switch (settings.compute().flashAttention()) {
      case AUTO -> {
        boolean canTurn = settings.compute().kvType() == KvType.F16;
        FlashAttention elsewhere = canTurn ? FlashAttention.PROMPTS : FlashAttention.OFF;
        yield library.hasWideVectors() ? FlashAttention.ON : elsewhere;
      }
      case ON, OFF, PROMPTS -> settings.compute().flashAttention();
    };
  }

  private static int batchTokensMax(FlashAttention flash, LlamaLibrary library) {
    if (flash == FlashAttention.OFF) {
      return BATCH_TOKENS_MAX;
    }
    return library.hasWideVectors() ? WIDE_FLASH_BATCH_TOKENS_MAX : FLASH_BATCH_TOKENS_MAX;
  }

  private static int contextTokens(LlamaSettings settings, NativeModel model) {
    int trained = model.contextTrain();
    int wanted =
        settings.compute().contextTokensMax() > 0
            ? settings.compute().contextTokensMax()
            : LlamaSettings.Compute.CONTEXT_TOKENS_DEFAULT;
    return trained > 0 ? Math.min(wanted, trained) : wanted;
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public ChatResponse chat(ChatRequest request, TextListener listener, Cancellation cancellation) {
    return complete(request, listener, cancellation).response();
  }

  /**
   * Generates like {@link #chat} and gives the tokens too.
   *
   * @throws ModelException as {@link #chat} does
   */
  public Completion complete(
      ChatRequest request, TextListener listener, Cancellation cancellation) {
    if (!line.enter(cancellation)) {
      return Completion.cancelled();
    }
    try {
      checkOpen();
      context.abort(false);
      chooseThreads();
      try (Cancellation.Registration _ = cancellation.onCancel(() -> context.abort(true))) {
        Prompt prompt = writer.write(request.messages());
        checkFits(prompt, context.tokenCountMax());
        return new Generation(
                model, context, cache, settings.reuse().speculation(), this::chooseThreads, logits)
            .run(prompt, request, listener, cancellation);
      }
    } finally {
      line.leave();
    }
  }

  private void chooseThreads() {
    context.useThreads(LlamaThreads.choose(settings, info.parameterCount()));
  }

  static void checkFits(Prompt prompt, int tokenCountMax) {
    if (prompt.length() >= tokenCountMax) {
      throw new ModelException(
          "The conversation has "
              + prompt.length()
              + " tokens and the model's context holds "
              + tokenCountMax
              + "; start a new conversation, shorten the message or raise contextTokensMax.");
    }
  }

  /** The conversation as tokens, up to where the assistant's message goes on. */
  public int[] promptTokens(List<ChatMessage> messages) {
    return alone(() -> writer.write(messages).tokens());
  }

  /** A text as tokens; nothing in it becomes a control token. */
  public int[] tokens(String text) {
    return alone(() -> model.tokens(text, false));
  }

  /** The text of tokens; control tokens are left out. */
  public String text(int[] tokens) {
    return alone(() -> model.text(tokens));
  }

  /**
   * Computes the logits behind each token of a text, without any cache.
   *
   * @return (tokens, vocabulary)
   */
  public float[][] logits(int[] tokens) {
    return alone(() -> {
      cache.drop();
      return Scoring.logits(context, tokens, model.tokenCount());
    });
  }

  /** Loads an adapter for this model; it is not at work before {@link #use}. */
  public LlamaAdapter adapter(Path file) {
    return alone(() -> LlamaAdapter.load(model, card.gguf(), file));
  }

  /** Replaces the adapters that are at work; none is the bare model. */
  public void use(List<LlamaAdapter.Use> adapters) {
    alone(() -> {
      uses = List.copyOf(adapters);
      context.useAdapters(uses);
      cache.useAdapters(uses);
      return uses;
    });
  }

  /**
   * Opens slots on this model's weights, computed with the adapters that are at work now. They have
   * a KV cache of their own and are closed with this model.
   *
   * @param slotCount how many conversations run side by side, 1 to 256
   * @param slotTokensMax prompt and completion of one conversation together
   */
  public LlamaSlots slots(int slotCount, int slotTokensMax) {
    if (slotCount < 1 || slotCount > 256 || slotTokensMax < 64) {
      throw new IllegalArgumentException(
          "The slots are "
              + slotCount
              + " of "
              + slotTokensMax
              + " tokens; 1 to 256 of 64 or more"
              + " can be made.");
    }
    return alone(() -> {
      LlamaThreads threads = LlamaThreads.choose(settings, info.parameterCount());
      boolean flash = settings.compute().flashAttention() == FlashAttention.ON;
      NativeContext shared =
          new NativeContext(
              model,
              new NativeContext.Shape(
                  slotCount * slotTokensMax,
                  slotCount,
                  true,
                  SLOTS_BATCH_TOKENS_MAX,
                  slotCount > 1 ? new LlamaThreads(threads.batch(), threads.batch()) : threads,
                  flash ? FlashAttention.ON : FlashAttention.OFF,
                  settings.compute().kvType()));
      shared.useAdapters(uses);
      LlamaSlots slots = new LlamaSlots(model, shared, writer, info, slotCount, slotTokensMax);
      opened.add(slots);
      return slots;
    });
  }

  private <T> T alone(Supplier<T> work) {
    line.enter(new Cancellation());
    try {
      checkOpen();
      return work.get();
    } finally {
      line.leave();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new ModelException("The model " + info.name() + " is closed.");
    }
  }

  @Override
  public void close() {
    line.enter(new Cancellation());
    try {
      if (!closed) {
        closed = true;
        opened.forEach(LlamaSlots::close);
        cache.close();
        context.close();
        model.close();
      }
    } finally {
      line.leave();
    }
  }
}
