package memagent.infer;

import java.util.Optional;
import memagent.model.Cancellation;
import memagent.model.ChatRequest;
import memagent.model.FinishReason;
import memagent.model.TextListener;

/** Generates one completion on the live sequence. */
final class Generation {
  private static final int[] NO_GUESSES = {};

  /** After so many tokens the number of threads is chosen again. */
  private static final int THREADS_TOKENS = 16;

  private final NativeModel model;
  private final NativeContext context;
  private final PrefixCache cache;
  private final LiveSequence live;
  private final boolean speculation;
  private final Runnable chooseThreads;
  private final float[] logits;

  Generation(
      NativeModel model,
      NativeContext context,
      PrefixCache cache,
      boolean speculation,
      Runnable chooseThreads,
      float[] logits) {
    this.model = model;
    this.context = context;
    this.cache = cache;
    this.live = cache.live();
    this.speculation = speculation;
    this.chooseThreads = chooseThreads;
    this.logits = logits;
  }

  Completion run(
      Prompt prompt, ChatRequest request, TextListener listener, Cancellation cancellation) {
    try (Draw draw = Draw.begin(model, request, listener)) {
      boolean isKnown = cache.knows(prompt);
      int cached = isKnown ? prompt.length() : cache.prepare(prompt);
      FinishReason reason = FinishReason.CANCELLED;
      if (isKnown) {
        cache.recall(logits);
      }
      if (isKnown || read(prompt)) {
        int room = context.tokenCountMax() - prompt.length();
        reason = generate(draw, Math.min(request.completionTokensMax(), room), cancellation);
      }
      draw.finish();
      return new Completion(
          prompt.tokenList(), draw.tokens().toList(), draw.text(), reason, cached);
    } finally {
      live.settle();
    }
  }

  /** Whether it was not aborted. */
  private boolean read(Prompt prompt) {
    int row = cache.compute(prompt);
    if (row >= 0) {
      context.logits(row, logits);
      cache.remember(prompt, logits);
    }
    return row >= 0;
  }

  /** Goes on from the logits of the prompt's last token. */
  private FinishReason generate(Draw draw, int tokensMax, Cancellation cancellation) {
    PromptLookup lookup = new PromptLookup(live.tokens());
    int[] guesses = NO_GUESSES;
    int right = 0;
    int row = -1;
    long nanos = 0;
    while (true) {
      if (cancellation.isCancelled()) {
        return FinishReason.CANCELLED;
      }
      if (row >= 0) {
        context.logits(row, logits);
      }
      int token = draw.next(logits);
      Optional<FinishReason> over = draw.over(tokensMax);
      if (over.isPresent()) {
        return over.get();
      }
      if (draw.tokens().size() % THREADS_TOKENS == 1) {
        chooseThreads.run();
      }
      if (right < guesses.length && guesses[right] == token) {
        live.confirm(token);
        right++;
        row++;
        continue;
      }
      if (guesses.length > 0) {
        lookup.outcome(right, nanos);
        live.settle();
      }
      guesses =
          speculation ? lookup.guess(token, tokensMax - draw.tokens().size() - 1) : NO_GUESSES;
      right = 0;
      row = 0;
      long start = System.nanoTime();
      if (live.extend(token, guesses) == NativeContext.Outcome.ABORTED) {
        return FinishReason.CANCELLED;
      }
      nanos = System.nanoTime() - start;
      if (guesses.length == 0) {
        lookup.single(nanos);
      }
    }
  }
}
