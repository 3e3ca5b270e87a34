package memagent.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

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

  /** A row of figures: the results of a category, a kind, or of all. */
  record Row(
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

  /** Shares by the number of notes in the memory, in steps that double. */
  static List<Row> bySize(List<TaskResult> results) {
    Map<Integer, List<TaskResult>> sizes = new TreeMap<>();
    for (TaskResult result : results) {
      int step = Integer.highestOneBit(Math.max(1, result.notes()));
      sizes.computeIfAbsent(step, s -> new ArrayList<>()).add(result);
    }
    return sizes.entrySet().stream()
        .map(e -> row(notes(e.getKey(), 2 * e.getKey() - 1), e.getValue()))
        .toList();
  }

  /** Shares by the links between user.md and the answer, of the questions that ask for one fact. */
  static List<Row> byHops(List<TaskResult> results) {
    List<Row> rows = new ArrayList<>();
    HOPS.forEach((kind, name) -> {
      List<TaskResult> some = results.stream().filter(r -> r.kind().equals(kind)).toList();
      if (!some.isEmpty()) {
        rows.add(row(name, some));
      }
    });
    return rows;
  }

  private static String notes(int least, int most) {
    return least == most ? least + " note" : least + "-" + most + " notes";
  }

  private static Row row(String name, List<TaskResult> all) {
    List<TaskResult> counted = all.stream().filter(r -> !r.isError()).toList();
    int right = (int) counted.stream().filter(TaskResult::isRight).count();
    return new Row(
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
    if (!judgements.isEmpty()) {
      text.append("code and the judge ").append(judge).append('\n');
      text.append(Agreement.HEADER);
      agreements().forEach(agreement -> text.append(agreement.line()));
    }
    return text.toString();
  }

  /** All figures and results as JSON. */
  public String json() {
    ObjectNode object = JSON.createObjectNode().put("title", title);
    ArrayNode all = object.putArray("runs");
    runs.forEach((name, results) -> {
      ObjectNode run = all.addObject().put("name", name);
      ArrayNode rows = run.putArray("categories");
      for (Row row : rows(results)) {
        rows.addObject()
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
      ArrayNode tasks = run.putArray("tasks");
      results.forEach(r ->
          tasks
              .addObject()
              .put("id", r.id())
              .put("kind", r.kind())
              .put("verdict", r.verdict().name().toLowerCase(Locale.ROOT)));
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
}
