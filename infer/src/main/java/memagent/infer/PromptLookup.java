package memagent.infer;

import java.util.Arrays;

/**
 * Guesses the next tokens: when the last few tokens stood earlier in the conversation, what
 * followed them there may follow again (prompt lookup decoding; replies and edits copy what was
 * just read). The guesses are verified in one batch, so a wrong one costs time and never changes
 * the text.
 *
 * <p>How many guesses pay depends on the text, the machine and the weights. Two numbers are kept:
 * {@code right}, the share of guesses that come true, and {@code cost}, what one more guess adds to
 * a batch, in single tokens (0.8 where one thread computes Q4_1 on AVX2, far less where a core is
 * free or the weights have a batched kernel). The i-th guess is worth it while {@code right^i >
 * cost}. While no guess is worth it, the next token is guessed without computing it, only to see
 * whether it would have come true: that is free and finds the next passage that is copied.
 */
final class PromptLookup {
  private static final int[] NONE = {};
  private static final int NO_TOKEN = -1;
  private static final int NGRAM_MAX = 5;
  private static final int NGRAM_MIN = 3;
  private static final int GUESSES_MAX = 15;
  private static final int TIMES = 9;
  private static final double COST_USUAL = 0.5;

  private final TokenList tokens;
  private final long[] singles = new long[TIMES];
  private int singleCount;
  private double right = 0.5;
  private double cost = COST_USUAL;
  private int offered;
  private int expected = NO_TOKEN;

  PromptLookup(TokenList tokens) {
    this.tokens = tokens;
  }

  /**
   * Guesses what follows {@code next}, which itself follows the live tokens.
   *
   * @param most most guesses that have room; may be 0 or less
   */
  int[] guess(int next, int most) {
    if (expected != NO_TOKEN) {
      learn(expected == next);
    }
    expected = NO_TOKEN;
    offered = 0;
    int from = following(next);
    if (from < 0) {
      return NONE;
    }
    int worth = right <= cost ? 0 : (int) Math.min(Math.log(cost) / Math.log(right), GUESSES_MAX);
    offered = Math.min(Math.min(worth, most), tokens.size() - from);
    if (offered < 1 || singleCount == 0) {
      offered = 0;
      expected = tokens.get(from);
      return NONE;
    }
    return tokens.toArray(from, from + offered);
  }

  /** Tells how long one token without guesses took. */
  void single(long nanos) {
    singles[singleCount++ % TIMES] = nanos;
    cost += 0.01 * (COST_USUAL - cost);
  }

  /** Tells how many of the last guesses were right, and how long their batch took. */
  void outcome(int confirmed, long nanos) {
    for (int i = 0; i < confirmed; i++) {
      learn(true);
    }
    if (confirmed < offered) {
      learn(false);
    }
    double added = ((double) nanos / usualSingle() - 1) / offered;
    cost += 0.3 * (Math.clamp(added, 0.02, 2.0) - cost);
  }

  private void learn(boolean came) {
    right += 0.12 * ((came ? 0.99 : 0) - right);
  }

  /** The median of the last single times: one that another program interrupted does not count. */
  private long usualSingle() {
    long[] sorted = Arrays.copyOf(singles, Math.min(singleCount, TIMES));
    Arrays.sort(sorted);
    return Math.max(sorted[sorted.length / 2], 1);
  }

  /** Where the continuation of the longest and latest earlier occurrence begins, or -1. */
  private int following(int next) {
    int size = tokens.size();
    int best = -1;
    int bestLength = NGRAM_MIN - 1;
    for (int end = size - 2; end >= 0; end--) {
      // The occurrence's last token stands at end; it is compared with next, then backwards.
      if (tokens.get(end) != next) {
        continue;
      }
      int length = 1;
      while (length < NGRAM_MAX
          && end - length >= 0
          && tokens.get(end - length) == tokens.get(size - length)) {
        length++;
      }
      if (length > bestLength) {
        best = end + 1;
        bestLength = length;
        if (length == NGRAM_MAX) {
          break;
        }
      }
    }
    return best;
  }
}
