package memagent.bench;

import java.util.List;
import java.util.Optional;

/**
 * One question of the benchmark or of a training world.
 *
 * @param id unique in its set
 * @param memoryId of the memory it is asked over
 * @param kind the sub-kind, such as {@code two-hop}; reports group by it
 * @param language BCP-47 tag of the question
 * @param question as the person says it, without filters
 * @param filters rules about what must not be said, sent with the question
 * @param tier how much the filters deny
 * @param distractors around its evidence; empty where nobody counted them
 */
public record Task(
    String id,
    String memoryId,
    Category category,
    String kind,
    String language,
    String question,
    List<String> filters,
    Tier tier,
    Expectation expectation,
    Solution solution,
    Optional<Distractors> distractors) {

  /** A task whose distractors nobody counted. */
  public Task(
      String id,
      String memoryId,
      Category category,
      String kind,
      String language,
      String question,
      List<String> filters,
      Tier tier,
      Expectation expectation,
      Solution solution) {
    this(
        id,
        memoryId,
        category,
        kind,
        language,
        question,
        filters,
        tier,
        expectation,
        solution,
        Optional.empty());
  }

  public Task {
    filters = List.copyOf(filters);
  }

  /** The same task with its distractors. */
  Task counted(Optional<Distractors> around) {
    return new Task(
        id,
        memoryId,
        category,
        kind,
        language,
        question,
        filters,
        tier,
        expectation,
        solution,
        around);
  }

  /** The question as the agent gets it: the filters follow in a {@code <filter>} element. */
  public String query() {
    if (filters.isEmpty()) {
      return question;
    }
    StringBuilder text = new StringBuilder(question).append("\n\n<filter>\n");
    for (int i = 0; i < filters.size(); i++) {
      text.append(i + 1).append(". ").append(filters.get(i)).append('\n');
    }
    return text.append("</filter>").toString();
  }
}
