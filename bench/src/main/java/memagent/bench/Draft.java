package memagent.bench;

import java.util.List;

/** A task before it has an id. */
record Draft(
    Category category,
    String kind,
    String question,
    List<String> filters,
    Tier tier,
    Expectation expectation,
    Trace trace,
    int hops) {

  static Draft answer(
      String kind, String question, List<Form> must, List<Form> mustNot, Trace trace, int hops) {
    return new Draft(
        Category.RETRIEVAL,
        kind,
        question,
        List.of(),
        Tier.NONE,
        new Expectation.Answer(must, mustNot),
        trace,
        hops);
  }

  static Draft question(
      String kind, String question, List<Form> missing, List<Form> mustNot, Trace trace, int hops) {
    return new Draft(
        Category.CLARIFICATION,
        kind,
        question,
        List.of(),
        Tier.NONE,
        new Expectation.Question(missing, mustNot),
        trace,
        hops);
  }

  static Draft change(String kind, String said, Expectation.Change change, Trace trace, int hops) {
    return new Draft(Category.UPDATE, kind, said, List.of(), Tier.NONE, change, trace, hops);
  }
}
