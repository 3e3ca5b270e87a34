package memagent.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * One or several runs over the same tasks, in figures.
 *
 * @param title what was measured
 * @param runs results by the name of the contestant, the one in question first
 * @param judge what the judge is called; empty for none
 * @param judgements of the first run, by task
 */
public record Report(
    String title,
    Map<String, List<TaskResult>> runs,
    String judge,
    Map<String, Judgement> judgements) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NOT_COUNTED = -1;
  private static final Map<String, String> HOPS = new LinkedHashMap<>();

  static {
    HOPS.put("own-fact", "no link");
    HOPS.put("one-hop", "1 link");
    HOPS.put("two-hop", "2 links");
    HOPS.put("three-hop", "3 links");
  }

  public Report {
    runs = new LinkedHashMap<>(runs);
    judgements = Map.copyOf(judgements);
  }

  /** A report without a judge. */
  public Report(String title, Map<String, List<TaskResult>> runs) {
    this(title, runs, "", Map.of());
  }

  /** The results in question. */
  List<TaskResult> first() {
    return runs.values().iterator().next();
  }

  /** How code and judge agree, per category and overall; none without a judge. */
  List<Agreement> agreements() {
    if (judgements.isEmpty()) {
      return List.of();
    }
    List<Agreement> all = new ArrayList<>();
    for (Category category : Category.values()) {
      all.add(
          Agreement.of(
              category.label(),
              first().stream().filter(r -> r.category() == category).toList(),
              judgements));
    }
    all.add(Agreement.of("overall", first(), judgements));
    return all;
  }

  /**
   * A row of figures: the results of a category, a kind, a step of a curve, or of all.
   *
   * @param step orders the rows of a curve; 0 elsewhere
   */
  record Row(
      int step,
      String name,
      Share share,
      int errors,
      double tokens,
      double seconds,
      double turns,
      int malformed) {}

  /** Rows per category, then overall. Errors count in no share. */
  static List<Row> rows(List<TaskResult> results) {
    List<Row> rows = new ArrayList<>();
    for (Category category : Category.values()) {
      rows.add(
          row(category.label(), results.stream().filter(r -> r.category() == category).toList()));
    }
    rows.add(row("overall", results));
    return rows;
  }

  static List<Row> kinds(List<TaskResult> results) {
    Map<String, List<TaskResult>> kinds = new TreeMap<>();
    for (TaskResult result : results) {
      kinds
          .computeIfAbsent(
              result.category().label() + " / " + result.kind(), k -> new ArrayList<>())
          .add(result);
    }
    return kinds.entrySet().stream().map(e -> row(e.getKey(), e.getValue())).toList();
  }

  /**
   * How the share changes with what makes tasks hard.
   *
   * @param key its name in JSON
   * @param title of its chart
   * @param rows by contestant, in steps that grow; a contestant that has no task at a step has no
   *     row there
   */
  record Curve(String key, String title, Map<String, List<Row>> rows) {
    Curve {
      rows = new LinkedHashMap<>(rows);
    }

    /** The names of all steps in order. */
    List<String> steps() {
      return rows.values().stream()
          .flatMap(List::stream)
          .sorted(Comparator.comparingInt(Row::step))
          .map(Row::name)
          .distinct()
          .toList();
    }
  }

  /** The curves that have more than one step. */
  List<Curve> curves() {
    return Stream.of(
            curve("notes", "Share by size of the memory", Report::bySize),
            curve("links", "Share by links to follow", Report::byHops),
            curve("distractors", "Share by distractors around the evidence", Report::byDistractors))
        .filter(curve -> curve.steps().size() > 1)
        .toList();
  }

  private Curve curve(String key, String title, Function<List<TaskResult>, List<Row>> rows) {
    Map<String, List<Row>> all = new LinkedHashMap<>();
    runs.forEach((name, results) ->
        all.put(
            name, rows.apply(results).stream().filter(row -> row.share().total() > 0).toList()));
    return new Curve(key, title, all);
  }

  /** Shares by the number of notes in the memory, in steps that double. */
  static List<Row> bySize(List<TaskResult> results) {
    return stepped(results, result -> Math.max(1, result.notes()), "note", "notes");
  }

  /**
   * Shares by how much surrounds the evidence and could be taken for it, in steps that double; of
   * the tasks for which it was counted.
   */
  static List<Row> byDistractors(List<TaskResult> results) {
    return stepped(
        results,
        result -> Objects.requireNonNullElse(result.distractors(), NOT_COUNTED),
        "distractor",
        "distractors");
  }

  private static List<Row> stepped(
      List<TaskResult> results, ToIntFunction<TaskResult> figure, String one, String many) {
    Map<Integer, List<TaskResult>> steps = new TreeMap<>();
    for (TaskResult result : results) {
      int value = figure.applyAsInt(result);
      if (value != NOT_COUNTED) {
        steps.computeIfAbsent(Integer.highestOneBit(value), s -> new ArrayList<>()).add(result);
      }
    }
    return steps.entrySet().stream()
        .map(e -> row(e.getKey(), range(e.getKey(), one, many), e.getValue()))
        .toList();
  }

  private static String range(int least, String one, String many) {
    int most = Math.max(least, 2 * least - 1);
    return least == most
        ? least + " " + (least == 1 ? one : many)
        : least + "-" + most + " " + many;
  }

  /** Shares by the links between user.md and the answer, of the questions that ask for one fact. */
  static List<Row> byHops(List<TaskResult> results) {
    List<Row> rows = new ArrayList<>();
    HOPS.forEach((kind, name) -> {
      List<TaskResult> some = results.stream().filter(r -> r.kind().equals(kind)).toList();
      if (!some.isEmpty()) {
        rows.add(row(List.copyOf(HOPS.keySet()).indexOf(kind), name, some));
      }
    });
    return rows;
  }

  private static Row row(String name, List<TaskResult> all) {
    return row(0, name, all);
  }

  private static Row row(int step, String name, List<TaskResult> all) {
    List<TaskResult> counted = all.stream().filter(r -> !r.isError()).toList();
    int right = (int) counted.stream().filter(TaskResult::isRight).count();
    return new Row(
        step,
        name,
        new Share(right, counted.size()),
        all.size() - counted.size(),
        mean(counted, r -> r.promptTokens() + (long) r.completionTokens()),
        mean(counted, TaskResult::millis) / 1000,
        mean(counted, TaskResult::turns),
        counted.stream().mapToInt(TaskResult::malformed).sum());
  }

  private static double mean(List<TaskResult> results, ToLongFunction<TaskResult> figure) {
    return results.stream().mapToLong(figure).average().orElse(0);
  }

  /** The table for a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    runs.forEach((name, results) -> {
      text.append(name).append('\n');
      text.append(
          String.format(
              Locale.ROOT,
              "  %-14s %9s %7s %15s %7s %8s %8s %6s %9s%n",
              "category",
              "right",
              "share",
              "95 % interval",
              "errors",
              "tokens",
              "seconds",
              "turns",
              "malformed"));
      for (Row row : rows(results)) {
        text.append(
            String.format(
                Locale.ROOT,
                "  %-14s %4d/%-4d %6.1f%% %6.1f - %5.1f%% %7d %8.0f %8.2f %6.1f %9d%n",
                row.name(),
                row.share().count(),
                row.share().total(),
                100 * row.share().value(),
                100 * row.share().low(),
                100 * row.share().high(),
                row.errors(),
                row.tokens(),
                row.seconds(),
                row.turns(),
                row.malformed()));
      }
    });
    curves().forEach(curve -> text(text, curve));
    if (!judgements.isEmpty()) {
      text.append("code and the judge ").append(judge).append('\n');
      text.append(Agreement.HEADER);
      agreements().forEach(agreement -> text.append(agreement.line()));
    }
    return text.toString();
  }

  private static void text(StringBuilder text, Curve curve) {
    text.append(curve.title()).append('\n');
    curve
        .rows()
        .forEach((name, rows) -> {
          text.append("  ").append(name).append('\n');
          for (Row row : rows) {
            text.append(
                String.format(
                    Locale.ROOT,
                    "    %-24s %4d/%-4d %6.1f%% %6.1f - %5.1f%%%n",
                    row.name(),
                    row.share().count(),
                    row.share().total(),
                    100 * row.share().value(),
                    100 * row.share().low(),
                    100 * row.share().high()));
          }
        });
  }

  /** All figures and results as JSON. */
  public String json() {
    ObjectNode object = JSON.createObjectNode().put("title", title);
    ArrayNode all = object.putArray("runs");
    runs.forEach((name, results) -> {
      ObjectNode run = all.addObject().put("name", name);
      ArrayNode rows = run.putArray("categories");
      rows(results).forEach(row -> put(rows.addObject(), row));
      ObjectNode curves = run.putObject("curves");
      for (Curve curve : curves()) {
        ArrayNode steps = curves.putArray(curve.key());
        curve.rows().getOrDefault(name, List.of()).forEach(row -> put(steps.addObject(), row));
      }
      ArrayNode tasks = run.putArray("tasks");
      results.forEach(r -> {
        ObjectNode task =
            tasks
                .addObject()
                .put("id", r.id())
                .put("kind", r.kind())
                .put("notes", r.notes())
                .put("verdict", r.verdict().name().toLowerCase(Locale.ROOT));
        if (r.distractors() != null) {
          task.put("distractors", r.distractors());
        }
      });
    });
    if (!judgements.isEmpty()) {
      ObjectNode judged = object.putObject("judge").put("name", judge);
      ArrayNode rows = judged.putArray("agreement");
      for (Agreement agreement : agreements()) {
        ObjectNode row = JSON.valueToTree(agreement);
        if (!Double.isNaN(agreement.kappa())) {
          row.put("kappa", agreement.kappa());
        }
        rows.add(row);
      }
      ObjectNode verdicts = judged.putObject("verdicts");
      new TreeMap<>(judgements)
          .forEach((id, judgement) ->
              verdicts.put(id, judgement.verdict().name().toLowerCase(Locale.ROOT)));
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }

  private static void put(ObjectNode object, Row row) {
    object
        .put("name", row.name())
        .put("right", row.share().count())
        .put("total", row.share().total())
        .put("share", row.share().value())
        .put("low", row.share().low())
        .put("high", row.share().high())
        .put("errors", row.errors())
        .put("tokensMean", row.tokens())
        .put("secondsMean", row.seconds())
        .put("turnsMean", row.turns())
        .put("malformed", row.malformed());
  }
}
