package memagent.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words of a question, and how well the words of a memory fit them. */
final class AskedWords {
  private static final double NEAR = 0.5;
  private static final double EARLIER = 0.4;
  private static final int PREFIX_CHARS_MIN = 5;
  private static final int CYRILLIC_PREFIX_CHARS_MIN = 4;
  private static final int CYRILLIC_ENDING_CHARS_MAX = 3;

  private final List<String> words = new ArrayList<>();
  private final List<Set<Integer>> groups; // of near words, for each word
  private final double[] weights; // (words)
  private final double[] rarities; // (words)
  private final boolean[] known; // (words) whether a word of the memory is like it
  private final Map<String, Near> likeness = new HashMap<>();

  /** The words of the question that some word is like, and how much, above 0 to 1. */
  private static final class Near {
    static final Near NONE = new Near(0);
    final int[] asked; // (n) places
    final double[] like; // (n)

    Near(int count) {
      asked = new int[count];
      like = new double[count];
    }
  }

  /** How well some words fit each word of the question. */
  static final class Fit {
    static final Fit NONE = new Fit(0);
    private final double[] of; // (words), 0 to 1; empty where none fits

    private Fit(int count) {
      of = new double[count];
    }
  }

  /**
   * @param before what was said before; its words count less
   */
  AskedWords(String question, String before) {
    Map<String, Double> asked = new LinkedHashMap<>();
    MemoryLine.words(before).forEach(word -> asked.put(word, EARLIER));
    MemoryLine.words(question).forEach(word -> asked.put(word, 1.0));
    words.addAll(asked.keySet());
    groups = words.stream().map(Evidence::groups).toList();
    weights = asked.values().stream().mapToDouble(Double::doubleValue).toArray();
    rarities = new double[weights.length];
    known = new boolean[weights.length];
  }

  /** Whether this word, as a stem, is one of the question's. */
  boolean contains(String word) {
    return words.contains(word);
  }

  /** Whether a word of the memory is like this one of the question's. */
  boolean isKnown(String word) {
    int at = words.indexOf(word);
    return at >= 0 && known[at];
  }

  /** Compares words of the memory; only those count afterwards. */
  void compare(Collection<String> memory) {
    for (String word : memory) {
      likeness.computeIfAbsent(word, this::near);
    }
  }

  private Near near(String word) {
    int count = 0;
    Set<Integer> own = Evidence.groups(word);
    double[] likes = new double[words.size()];
    for (int i = 0; i < likes.length; i++) {
      likes[i] = like(i, word, own);
      count += likes[i] > 0 ? 1 : 0;
    }
    if (count == 0) {
      return Near.NONE;
    }
    Near near = new Near(count);
    for (int i = likes.length - 1; i >= 0; i--) {
      if (likes[i] > 0) {
        count--;
        near.asked[count] = i;
        near.like[count] = likes[i];
        known[i] = true;
      }
    }
    return near;
  }

  private double like(int asked, String word, Set<Integer> own) {
    String question = words.get(asked);
    int alike = Evidence.likeness(question, groups.get(asked), word, own);
    if (alike > 0) {
      return alike == 2 ? 1 : NEAR;
    }
    int shorter = Math.min(question.length(), word.length());
    boolean grown =
        shorter >= PREFIX_CHARS_MIN && (question.startsWith(word) || word.startsWith(question));
    return grown || isInflected(question, word) ? NEAR : 0;
  }

  /* Cyrillic words have many endings: the same beginning and at most three letters more each. */
  private static boolean isInflected(String a, String b) {
    int same = 0;
    while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same >= CYRILLIC_PREFIX_CHARS_MIN
        && Math.max(a.length(), b.length()) - same <= CYRILLIC_ENDING_CHARS_MAX
        && Character.UnicodeScript.of(a.charAt(0)) == Character.UnicodeScript.CYRILLIC;
  }

  /** How well weighted words fit the question. */
  Fit fit(Map<String, Double> weighted) {
    Fit fit = Fit.NONE;
    for (Map.Entry<String, Double> entry : weighted.entrySet()) {
      fit = merge(fit, entry.getKey(), entry.getValue());
    }
    return fit;
  }

  private Fit merge(Fit fit, String word, double weight) {
    Near near = likeness.getOrDefault(word, Near.NONE);
    Fit merged = fit == Fit.NONE && near != Near.NONE ? new Fit(weights.length) : fit;
    for (int i = 0; i < near.asked.length; i++) {
      int at = near.asked[i];
      merged.of[at] = Math.max(merged.of[at], near.like[i] * weight);
    }
    return merged;
  }

  /** Weighs the question's words by how rare they are among lines. */
  void weigh(List<Fit> lines) {
    double[] frequency = new double[weights.length];
    for (Fit line : lines) {
      for (int i = 0; i < line.of.length; i++) {
        frequency[i] += line.of[i];
      }
    }
    double count = lines.size() + 1.0;
    for (int i = 0; i < weights.length; i++) {
      double rare = Math.log(1 + count / (0.5 + frequency[i])) / Math.log(1 + count / 0.5);
      rarities[i] = rare * weights[i];
    }
  }

  /** How much words with this fit matter. */
  double score(Fit fit) {
    double score = 0;
    for (int i = 0; i < fit.of.length; i++) {
      score += rarities[i] * fit.of[i];
    }
    return score;
  }

  /** How well these words fit, each with the same weight. */
  Fit even(Collection<String> words) {
    Fit fit = Fit.NONE;
    for (String word : words) {
      fit = merge(fit, word, 1);
    }
    return fit;
  }

  /** For each word of the question the better one of two fits. */
  static Fit better(Fit a, Fit b) {
    if (a == Fit.NONE || b == Fit.NONE) {
      return a == Fit.NONE ? b : a;
    }
    Fit better = new Fit(a.of.length);
    Arrays.setAll(better.of, i -> Math.max(a.of[i], b.of[i]));
    return better;
  }

  /** How much of what the question says and the memory knows is in words with this fit, 0 to 1. */
  double coverage(Fit fit) {
    double all = 0;
    for (int i = 0; i < rarities.length; i++) {
      all += known[i] ? rarities[i] : 0;
    }
    return all == 0 ? 0 : Math.min(1, score(fit) / all);
  }

  /** How much these words matter, each with the same weight. */
  double score(Collection<String> even) {
    return score(even(even));
  }
}
