package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Two runs task by task.
 *
 * @param onlyFirst tasks that only the first run solved
 * @param onlySecond tasks that only the second run solved
 * @param common tasks that both tried without an error
 * @param bothRight of those, how many both solved
 */
public record Comparison(
    List<String> onlyFirst, List<String> onlySecond, int common, int bothRight) {
  private static final double SIGNIFICANT = 0.05;

  public Comparison {
    onlyFirst = List.copyOf(onlyFirst);
    onlySecond = List.copyOf(onlySecond);
  }

  /** Compares results by task; errors of either side are left out. */
  public static Comparison of(Map<String, TaskResult> first, Map<String, TaskResult> second) {
    List<String> onlyFirst = new ArrayList<>();
    List<String> onlySecond = new ArrayList<>();
    int common = 0;
    int both = 0;
    for (TaskResult a : first.values()) {
      TaskResult b = second.get(a.id());
      if (b != null && !a.isError() && !b.isError()) {
        common++;
        if (a.isRight() && b.isRight()) {
          both++;
        } else if (a.isRight()) {
          onlyFirst.add(a.id());
        } else if (b.isRight()) {
          onlySecond.add(b.id());
        }
      }
    }
    return new Comparison(onlyFirst, onlySecond, common, both);
  }

  /* McNemar's exact test (Psychometrika 12, 1947): under no difference the b + c tasks that only one
   * side solved fall to either side like a fair coin; two-sided binomial tail, at most 1. */
  public double p() {
    int n = onlyFirst.size() + onlySecond.size();
    int k = Math.min(onlyFirst.size(), onlySecond.size());
    double tail = 0;
    double logHalf = n * Math.log(0.5);
    double logChoose = 0; // log of n over i
    for (int i = 0; i <= k; i++) {
      tail += Math.exp(logChoose + logHalf);
      logChoose += Math.log(n - i) - Math.log(i + 1);
    }
    return Math.min(1, 2 * tail);
  }

  /** The finding in a sentence, with the figures. */
  public String text() {
    if (common == 0) {
      return "The two runs have no task in common that both tried without an error.";
    }
    int a = bothRight + onlyFirst.size();
    int b = bothRight + onlySecond.size();
    String verdict =
        p() < SIGNIFICANT
            ? (a > b ? "The first is better" : "The second is better")
            : "They do not differ beyond chance";
    return String.format(
        Locale.ROOT,
        "%s: %d and %d of %d common tasks; only the first solved %d, only the second %d;"
            + " McNemar exact p = %.4f.",
        verdict,
        a,
        b,
        common,
        onlyFirst.size(),
        onlySecond.size(),
        p());
  }
}
