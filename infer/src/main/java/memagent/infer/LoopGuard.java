package memagent.infer;

/**
 * Finds a text that goes in circles: the same few tokens again and again. Small models end so when
 * they do not know how to go on, and would until no token is left.
 */
final class LoopGuard {
  /** The longest circle that is looked for, in tokens. */
  static final int PERIOD_TOKENS_MAX = 16;

  /** So often a circle is gone before it counts: a table's ruler may have many columns. */
  static final int ROUND_COUNT_MAX = 8;

  /** So many tokens a circle repeats before it counts. */
  static final int REPEATED_TOKENS_MIN = 48;

  private final int[] same = new int[PERIOD_TOKENS_MAX + 1]; // (periods) tokens as a period before

  /** Looks at the newest token; whether the text goes in circles by now. */
  boolean loops(TokenList tokens) {
    int last = tokens.size() - 1;
    boolean loops = false;
    for (int period = 1; period <= Math.min(PERIOD_TOKENS_MAX, last); period++) {
      same[period] = tokens.get(last) == tokens.get(last - period) ? same[period] + 1 : 0;
      loops |= same[period] >= Math.max(REPEATED_TOKENS_MIN, ROUND_COUNT_MAX * period);
    }
    return loops;
  }
}
