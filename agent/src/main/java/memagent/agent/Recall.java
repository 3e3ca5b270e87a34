package memagent.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The first look into a memory, taken in code before the model thinks: the lines that bear on a
 * question, note by note. It spares a small model the search, which it does badly, and leaves it
 * the choice of the fact, the words and whether to ask.
 */
public final class Recall {
  /*
   * A word of the question weighs by how rare it is among the lines (Robertson's and Sparck Jones's
   * inverse document frequency, scaled to 1). A note matters by the words of its name, and by the
   * links that lead to it from a note that matters, the more the better the link's key fits: that is
   * how "my sister's boss" finds the boss. A line matters by its words in a note that matters.
   */
  private static final int HOPS = 3;
  private static final double NEAR = 0.5;
  private static final double LINK_BASE = 0.15;
  private static final double OWN_BASE = 1.0;
  private static final double LINE_BASE = 0.3;
  private static final double FILL = 0.15;
  private static final double OWN_FILL = 0.5;
  private static final double FILL_SHARE_MAX = 0.6; // of lines that no word of the question is in
  private static final double EARLIER = 0.4;
  private static final double RELEVANCE_MAX = 1.6;
  private static final int PREFIX_CHARS_MIN = 5;
  private static final int CYRILLIC_PREFIX_CHARS_MIN = 4;
  private static final int CYRILLIC_ENDING_CHARS_MAX = 3;
  private static final int WORD_CHARS_MIN = 3;
  private static final int LINE_CHARS_MAX = 500;
  private static final int LIKELY_COUNT_MAX = 3;
  private static final int UNKNOWN_COUNT_MAX = 5;
  private static final String OWN = "user.md";

  /** Words of politeness and of asking itself: that they stand in no note says nothing. */
  private static final Set<String> COURTESY =
      Set.copyOf(
          MemoryLine.words(
              "quick question thing moment sorry bother thanks thank cheers hello hi hey okay ok again"
                  + " need look check find give say said note notes forgot remind remember help want"
                  + " wonder hurry urgent brief short like get got one long save add set change update"
                  + " put keep mind down write today stand counter called name let use used bought"));

  private final Map<String, List<MemoryLine>> notes = new LinkedHashMap<>();
  private final Map<String, String> stems = new HashMap<>();
  private final Map<String, Double> asked = new LinkedHashMap<>();
  private final Map<String, Map<String, Double>> likeness = new HashMap<>();
  private final Map<String, Double> rarity = new HashMap<>();
  private final Map<String, Double> relevance = new HashMap<>();
  private final Map<String, MemoryLine> parents = new HashMap<>();
  private final Set<String> dead = new TreeSet<>();

  private Recall(String question, String before, Map<String, String> texts) {
    texts.forEach((path, text) -> {
      notes.put(path, MemoryLine.of(path, text));
      stems.putIfAbsent(stem(path), path);
    });
    MemoryLine.words(before).forEach(word -> asked.put(word, EARLIER));
    MemoryLine.words(question).forEach(word -> asked.put(word, 1.0));
    compareWords();
    weighWords();
    weighNotes();
  }

  /**
   * What of some notes bears on a question.
   *
   * @param before what was said before in the conversation; empty for nothing
   * @param notes texts by path
   * @param charsMax characters of the excerpt
   */
  public static Excerpt of(
      String question, String before, Map<String, String> notes, int charsMax) {
    return new Recall(question, before, notes).excerpt(question, charsMax);
  }

  private static String stem(String path) {
    return path.substring(path.lastIndexOf('/') + 1)
        .replaceFirst("(?i)\\.md$", "")
        .toLowerCase(Locale.ROOT);
  }

  private void compareWords() {
    Set<String> all = new HashSet<>();
    for (Map.Entry<String, List<MemoryLine>> note : notes.entrySet()) {
      all.addAll(nameWords(note.getKey()));
      note.getValue()
          .forEach(line -> {
            all.addAll(line.words().keySet());
            all.addAll(line.leads());
          });
    }
    for (String word : all) {
      Map<String, Double> near = new HashMap<>();
      for (String question : asked.keySet()) {
        double like = like(question, word);
        if (like > 0) {
          near.put(question, like);
        }
      }
      if (!near.isEmpty()) {
        likeness.put(word, near);
      }
    }
  }

  private static double like(String question, String word) {
    int known = Evidence.likeness(question, word);
    if (known > 0) {
      return known == 2 ? 1 : NEAR;
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

  private void weighWords() {
    double count = 1;
    Map<String, Double> frequency = new HashMap<>();
    for (List<MemoryLine> lines : notes.values()) {
      for (MemoryLine line : lines) {
        count++;
        fit(line.words()).forEach((word, fit) -> frequency.merge(word, fit, Double::sum));
      }
    }
    for (Map.Entry<String, Double> word : asked.entrySet()) {
      double often = frequency.getOrDefault(word.getKey(), 0.0);
      double rare = Math.log(1 + count / (0.5 + often)) / Math.log(1 + count / 0.5);
      rarity.put(word.getKey(), rare * word.getValue());
    }
  }

  /** For each word of the question how well some words fit it, 0 to 1. */
  private Map<String, Double> fit(Map<String, Double> words) {
    Map<String, Double> fit = new HashMap<>();
    words.forEach((word, weight) ->
        likeness
            .getOrDefault(word, Map.of())
            .forEach((question, like) -> fit.merge(question, like * weight, Math::max)));
    return fit;
  }

  private double score(Map<String, Double> words) {
    double score = 0;
    for (Map.Entry<String, Double> fit : fit(words).entrySet()) {
      score += rarity.getOrDefault(fit.getKey(), 0.0) * fit.getValue();
    }
    return score;
  }

  private static Map<String, Double> even(Collection<String> words) {
    Map<String, Double> even = new HashMap<>();
    words.forEach(word -> even.put(word, 1.0));
    return even;
  }

  private List<String> nameWords(String path) {
    List<String> words = new ArrayList<>(MemoryLine.words(stem(path).replace('_', ' ')));
    for (MemoryLine line : notes.getOrDefault(path, List.of())) {
      boolean title = line.kind() == MemoryLine.Kind.HEADING && line.above().isEmpty();
      boolean alias = line.number() < 12 && line.raw().toLowerCase(Locale.ROOT).contains("alias");
      if (title || alias) {
        words.addAll(MemoryLine.words(line.raw()));
      }
    }
    return words;
  }

  private void weighNotes() {
    for (String path : notes.keySet()) {
      double named = path.equals(OWN) ? 0 : score(even(nameWords(path)));
      relevance.put(path, Math.min(RELEVANCE_MAX, named));
    }
    relevance.computeIfPresent(OWN, (path, named) -> OWN_BASE);
    for (int hop = 0; hop < HOPS; hop++) {
      Map<String, Double> before = new HashMap<>(relevance);
      notes.forEach(
          (path, lines) -> lines.forEach(line -> spread(line, before.getOrDefault(path, 0.0))));
    }
  }

  private void spread(MemoryLine line, double from) {
    for (String link : line.links()) {
      String target = target(link);
      if (target.isEmpty()) {
        dead.add(link);
      } else if (!target.equals(line.path()) && !target.equals(OWN)) {
        double key = Math.min(1, score(even(line.leads())));
        double here = from * (LINK_BASE + (1 - LINK_BASE) * key);
        double named = Math.min(RELEVANCE_MAX, score(even(nameWords(target))));
        double sum = Math.min(RELEVANCE_MAX, here + named);
        if (sum > relevance(target) || !parents.containsKey(target)) {
          relevance.merge(target, sum, Math::max);
          parents.put(target, line);
        }
      }
    }
  }

  private double relevance(String path) {
    return relevance.getOrDefault(path, 0.0);
  }

  /** The path of a link's note; empty where there is none. */
  private String target(String link) {
    String path = link.endsWith(".md") ? link : link + ".md";
    if (notes.containsKey(path)) {
      return path;
    }
    return stems.getOrDefault(stem(link.replace(' ', '_')), stems.getOrDefault(stem(link), ""));
  }

  /** A line and how much it matters. */
  private record Scored(MemoryLine line, double score, boolean fits) {}

  private Excerpt excerpt(String question, int charsMax) {
    List<Scored> scored = new ArrayList<>();
    notes.forEach((path, lines) -> {
      double note = relevance(path);
      for (MemoryLine line : lines) {
        boolean title = line.kind() == MemoryLine.Kind.HEADING;
        if (title && !line.above().isEmpty()) {
          continue; // a heading comes with what stands below it
        }
        double words = score(line.words());
        double fit = title ? 0 : words * (LINE_BASE + note);
        double fill = FILL * (path.equals(OWN) ? OWN_FILL * note : note);
        scored.add(new Scored(line, fit + fill, fit > 0));
      }
    });
    scored.sort(Comparator.comparingDouble(Scored::score).reversed());
    Chosen chosen = new Chosen(charsMax);
    for (Scored one : scored) {
      if (one.score() > 0) {
        chosen.add(one.line(), one.fits());
      }
    }
    List<String> likely =
        scored.stream()
            .filter(one -> one.fits() && chosen.has(one.line()))
            .filter(one -> one.line().kind() == MemoryLine.Kind.TEXT)
            .limit(LIKELY_COUNT_MAX)
            .map(one -> one.line().path() + ": " + alone(one.line()))
            .toList()
            .reversed();
    return chosen.excerpt(likely, unknown(question), dead);
  }

  /** A line as it is understood alone: a value that stands below its key comes with it. */
  private String alone(MemoryLine line) {
    String shown = Chosen.shown(line).strip();
    if (line.isKeyed() || line.above().size() < 2) {
      return shown;
    }
    int key = line.above().getLast();
    return notes.getOrDefault(line.path(), List.of()).stream()
        .filter(other -> other.number() == key && key == line.number() - 1)
        .map(other -> other.raw().strip() + " / " + shown)
        .findFirst()
        .orElse(shown);
  }

  /** The words of a question that stand nowhere in the notes, nor a like one. */
  private List<String> unknown(String question) {
    Set<String> known = new HashSet<>();
    likeness.values().forEach(near -> known.addAll(near.keySet()));
    Set<String> unknown = new LinkedHashSet<>();
    for (Words.Token token : Words.tokens(question)) {
      String stem = Words.stem(token.text());
      boolean counts = asked.containsKey(stem) && token.text().length() >= WORD_CHARS_MIN;
      if (counts && !COURTESY.contains(stem) && !known.contains(stem)) {
        unknown.add(question.substring(token.start(), token.end()));
      }
    }
    return unknown.stream().limit(UNKNOWN_COUNT_MAX).toList();
  }

  /** Takes lines until the budget is spent. */
  private final class Chosen {
    private final Map<String, Set<Integer>> numbers = new HashMap<>();
    private int left;
    private int fillLeft;

    Chosen(int charsMax) {
      left = charsMax;
      fillLeft = (int) (charsMax * FILL_SHARE_MAX);
    }

    void add(MemoryLine line, boolean fits) {
      List<MemoryLine> needed = new ArrayList<>();
      MemoryLine parent = parents.get(line.path());
      if (parent != null && !numbers.containsKey(line.path())) {
        collect(parent, needed);
      }
      collect(line, needed);
      Set<String> opened = new HashSet<>();
      int cost = 0;
      for (MemoryLine one : needed) {
        boolean opens = !numbers.containsKey(one.path()) && opened.add(one.path());
        cost += shown(one).length() + 1 + (opens ? one.path().length() + 5 : 0);
      }
      if (cost <= (fits ? left : Math.min(left, fillLeft))) {
        left -= cost;
        fillLeft -= fits ? 0 : cost;
        needed.forEach(
            one -> numbers.computeIfAbsent(one.path(), path -> new TreeSet<>()).add(one.number()));
      }
    }

    private void collect(MemoryLine line, List<MemoryLine> needed) {
      for (MemoryLine one : notes.getOrDefault(line.path(), List.of())) {
        boolean wanted = one.number() == line.number() || line.above().contains(one.number());
        if (wanted && !has(one) && !needed.contains(one)) {
          needed.add(one);
        }
      }
    }

    private boolean has(MemoryLine line) {
      return numbers.getOrDefault(line.path(), Set.of()).contains(line.number());
    }

    Excerpt excerpt(List<String> likely, List<String> unknown, Set<String> dead) {
      List<String> order = new ArrayList<>(numbers.keySet());
      order.sort(
          Comparator.<String, Boolean>comparing(path -> !path.equals(OWN))
              .thenComparingDouble(Recall.this::relevance)
              .thenComparing(Comparator.naturalOrder()));
      List<Excerpt.Part> parts = new ArrayList<>();
      for (String path : order) {
        List<String> lines = new ArrayList<>();
        boolean whole = true;
        boolean gap = false;
        for (MemoryLine line : notes.getOrDefault(path, List.of())) {
          if (has(line)) {
            if (gap) {
              lines.add(Excerpt.GAP);
            }
            lines.add(shown(line));
            gap = false;
          } else if (line.kind() != MemoryLine.Kind.HEADING) {
            gap = true;
            whole = false;
          }
        }
        if (gap) {
          lines.add(Excerpt.GAP);
        }
        parts.add(new Excerpt.Part(path, whole, lines));
      }
      return new Excerpt(parts, likely, unknown, List.copyOf(dead));
    }

    private static String shown(MemoryLine line) {
      String raw = line.raw().stripTrailing();
      return raw.length() <= LINE_CHARS_MAX ? raw : raw.substring(0, LINE_CHARS_MAX) + "...";
    }
  }
}
