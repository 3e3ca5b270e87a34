package memagent.vault;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins the ranking by words and links with the one by vectors.
 *
 * <p>Reciprocal rank fusion (Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion outperforms
 * Condorcet and individual Rank Learning Methods", SIGIR 2009): a document at rank {@code r} of a
 * ranking gets {@code w / (k + r)} of it, and the sums decide; {@code k = 60} there, and {@code w =
 * 1}. What the words find for certain is no matter of votes: it stays on top, in its order.
 *
 * @param k from 0: the larger, the less the first ranks of one ranking count against both
 * @param wordsWeight w of the ranking by words and links
 * @param vectorsWeight w of the ranking by vectors
 */
record RankFusion(int k, double wordsWeight, double vectorsWeight) {
  /** Chosen on one half of the benchmark's questions: docs/decisions.md, "Search". */
  static final RankFusion CHOSEN = new RankFusion(5, 1, 2);

  /** How many of each ranking are joined, at least. */
  static final int DEPTH = 30;

  /**
   * The documents of both rankings.
   *
   * @param certain those of the first ranking that stay on top
   * @return best first, with their scores from 0 to 1; 2 for those on top
   */
  Map<Integer, Double> join(List<Integer> words, Set<Integer> certain, List<Integer> vectors) {
    Map<Integer, Double> votes = new HashMap<>();
    add(words, wordsWeight, votes);
    add(vectors, vectorsWeight, votes);
    Map<Integer, Double> joined = new LinkedHashMap<>();
    words.stream().filter(certain::contains).forEach(document -> joined.put(document, 2.0));
    double most = (wordsWeight + vectorsWeight) / (k + 1);
    votes.entrySet().stream()
        .sorted(
            Comparator.comparingDouble((Map.Entry<Integer, Double> entry) -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .forEach(entry -> joined.putIfAbsent(entry.getKey(), entry.getValue() / most));
    return joined;
  }

  private void add(List<Integer> ranking, double weight, Map<Integer, Double> votes) {
    for (int i = 0; i < ranking.size(); i++) {
      votes.merge(ranking.get(i), weight / (k + i + 1), Double::sum);
    }
  }
}
