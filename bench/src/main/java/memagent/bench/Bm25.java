package memagent.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ranks texts by the rare words that they share with the question. */
public final class Bm25 implements Finder {
  /*
   * Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, section 3.3):
   * sum over the question's words of idf * f (k1 + 1) / (f + k1 (1 - b + b |d| / mean |d|)), with the
   * usual k1 = 1.2 and b = 0.75, and idf = ln(1 + (N - n + 0.5) / (n + 0.5)), which stays positive.
   */
  private static final double K1 = 1.2;
  private static final double B = 0.75;

  private final List<Map<String, Integer>> counts = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final Map<String, Integer> texts = new HashMap<>(); // how many texts hold the word
  private final double lengthMean;

  public Bm25(List<String> documents) {
    long all = 0;
    for (String document : documents) {
      Map<String, Integer> count = new HashMap<>();
      List<String> words = words(document);
      words.forEach(word -> count.merge(word, 1, Integer::sum));
      count.keySet().forEach(word -> texts.merge(word, 1, Integer::sum));
      counts.add(count);
      lengths.add(words.size());
      all += words.size();
    }
    lengthMean = documents.isEmpty() ? 1 : Math.max(1.0, (double) all / documents.size());
  }

  /* Plurals and the possessive s meet their stem. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : Words.of(text).list()) {
      if (word.length() > 1) {
        boolean plural = word.length() > 3 && word.endsWith("s") && !word.endsWith("ss");
        words.add(plural ? word.substring(0, word.length() - 1) : word);
      }
    }
    return words;
  }

  private record Hit(int index, double score) {}

  @Override
  public List<Integer> find(String question, int countMax) {
    Set<String> asked = new HashSet<>(words(question));
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      double score = 0;
      for (String word : asked) {
        int f = counts.get(i).getOrDefault(word, 0);
        if (f > 0) {
          int n = texts.getOrDefault(word, 0);
          double idf = Math.log(1 + (counts.size() - n + 0.5) / (n + 0.5));
          score += idf * f * (K1 + 1) / (f + K1 * (1 - B + B * lengths.get(i) / lengthMean));
        }
      }
      if (score > 0) {
        hits.add(new Hit(i, score));
      }
    }
    hits.sort(Comparator.comparingDouble(Hit::score).reversed());
    return hits.stream().limit(countMax).map(Hit::index).toList();
  }
}
