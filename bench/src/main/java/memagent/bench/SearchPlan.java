package memagent.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import memagent.agent.Recall;

/**
 * What the oracle does where it searches first: it reads a note only where the hits do not show
 * what the answer rests on, and follows links only where they do not name the note.
 */
final class SearchPlan {
  private static final double AS_ASKED = 0.45;
  private static final int QUERY_CHARS_MAX = 300;
  private static final List<String> THOUGHTS =
      List.of(
          "I search the notes for it.",
          "A search comes first.",
          "I look for the lines that bear on this.",
          "Search before reading.");

  private final Hits hits;
  private final String query;
  private final String thought;
  private final Map<String, Set<String>> answer = new HashMap<>(); // by note; empty for all of it
  private final Map<String, Set<String>> way = new HashMap<>();

  private SearchPlan(Hits hits, String query, String thought) {
    this.hits = hits;
    this.query = query;
    this.thought = thought;
  }

  /** The plan of a style that does not search, or of a question whose notes were read before. */
  static SearchPlan none() {
    return new SearchPlan(Hits.NONE, "", "");
  }

  /** A plan that begins with a search: for the question, or for its telling words. */
  static SearchPlan of(WorldSearch search, Dice dice, String question) {
    String telling = String.join(" ", Recall.telling(question));
    boolean asked = dice.chance(AS_ASKED) || telling.isEmpty();
    String query = shortened((asked ? question : telling).replaceAll("\\s+", " ").strip());
    return new SearchPlan(search.find(query), query, dice.pick(THOUGHTS));
  }

  private static String shortened(String query) {
    int end = Math.min(query.length(), QUERY_CHARS_MAX);
    return query.substring(0, Character.isHighSurrogate(query.charAt(end - 1)) ? end - 1 : end);
  }

  Hits hits() {
    return hits;
  }

  boolean searches() {
    return !query.isEmpty();
  }

  /** The answer rests on this text of a note; empty for all of it. */
  void needs(String path, String text) {
    answer.computeIfAbsent(path, p -> new LinkedHashSet<>()).add(text);
  }

  /** If the answer rests on any note, it rests on this text too: it says whose that note is. */
  void needsOnTheWay(String path, String text) {
    way.computeIfAbsent(path, p -> new LinkedHashSet<>()).add(text);
  }

  /** The turns of a trace whose steps read one note after the other. */
  List<Trace.Turn> turns(List<TraceBuilder.Step> steps) {
    boolean isThorough =
        steps.stream().anyMatch(step -> step.reads().isEmpty() && step.isReading());
    List<Trace.Turn> acts =
        steps.stream().filter(step -> !step.isReading()).map(TraceBuilder.Step::turn).toList();
    if (!searches() || (answer.isEmpty() && !isThorough)) {
      return acts;
    }
    Set<String> unseen = unseen(acts);
    List<Trace.Turn> turns = new ArrayList<>();
    turns.add(
        new Trace.Turn(thought, "hits = search_memory(" + TraceBuilder.python(query) + ")", true));
    Set<String> read = new LinkedHashSet<>();
    for (TraceBuilder.Step step : steps) {
      if (step.isReading() && (isThorough || step.reads().stream().anyMatch(unseen::contains))) {
        turns.add(step.turn());
        read.addAll(step.reads());
      }
    }
    List<String> left = unseen.stream().filter(path -> !read.contains(path)).sorted().toList();
    if (!left.isEmpty()) {
      turns.add(TraceBuilder.reading(left));
    }
    turns.addAll(acts);
    return turns;
  }

  /* The notes of which a line is needed that no hit shows. What is changed must be read. */
  private Set<String> unseen(List<Trace.Turn> acts) {
    Set<String> unseen = new LinkedHashSet<>();
    for (Map<String, Set<String>> needs : List.of(answer, way)) {
      needs.forEach((path, texts) -> {
        String call = "update_file(" + TraceBuilder.python(path);
        boolean isChanged = acts.stream().anyMatch(act -> act.code().contains(call));
        if (isChanged || texts.stream().anyMatch(text -> hits.line(path, text).isEmpty())) {
          unseen.add(path);
        }
      });
    }
    return unseen;
  }

  /** What the model must have seen: the very text that the search returns. */
  List<String> shown(List<Trace.Turn> turns) {
    boolean searched = turns.stream().anyMatch(turn -> turn.code().startsWith("hits = "));
    return searched ? List.of(OracleSandbox.repr(hits.text())) : List.of();
  }

  /** A line of a note as the model has seen it. */
  String quote(String path, String text) {
    return hits.line(path, text)
        .map(Hits.Line::text)
        .orElseGet(() -> path + ": " + TraceBuilder.oneLine(text));
  }
}
