package memagent.bench;

import java.util.List;
import java.util.Optional;

/**
 * A task before it has an id.
 *
 * @param next what the person says next in the same conversation
 */
record Draft(
    Category category,
    String kind,
    String question,
    List<String> filters,
    Tier tier,
    Expectation expectation,
    Trace trace,
    int hops,
    Optional<Draft> next) {

  Draft(
      Category category,
      String kind,
      String question,
      List<String> filters,
      Tier tier,
      Expectation expectation,
      Trace trace,
      int hops) {
    this(category, kind, question, filters, tier, expectation, trace, hops, Optional.empty());
  }

  /** The same task, and what the person says next. */
  Draft then(Optional<Draft> following) {
    return new Draft(category, kind, question, filters, tier, expectation, trace, hops, following);
  }

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
