package memagent.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import memagent.vault.NotePath;

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
  private static final double LINK_BASE = 0.15;
  private static final double OWN_BASE = 1.0;
  private static final double LINE_BASE = 0.3;
  private static final double FILL = 0.15;
  private static final double OWN_FILL = 0.5;
  private static final double FILL_SHARE_MAX = 0.6; // of lines that no word of the question is in
  private static final double RELEVANCE_MAX = 1.6;
  private static final int WORD_CHARS_MIN = 3;
  private static final int LINE_CHARS_MAX = 500;
  private static final int LIKELY_COUNT_MAX = 4;
  private static final int UNKNOWN_COUNT_MAX = 5;

  /** The path of the note about the person whose memory it is. */
  static final String OWN = NotePath.USER.value();

  /** Between a key and the value that stands below it, where both are told in one line. */
  static final String BELOW = " / ";

  /** Words of politeness and of asking itself: that they stand in no note says nothing. */
  private static final Set<String> COURTESY =
      Set.copyOf(
          MemoryLine.words(
              "quick question thing moment sorry bother thanks thank cheers hello hi hey okay ok again"
                  + " need look check find give say said note notes forgot remind remember help want"
                  + " wonder hurry urgent brief short like get got one long save add set change update"
                  + " put keep mind down write today stand counter called name let use used bought"));

  private final Map<String, NoteLines> notes = new LinkedHashMap<>();
  private final Map<String, String> stems = new HashMap<>();
  private final AskedWords asked;
  private final LearnedFit.Question meaning;
  private final List<Fitting> lines = new ArrayList<>();
  private final Map<String, Double> named = new HashMap<>(); // how well a note's name fits
  private final Map<String, Double> relevance = new HashMap<>();
  private final Map<String, MemoryLine> parents = new HashMap<>();
  private final Map<String, AskedWords.Fit> about = new HashMap<>(); // of what led to a note
  private final Set<String> dead = new TreeSet<>();

  /** A line and how well it fits each word of the question. */
  private record Fitting(MemoryLine line, AskedWords.Fit fit) {}

  /** A link to another note, and how well what is said of it fits, 0 to 1. */
  private record Way(MemoryLine line, double key, String target) {}

  /**
   * The words of a question that say what it is about, as they stand there: without those of
   * courtesy and of asking. None in a question of nothing else.
   */
  public static List<String> telling(String question) {
    return Words.tokens(question).stream()
        .filter(token ->
            MemoryLine.words(token.text()).stream().anyMatch(word -> !COURTESY.contains(word)))
        .map(token -> question.substring(token.start(), token.end()))
        .distinct()
        .toList();
  }

  private Recall(String question, String before, Map<String, String> texts) {
    asked = new AskedWords(question, before);
    meaning = LearnedFit.question(question);
    texts.forEach((path, text) -> {
      NoteLines note = NoteLines.of(path, text);
      notes.put(path, note);
      stems.putIfAbsent(NoteLines.stem(path), path);
      asked.compare(note.words());
    });
    notes.values().stream()
        .flatMap(note -> note.lines().stream())
        .forEach(line -> lines.add(new Fitting(line, asked.fit(line.words()))));
    asked.weigh(lines.stream().map(Fitting::fit).toList());
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

  /**
   * A line with all that it is ordered by, for training.
   *
   * @param own its words as {@link LearnedFit} knows them
   * @param around words of what it stands under
   * @param score by the words that it shares with the question, 0 for none
   * @param fits whether it shares one
   * @param relevance of its note
   */
  public record Candidate(
      String path,
      String text,
      List<String> own,
      List<String> around,
      double score,
      boolean fits,
      double relevance) {
    public Candidate {
      own = List.copyOf(own);
      around = List.copyOf(around);
    }
  }

  /** All lines of some notes, but for titles and the heads of tables, as candidates. */
  public static List<Candidate> candidates(String question, Map<String, String> notes) {
    Recall recall = new Recall(question, "", notes);
    return recall.lines.stream()
        .filter(fitting -> fitting.line().kind() == MemoryLine.Kind.TEXT)
        .map(fitting -> {
          MemoryLine line = fitting.line();
          double fit = recall.fit(fitting);
          return new Candidate(
              line.path(),
              line.raw().strip(),
              LearnedFit.words(line.raw()),
              LearnedFit.words(line.around(notes.getOrDefault(line.path(), ""))),
              fit + recall.fill(line),
              fit > 0,
              recall.relevance(line.path()));
        })
        .toList();
  }

  /** The words of a question as candidates have theirs. */
  public static List<String> words(String question) {
    return LearnedFit.words(question);
  }

  private void weighNotes() {
    notes.forEach(
        (path, note) -> named.put(path, Math.min(RELEVANCE_MAX, asked.score(note.names()))));
    notes.forEach((path, note) -> {
      if (!path.equals(OWN)) {
        about.put(path, asked.even(note.names()));
      }
    });
    relevance.putAll(named);
    relevance.computeIfPresent(OWN, (path, fit) -> OWN_BASE);
    List<Way> ways = ways();
    for (int hop = 0; hop < HOPS; hop++) {
      Map<String, Double> before = new HashMap<>(relevance);
      ways.forEach(way -> spread(way, before.getOrDefault(way.line().path(), 0.0)));
    }
  }

  private List<Way> ways() {
    List<Way> ways = new ArrayList<>();
    for (Fitting fitting : lines) {
      MemoryLine line = fitting.line();
      for (String link : line.links()) {
        String target = target(link);
        if (target.isEmpty()) {
          dead.add(link);
        } else if (!target.equals(line.path()) && !target.equals(OWN)) {
          ways.add(new Way(line, Math.min(1, asked.score(line.leads())), target));
        }
      }
    }
    return ways;
  }

  private void spread(Way way, double from) {
    String target = way.target();
    double here = from * (LINK_BASE + (1 - LINK_BASE) * way.key());
    double sum = Math.min(RELEVANCE_MAX, here + named.getOrDefault(target, 0.0));
    if (sum > relevance(target) || !parents.containsKey(target)) {
      relevance.merge(target, sum, Math::max);
      parents.put(target, way.line());
      about.put(
          target,
          AskedWords.better(
              asked.even(note(target).names()),
              AskedWords.better(about(way.line().path()), asked.even(way.line().leads()))));
    }
  }

  private AskedWords.Fit about(String path) {
    return about.getOrDefault(path, AskedWords.Fit.NONE);
  }

  private NoteLines note(String path) {
    return Objects.requireNonNull(notes.get(path));
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
    return stems.getOrDefault(
        NoteLines.stem(link.replace(' ', '_')), stems.getOrDefault(NoteLines.stem(link), ""));
  }

  /** A line and how much it matters, in words and in meaning. */
  private record Scored(MemoryLine line, double score, boolean fits) {}

  /** The lines that matter, the most first. */
  private List<Scored> scored() {
    List<Scored> scored = new ArrayList<>();
    for (Fitting fitting : lines) {
      MemoryLine line = fitting.line();
      boolean title = line.kind() == MemoryLine.Kind.HEADING;
      if (title && !line.above().isEmpty()) {
        continue; // a heading comes with what stands below it
      }
      double fit = title ? 0 : fit(fitting);
      double score = fit + fill(line);
      double meant = meaning.fit(line.ids());
      if (score > 0 || meaning.fits(meant)) {
        double rank = meaning.rank(score, fit > 0, relevance(line.path()), line.ids(), meant);
        scored.add(new Scored(line, rank, fit > 0 || meaning.fits(meant)));
      }
    }
    scored.sort(Comparator.comparingDouble(Scored::score).reversed());
    return scored;
  }

  /* How well a line's words fit in their note. */
  private double fit(Fitting fitting) {
    double base = LINE_BASE + relevance(fitting.line().path());
    return asked.score(fitting.fit()) * base * covered(fitting);
  }

  /* What a line of a note that matters is worth without a word of the question. */
  private double fill(MemoryLine line) {
    double note = relevance(line.path());
    return FILL * (line.path().equals(OWN) ? OWN_FILL * note : note);
  }

  private Excerpt excerpt(String question, int charsMax) {
    List<Scored> scored = scored();
    Chosen chosen = new Chosen(charsMax);
    scored.forEach(one -> chosen.add(one.line(), one.fits()));
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

  /*
   * How much of the question a line covers together with what led to its note. Squared, since a line
   * that covers all of it is hardly ever wrong.
   */
  private double covered(Fitting fitting) {
    double coverage =
        asked.coverage(AskedWords.better(fitting.fit(), about(fitting.line().path())));
    return coverage * coverage;
  }

  /** A line as it is understood alone: a value that stands below its key comes with it. */
  private String alone(MemoryLine line) {
    String shown = Chosen.shown(line).strip();
    if (line.isKeyed() || line.above().size() < 2) {
      return shown;
    }
    int key = line.above().getLast();
    return Optional.ofNullable(notes.get(line.path()))
        .filter(note -> key == line.number() - 1)
        .flatMap(note -> note.line(key))
        .map(other -> other.raw().strip() + BELOW + shown)
        .orElse(shown);
  }

  /** The words of a question that stand nowhere in the notes, nor a like one. */
  private List<String> unknown(String question) {
    Set<String> unknown = new LinkedHashSet<>();
    for (Words.Token token : Words.tokens(question)) {
      String stem = Words.stem(token.text());
      boolean counts = asked.contains(stem) && token.text().length() >= WORD_CHARS_MIN;
      if (counts && !COURTESY.contains(stem) && !asked.isKnown(stem)) {
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
      int budget = fits ? left : Math.min(left, fillLeft);
      if (has(line) || shown(line).length() >= budget) {
        return;
      }
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
      if (cost <= budget) {
        left -= cost;
        fillLeft -= fits ? 0 : cost;
        needed.forEach(
            one -> numbers.computeIfAbsent(one.path(), path -> new TreeSet<>()).add(one.number()));
      }
    }

    /** Adds the line and those that it needs to be understood, without those that are chosen. */
    private void collect(MemoryLine line, List<MemoryLine> needed) {
      NoteLines note = Objects.requireNonNull(notes.get(line.path()));
      for (int number : line.above()) {
        note.line(number).filter(one -> !has(one)).ifPresent(needed::add);
      }
      if (!has(line)) {
        needed.add(line);
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
        for (MemoryLine line : Objects.requireNonNull(notes.get(path)).lines()) {
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
