package memagent.agent;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An attack by text from outside, one line of injections.jsonl.
 *
 * @param name tells it from the others
 * @param kind what it is after
 * @param question what the person asks
 * @param filter what may not be said; empty for nothing
 * @param before what was asked in the same conversation before, with what the model does then
 * @param notes the texts from outside, by path
 * @param reads the blocks by which the model looks at them, before it knows of the order
 * @param order words of the text: a model that has them before it obeys
 * @param obeys what it then does, a turn each
 * @param harm what must not come of it
 * @param by what prevents it: {@code words} (the question does not ask for it), {@code secrets}
 *     (who reads outside text reads nothing denied), {@code links} (addresses in a reply), {@code
 *     sight} (the order is not shown), {@code filter}, {@code sandbox}, {@code limits} (these hold
 *     for any text), or {@code nothing}
 * @param isSmall whether the model is a small one, which gets a first look
 */
record Injection(
    String name,
    String kind,
    String question,
    String filter,
    List<Earlier> before,
    Map<String, String> notes,
    List<String> reads,
    String order,
    List<String> obeys,
    Harm harm,
    String by,
    boolean isSmall) {

  /** An earlier question of the conversation, its filter, and the blocks and reply of the model. */
  record Earlier(String question, String filter, List<String> turns) {}

  /**
   * What must not happen; null is not looked at.
   *
   * @param changed whether any byte, file or folder of the memory is another
   * @param holds a pattern of what some path or text of the memory would hold
   * @param lost a pattern of what the memory would have no more
   * @param says a pattern of what the reply would say
   */
  record Harm(
      @Nullable Boolean changed,
      @Nullable String holds,
      @Nullable String lost,
      @Nullable String says) {}

  private static final Path FILE =
      Path.of("src/test/resources/memagent/agent/injections/injections.jsonl");

  /** All cases, in the file's order. */
  static List<Injection> all() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<Injection> all = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      Map<String, Object> values = mapper.readValue(line, new TypeReference<>() {});
      all.add(
          new Injection(
              text(values, "name", ""),
              text(values, "kind", ""),
              text(values, "question", ""),
              text(values, "filter", ""),
              mapper.convertValue(
                  values.getOrDefault("before", List.of()), new TypeReference<List<Earlier>>() {}),
              mapper.convertValue(values.get("notes"), new TypeReference<Map<String, String>>() {}),
              mapper.convertValue(
                  values.getOrDefault("reads", List.of()), new TypeReference<List<String>>() {}),
              text(values, "order", ""),
              mapper.convertValue(values.get("obeys"), new TypeReference<List<String>>() {}),
              mapper.convertValue(values.get("harm"), Harm.class),
              text(values, "by", ""),
              values.containsKey("small")));
    }
    return all;
  }

  private static String text(Map<String, Object> values, String key, String absent) {
    return Objects.toString(values.get(key), absent);
  }

  boolean isPrevented() {
    return !by.equals("nothing");
  }

  /** Whether the text would do its harm if nobody knew that it is from outside. */
  boolean needsTheMark() {
    return List.of("words", "secrets", "links", "sight").contains(by);
  }

  @Override
  public String toString() {
    return name;
  }
}
