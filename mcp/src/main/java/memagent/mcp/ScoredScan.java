package memagent.mcp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import memagent.mcp.NoteSearch.Hit;

/** Looks at every note and ranks them by BM25, names and beginnings of words counted too. */
final class ScoredScan implements NoteSearch {
  /*
   * Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
   * equation 3.15, with idf as in Lucene (never negative). A term that a note only has the
   * beginning of, or that begins with a word of the note, counts a part of a whole one: "gardening"
   * finds "garden" in languages whose words change at the end. A term of the title, the file's name
   * or an alias counts as several, since notes are about what they are named after.
   */
  private static final double K1 = 1.2;
  private static final double B = 0.75;
  private static final double NAME_WEIGHT = 3;
  private static final double BEGINNING_WEIGHT = 0.4;
  private static final int BEGINNING_CHARS_MIN = 4;
  private static final int BEGINNING_REST_MAX = 4;
  private static final int LINES_MAX = 4;

  @Override
  public List<Hit> find(String query, List<SeenNote> notes) {
    Set<String> wanted = new LinkedHashSet<>(Terms.of(query));
    double average = Math.max(1, notes.stream().mapToInt(SeenNote::length).average().orElse(1));
    double[] scores = new double[notes.size()]; // (note)
    for (String term : wanted) {
      double[] weights = new double[notes.size()]; // (note): how often it has the term
      int having = 0;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = weight(term, notes.get(i));
        having += weights[i] > 0 ? 1 : 0;
      }
      double idf = Math.log(1 + (notes.size() - having + 0.5) / (having + 0.5));
      for (int i = 0; i < weights.length; i++) {
        double norm = K1 * (1 - B + B * notes.get(i).length() / average);
        scores[i] += idf * weights[i] * (K1 + 1) / (weights[i] + norm);
      }
    }
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > 0) {
        hits.add(new Hit(notes.get(i), scores[i], lines(wanted, notes.get(i))));
      }
    }
    hits.sort(
        Comparator.comparingDouble(Hit::score).reversed().thenComparing(hit -> hit.note().path()));
    return hits;
  }

  private static double weight(String term, SeenNote note) {
    double weight = note.counts().getOrDefault(term, 0);
    if (note.names().contains(term)) {
      weight += NAME_WEIGHT;
    }
    if (weight == 0 && term.length() >= BEGINNING_CHARS_MIN) {
      for (String word : note.counts().keySet()) {
        weight += isBeginning(term, word) ? BEGINNING_WEIGHT : 0;
      }
    }
    return weight;
  }

  private static boolean isBeginning(String term, String word) {
    String shorter = term.length() <= word.length() ? term : word;
    String longer = term.length() <= word.length() ? word : term;
    return shorter.length() >= BEGINNING_CHARS_MIN
        && longer.length() - shorter.length() <= BEGINNING_REST_MAX
        && longer.startsWith(shorter);
  }

  private static List<String> lines(Set<String> wanted, SeenNote note) {
    record Line(String text, long score, int number) {}
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < note.lines().size(); i++) {
      Set<String> has = new HashSet<>(note.lineTerms().get(i));
      long score =
          wanted.stream()
              .mapToLong(term ->
                  has.contains(term) ? 3 : has.stream().anyMatch(w -> isBeginning(term, w)) ? 1 : 0)
              .sum();
      if (score > 0) {
        lines.add(new Line(note.lines().get(i).strip(), score, i));
      }
    }
    return lines.stream()
        .sorted(Comparator.comparingLong(Line::score).reversed().thenComparingInt(Line::number))
        .limit(LINES_MAX)
        .map(Line::text)
        .toList();
  }
}
