package memagent.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a question for more than one thing: "my locker number plus the room". */
final class QuestionParts {
  private static final Pattern JOIN =
      Pattern.compile(
          "(?iU)[,;]?\\s*\\b(?:and(?: also)?|plus|as well as|along with|together with|besides"
              + "|und|sowie|y|e|et|ainsi que|и|а также)\\b|と、?あと|、");

  private QuestionParts() {}

  /** The parts that say what they ask for; one, the question itself, where nothing is joined. */
  static List<String> of(String question) {
    List<String> parts = new ArrayList<>();
    Matcher join = JOIN.matcher(question);
    int start = 0;
    while (join.find()) {
      parts.add(question.substring(start, join.start()).strip());
      start = join.end();
    }
    parts.add(question.substring(start).strip());
    parts.removeIf(part -> Recall.telling(part).isEmpty());
    return parts.size() > 1 ? parts : List.of(question);
  }
}
