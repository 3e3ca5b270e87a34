package memagent.infer;

/**
 * Guesses the next tokens: when the last few tokens stood earlier in the conversation, what
 * followed them there may follow again (prompt lookup decoding; replies and edits copy what was
 * just read). The guesses are verified in one batch, so a wrong one costs time and never changes
 * the text.
 *
 * <p>Guessing adapts: the number of guesses grows while all of them are right and shrinks when not,
 * and after a miss some tokens pass without a guess, more after each further miss.
 */
final class PromptLookup {
  private static final int NGRAM_MAX = 4;
  private static final int NGRAM_MIN = 2;
  private static final int GUESSES_MIN = 3;
  private static final int GUESSES_MAX = 15;
  private static final int PAUSE_MAX = 32;

  private static final int[] NONE = {};

  private final TokenList tokens;
  private int guesses = 2 * GUESSES_MIN;
  private int pause;
  private int pauseNext = 1;
  private int offered;

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
    if (pause > 0) {
      pause--;
      return NONE;
    }
    int wanted = Math.min(guesses, most);
    if (wanted < 1) {
      return NONE;
    }
    int from = following(next);
    if (from < 0) {
      return NONE;
    }
    offered = Math.min(wanted, tokens.size() - from);
    return tokens.toArray(from, from + offered);
  }

  /** Tells how many of the last guesses were right. */
  void outcome(int right) {
    if (offered == 0) {
      return;
    }
    if (right == offered) {
      guesses = Math.min(GUESSES_MAX, guesses * 2);
      pauseNext = 1;
    } else if (right == 0) {
      guesses = GUESSES_MIN;
      pause = pauseNext;
      pauseNext = Math.min(PAUSE_MAX, pauseNext * 2);
    } else {
      guesses = Math.max(GUESSES_MIN, right + 1);
      pauseNext = 1;
    }
    offered = 0;
  }

  /** Where the continuation of the longest and latest earlier occurrence begins, or -1. */
  private int following(int next) {
    int size = tokens.size();
    int best = -1;
    int bestLength = NGRAM_MIN - 1;
    for (int end = size - 1; end >= 0; end--) {
      // The occurrence's last token stands at end; it is compared with next, then backwards.
      if (tokens.get(end) != next || end + 1 >= size) {
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
