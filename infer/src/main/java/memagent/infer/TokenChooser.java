package memagent.infer;

import java.util.Arrays;
import java.util.SplittableRandom;
import memagent.model.SamplingParameters;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the next token from logits. One completion, one thread.
 *
 * <p>Temperature first, then top-k, top-p and min-p, each on the renormalised rest (the order of
 * vLLM and of the model cards that name these numbers). The random numbers are {@link
 * SplittableRandom}'s, one a token, so a seed gives the same text on every platform and whether or
 * not tokens were verified in one batch. With a grammar, the token is chosen freely and then
 * checked; only if it is rejected are the other candidates filtered, and only if none is left the
 * whole vocabulary. That draws from the model's distribution restricted to what is allowed.
 */
final class TokenChooser {
  /** What {@link #choose} gives when the grammar allows nothing more. */
  static final int NONE = -1;

  private static final int GREEDY_CANDIDATES = 64;

  /** A candidate this many nats below the best has a share of 1e-13 and is left out. */
  private static final double NEGLIGIBLE_NATS = 30;

  private static final int SORTED_FIRST = 256;

  private final SamplingParameters sampling;
  private final SplittableRandom random;
  private final @Nullable GrammarCheck grammar;

  TokenChooser(SamplingParameters sampling, @Nullable GrammarCheck grammar) {
    this.sampling = sampling;
    this.random = new SplittableRandom(sampling.seed());
    this.grammar = grammar;
  }

  /**
   * Chooses, and lets the grammar go on behind the choice.
   *
   * @param logits one for each token of the vocabulary; may be changed
   */
  int choose(float[] logits) {
    double draw = sampling.temperature() == 0 ? 0 : random.nextDouble();
    int token = draw(logits, draw);
    if (grammar == null) {
      return token;
    }
    if (!grammar.allows(token)) {
      token = drawAllowed(logits, draw, grammar);
    }
    if (token != NONE) {
      grammar.accept(token);
    }
    return token;
  }

  private int draw(float[] logits, double draw) {
    if (sampling.temperature() == 0) {
      return best(logits);
    }
    Candidates candidates = candidates(logits);
    return candidates.pick(draw);
  }

  private int drawAllowed(float[] logits, double draw, GrammarCheck grammar) {
    if (sampling.temperature() == 0) {
      int[] order = most(logits, GREEDY_CANDIDATES);
      boolean[] allowed = grammar.allows(order, order.length);
      for (int i = 0; i < order.length; i++) {
        if (allowed[i] && logits[order[i]] != Float.NEGATIVE_INFINITY) {
          return order[i];
        }
      }
    } else {
      Candidates candidates = candidates(logits);
      boolean[] allowed = grammar.allows(candidates.tokens, candidates.tokens.length);
      if (candidates.keep(allowed)) {
        return candidates.pick(draw);
      }
    }
    int[] all = new int[logits.length];
    Arrays.setAll(all, i -> i);
    boolean[] allowed = grammar.allows(all, all.length);
    boolean any = false;
    for (int i = 0; i < logits.length; i++) {
      if (allowed[i]) {
        any = true;
      } else {
        logits[i] = Float.NEGATIVE_INFINITY;
      }
    }
    return any ? draw(logits, draw) : NONE;
  }

  /** The most likely token; the lowest number among equals. */
  static int best(float[] logits) {
    int best = 0;
    float most = logits[0];
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > most) {
        most = logits[i];
        best = i;
      }
    }
    return best;
  }

  /** The most likely {@code count} tokens, most likely first. */
  private static int[] most(float[] logits, int count) {
    int size = Math.min(count, logits.length);
    int[] heap = new int[size];
    for (int i = 0; i < size; i++) {
      heap[i] = i;
    }
    for (int i = size / 2 - 1; i >= 0; i--) {
      sink(heap, i, size, logits);
    }
    for (int token = size; token < logits.length; token++) {
      if (logits[token] > logits[heap[0]]) {
        heap[0] = token;
        sink(heap, 0, size, logits);
      }
    }
    for (int end = size - 1; end > 0; end--) {
      int least = heap[0];
      heap[0] = heap[end];
      heap[end] = least;
      sink(heap, 0, end, logits);
    }
    return heap;
  }

  /** Restores the heap order (least likely on top, the higher number among equals) below a node. */
  private static void sink(int[] heap, int from, int size, float[] logits) {
    int at = from;
    while (true) {
      int least = at;
      for (int child = 2 * at + 1; child <= 2 * at + 2 && child < size; child++) {
        if (less(heap[child], heap[least], logits)) {
          least = child;
        }
      }
      if (least == at) {
        return;
      }
      int swap = heap[at];
      heap[at] = heap[least];
      heap[least] = swap;
      at = least;
    }
  }

  private static boolean less(int a, int b, float[] logits) {
    return logits[a] != logits[b] ? logits[a] < logits[b] : a > b;
  }

  private Candidates candidates(float[] logits) {
    double temperature = sampling.temperature();
    double most = logits[best(logits)];
    double nats =
        sampling.minP() > 0
            ? Math.min(NEGLIGIBLE_NATS, -Math.log(sampling.minP()))
            : NEGLIGIBLE_NATS;
    double floor = most - nats * temperature;
    int[] tokens = new int[logits.length];
    double[] weights = new double[logits.length];
    int count = 0;
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      if (logits[i] >= floor) {
        tokens[count] = i;
        weights[count] = Math.exp((logits[i] - most) / temperature);
        sum += weights[count++];
      }
    }
    if (sampling.topK() == 0 && sampling.topP() == 1) {
      return new Candidates(Arrays.copyOf(tokens, count), Arrays.copyOf(weights, count));
    }
    int limit = sampling.topK() > 0 ? Math.min(count, sampling.topK()) : count;
    // Only as many as are needed are sorted: twice, the second time all, where the first few do
    // not reach top-p.
    for (int size = sampling.topK() > 0 ? limit : Math.min(limit, SORTED_FIRST); ; size = limit) {
      int[] order = most(logits, size);
      double[] ordered = new double[size];
      for (int i = 0; i < size; i++) {
        ordered[i] = Math.exp((logits[order[i]] - most) / temperature);
      }
      double whole = sampling.topK() > 0 ? Arrays.stream(ordered).sum() : sum;
      boolean all = size == limit;
      int kept = reach(ordered, sampling.topP() * whole);
      if (all || kept < size) {
        return new Candidates(Arrays.copyOf(order, kept), Arrays.copyOf(ordered, kept));
      }
    }
  }

  /** How many of the first weights it takes to reach {@code enough}; 1 or more. */
  private static int reach(double[] weights, double enough) {
    int count = 0;
    double sum = 0;
    while (count < weights.length && sum < enough) {
      sum += weights[count++];
    }
    return Math.max(count, 1);
  }

  /** Tokens with their weights. */
  private static final class Candidates {
    private int[] tokens;
    private double[] weights;

    Candidates(int[] tokens, double[] weights) {
      this.tokens = tokens;
      this.weights = weights;
    }

    boolean keep(boolean[] allowed) {
      int count = 0;
      for (int i = 0; i < tokens.length; i++) {
        if (allowed[i]) {
          tokens[count] = tokens[i];
          weights[count++] = weights[i];
        }
      }
      tokens = Arrays.copyOf(tokens, count);
      weights = Arrays.copyOf(weights, count);
      return count > 0;
    }

    int pick(double draw) {
      double left = draw * Arrays.stream(weights).sum();
      for (int i = 0; i < tokens.length; i++) {
        left -= weights[i];
        if (left < 0) {
          return tokens[i];
        }
      }
      return tokens[tokens.length - 1];
    }
  }
}
