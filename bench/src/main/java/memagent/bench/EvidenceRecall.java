package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How well a finder brings back the turns that hold an answer; needs no model.
 *
 * @param finder what was measured
 * @param rows a row for each kind of question, then all that have an answer, then all
 */
public record EvidenceRecall(String finder, List<Row> rows) {
  private static final int DEPTH = 20;

  public EvidenceRecall {
    rows = List.copyOf(rows);
  }

  /**
   * Figures over questions with evidence.
   *
   * @param recallAt5 mean share of a question's evidence among the first 5 turns
   * @param wholeAt10 questions whose evidence stands among the first 10 turns in full
   * @param reciprocalRank mean of 1 / place of the first turn of evidence
   */
  public record Row(
      String name,
      int questions,
      double recallAt5,
      double recallAt10,
      double recallAt20,
      Share wholeAt10,
      double reciprocalRank) {}

  private record One(LocomoConversation.Kind kind, List<Integer> places, int evidence) {
    double recall(int depth) {
      return (double) places.stream().filter(place -> place < depth).count() / evidence;
    }
  }

  /** Measures a finder over the turns of each conversation. */
  public static EvidenceRecall of(
      String name, List<LocomoConversation> conversations, Finder.Maker finders) {
    List<One> all = new ArrayList<>();
    for (LocomoConversation conversation : conversations) {
      List<LocomoConversation.Turn> turns = conversation.turns();
      Finder finder = finders.over(turns.stream().map(LocomoConversation.Turn::line).toList());
      for (LocomoConversation.Question question : conversation.questions()) {
        if (!question.evidence().isEmpty()) {
          List<Integer> found = finder.find(question.text(), DEPTH);
          Set<String> wanted = Set.copyOf(question.evidence());
          List<Integer> places = new ArrayList<>();
          for (int i = 0; i < found.size(); i++) {
            if (wanted.contains(turns.get(found.get(i)).id())) {
              places.add(i);
            }
          }
          all.add(new One(question.kind(), places, wanted.size()));
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    for (LocomoConversation.Kind kind : LocomoConversation.Kind.values()) {
      rows.add(row(kind.label(), all.stream().filter(o -> o.kind() == kind).toList()));
    }
    boolean answered = all.stream().anyMatch(o -> o.kind() != LocomoConversation.Kind.ADVERSARIAL);
    if (answered) {
      rows.add(
          row(
              "answered",
              all.stream().filter(o -> o.kind() != LocomoConversation.Kind.ADVERSARIAL).toList()));
    }
    rows.add(row("all", all));
    return new EvidenceRecall(name, rows);
  }

  private static Row row(String name, List<One> some) {
    int whole = (int) some.stream().filter(o -> o.recall(10) == 1).count();
    return new Row(
        name,
        some.size(),
        mean(some, 5),
        mean(some, 10),
        mean(some, DEPTH),
        new Share(whole, some.size()),
        some.stream()
            .mapToDouble(o -> o.places().isEmpty() ? 0 : 1.0 / (o.places().getFirst() + 1))
            .average()
            .orElse(0));
  }

  private static double mean(List<One> some, int depth) {
    return some.stream().mapToDouble(o -> o.recall(depth)).average().orElse(0);
  }

  /** The table for a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder(finder).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "  %-12s %9s %6s %6s %6s %20s %6s%n",
            "questions",
            "count",
            "R@5",
            "R@10",
            "R@20",
            "all in 10 (95 %)",
            "MRR"));
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-12s %9d %6.3f %6.3f %6.3f   %.3f (%.3f-%.3f) %6.3f%n",
              row.name(),
              row.questions(),
              row.recallAt5(),
              row.recallAt10(),
              row.recallAt20(),
              row.wholeAt10().value(),
              row.wholeAt10().low(),
              row.wholeAt10().high(),
              row.reciprocalRank()));
    }
    return text.toString();
  }
}
