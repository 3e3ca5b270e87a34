package memagent.bench;

import java.util.List;

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
    Solution solution) {
  public Task {
    filters = List.copyOf(filters);
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
