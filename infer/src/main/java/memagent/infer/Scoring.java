package memagent.infer;

import memagent.model.ModelException;

/** Logits behind every token of a text, for training and its tests. */
final class Scoring {
  /** Rows per batch: llama.cpp keeps a row of logits for each, so few at a time. */
  private static final int ROWS_MAX = 64;

  private Scoring() {}

  static float[][] logits(NativeContext context, int[] tokens, int vocabulary) {
    if (tokens.length > context.tokenCountMax()) {
      throw new ModelException(
          "The text has "
              + tokens.length
              + " tokens and the model's context holds "
              + context.tokenCountMax()
              + "; shorten it.");
    }
    float[][] logits = new float[tokens.length][vocabulary];
    context.abort(false);
    context.writeTokens();
    try {
      for (int from = 0; from < tokens.length; from += ROWS_MAX) {
        int end = Math.min(tokens.length, from + ROWS_MAX);
        context.clearBatch();
        for (int i = from; i < end; i++) {
          int _ = context.add(tokens[i], i, 0, true);
        }
        NativeContext.Outcome _ = context.decode();
        for (int i = from; i < end; i++) {
          context.logits(i - from, logits[i]);
        }
      }
      return logits;
    } finally {
      context.truncate(0, 0);
    }
  }
}
