package memagent.infer;

/**
 * Guesses the next tokens: when the last few tokens stood earlier in the conversation, what
 * followed them there may follow again (prompt lookup decoding; replies and edits copy what was
 * just read). The guesses are verified in one batch, so a wrong one costs time and never changes
 * the text.
 *
 * <p>Whether guessing pays depends on the machine, the weights and the text: a batch of five tokens
 * took as long as two single ones or as four and a half, depending on whether a second core was
 * free and how the weights are stored. So the time is kept: each batch earns what its tokens would
 * have taken one by one, and costs what it took. The number of guesses grows while all are right
 * and shrinks when not; after batches that lost time, guessing pauses, longer each time.
 */
final class PromptLookup {
  private static final int[] NONE = {};
  private static final int NGRAM_MAX = 5;
  private static final int NGRAM_MIN = 3;
  private static final int GUESSES_MIN = 3;
  private static final int GUESSES_MAX = 15;
  private static final int PAUSE_MIN = 4;
  private static final int PAUSE_MAX = 128;

  private final TokenList tokens;
  private int guesses = 2 * GUESSES_MIN;
  private int pause;
  private int pauseNext = PAUSE_MIN;
  private int offered;
  private double singleNanos;
  private double gainNanos;

  PromptLookup(TokenList tokens) {
    this.tokens = tokens;
  }

  /**
   * Guesses what follows {@code next}, which itself follows the live tokens.
   *
   * @param most most guesses that have room; may be 0 or less
   */
  int[] guess(int next, int most) {
    offered = 0;
    if (singleNanos == 0) {
      return NONE;
    }
    if (pause > 0) {
      pause--;
      return NONE;
    }
    int wanted = Math.min(guesses, most);
    int from = wanted < 1 ? -1 : following(next);
    if (from < 0) {
      return NONE;
    }
    offered = Math.min(wanted, tokens.size() - from);
    return tokens.toArray(from, from + offered);
  }

  /** Tells how long one token without guesses took. */
  void single(long nanos) {
    singleNanos = singleNanos == 0 ? nanos : 0.9 * singleNanos + 0.1 * nanos;
  }

  /** Tells how many of the last guesses were right, and how long their batch took. */
  void outcome(int right, long nanos) {
    double gain = (right + 1) * singleNanos - nanos;
    gainNanos = 0.7 * gainNanos + gain;
    guesses =
        right == offered
            ? Math.min(GUESSES_MAX, 2 * guesses)
            : Math.clamp(right + 1L, GUESSES_MIN, GUESSES_MAX);
    if (gainNanos >= 0) {
      pauseNext = PAUSE_MIN;
    } else {
      pause = Math.clamp((long) (-gainNanos / singleNanos), pauseNext, PAUSE_MAX);
      pauseNext = Math.min(PAUSE_MAX, 2 * pauseNext);
      gainNanos = 0;
    }
    offered = 0;
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
