package memagent.agent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which lines of what was read bear on the question. Small models overlook a fact that stands
 * before them; a few lines repeated at the end of the result counter that.
 */
public final class Evidence {
  /*
   * A fact scores by its key: 2 for each word that the question has, 1 for a near word (a group of
   * near-words.txt, or one letter off in five), and by the names in its link or value. A link that
   * matches is the way to somebody else, so the plain facts of the same note that match as well are
   * about the wrong person and are left out. The order is score, then place; the form is part of what
   * small models are trained with (docs/agent.md).
   */
  private static final Map<String, Set<Integer>> GROUPS = groups();
  private static final int VALUE_CHARS_MAX = 120;
  private static final int NAME_CHARS_MIN = 3;
  private static final int FUZZY_CHARS_MIN = 5;

  private Evidence() {}

  /** A fact and how well it fits. */
  private record Scored(SeenFact fact, int score, boolean byLink) {}

  /** The hint for a result: a first line {@code evidence:} and facts, or empty where none fits. */
  static String hint(String question, Readings readings, TurnLimits limits) {
    String lines = known(question, readings, limits);
    return lines.isEmpty() ? "" : "evidence:\n" + lines;
  }

  /** The facts that bear on a question, a line each, best first; empty where none does. */
  static String known(String question, Readings readings, TurnLimits limits) {
    List<Scored> scored = scored(question, readings.facts());
    StringBuilder lines = new StringBuilder();
    int count = 0;
    for (Scored one : scored) {
      String line = line(one.fact());
      boolean fits = lines.length() + line.length() + 1 <= limits.evidenceCharsMax();
      if (count < limits.evidenceCountMax() && fits && lines.indexOf(line) < 0) {
        lines.append(count == 0 ? "" : "\n").append(line);
        count++;
      }
    }
    return lines.toString();
  }

  private static String line(SeenFact fact) {
    String value = fact.value();
    if (value.length() > VALUE_CHARS_MAX) {
      int end = VALUE_CHARS_MAX;
      end -= Character.isHighSurrogate(value.charAt(end - 1)) ? 1 : 0;
      value = value.substring(0, end) + "...";
    }
    String from = fact.path().isEmpty() ? "" : " (" + fact.path() + ")";
    String key = fact.row().isEmpty() ? fact.key() : fact.row() + ", " + fact.key();
    return "- " + (fact.isProse() ? "" : key + ": ") + value + from;
  }

  private static List<Scored> scored(String question, List<SeenFact> facts) {
    List<String> asked = Words.content(question);
    Set<String> names = new HashSet<>(asked);
    List<Scored> all = new ArrayList<>();
    for (SeenFact fact : facts) {
      int byKey = keyScore(asked, fact);
      int byName = nameScore(names, fact);
      if (byKey + byName > 0) {
        all.add(new Scored(fact, byKey + byName, fact.isLink() && (byKey > 0 || byName > 1)));
      }
    }
    Set<String> linked = new HashSet<>();
    all.stream().filter(Scored::byLink).forEach(s -> linked.add(s.fact().path()));
    all.removeIf(s ->
        !s.byLink()
            && linked.contains(s.fact().path())
            && !about(names, s.fact())
            && !s.fact().isProse());
    all.sort(Comparator.comparingInt(Scored::score).reversed());
    return all;
  }

  private static int keyScore(List<String> asked, SeenFact fact) {
    List<String> key = Words.content(fact.key());
    int score = 0;
    for (String word : key) {
      int best = 0;
      for (String question : asked) {
        best = Math.max(best, likeness(question, word));
      }
      score += best;
    }
    return score == 2 * key.size() && score > 0 ? score + 1 : score;
  }

  /** 2 for the same word, 1 for a near one, 0 for another. */
  static int likeness(String a, String b) {
    return likeness(a, groups(a), b, groups(b));
  }

  /** As the other, for words that are compared often: with their {@link #groups(String)}. */
  static int likeness(String a, Set<Integer> groupsA, String b, Set<Integer> groupsB) {
    if (a.equals(b)) {
      return 2;
    }
    if (!groupsA.isEmpty() && !groupsB.isEmpty() && !Collections.disjoint(groupsA, groupsB)) {
      return 1;
    }
    return a.length() >= FUZZY_CHARS_MIN && b.length() >= FUZZY_CHARS_MIN && oneOff(a, b) ? 1 : 0;
  }

  /** The groups of near words that a word, as a stem, is in. */
  static Set<Integer> groups(String word) {
    return GROUPS.getOrDefault(word, Set.of());
  }

  private static int nameScore(Set<String> asked, SeenFact fact) {
    int score = 0;
    for (String word : Words.content(fact.spoken())) {
      if (word.length() >= NAME_CHARS_MIN && asked.contains(word)) {
        score += fact.isLink() ? 2 : 1;
      }
    }
    for (String word : Words.content(fact.row())) {
      score += asked.contains(word) ? 2 : 0;
    }
    return Math.min(score, 4);
  }

  /** Whether the question names whom the fact is about. */
  private static boolean about(Set<String> asked, SeenFact fact) {
    List<String> subject = new ArrayList<>(Words.content(fact.stem()));
    fact.headings().forEach(h -> subject.addAll(Words.content(h)));
    return subject.stream().anyMatch(asked::contains);
  }

  /** Whether one letter more, less or other makes one word of the other. */
  static boolean oneOff(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 1) {
      return false;
    }
    int i = 0;
    while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    int restA = a.length() - i;
    int restB = b.length() - i;
    int tail = Math.min(restA, restB) - (restA == restB ? 1 : 0);
    return restA + restB == 0 || a.regionMatches(a.length() - tail, b, b.length() - tail, tail);
  }

  private static Map<String, Set<Integer>> groups() {
    Map<String, Set<Integer>> groups = new HashMap<>();
    List<String> lines = Words.lines("near-words.txt");
    for (int i = 0; i < lines.size(); i++) {
      for (String word : lines.get(i).split(" ", -1)) {
        groups.computeIfAbsent(Words.stem(Words.plain(word)), w -> new HashSet<>()).add(i);
      }
    }
    return groups;
  }
}
