package memagent.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads task files: one JSON object a line. */
public final class TaskReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<Category, Set<String>> KINDS =
      Map.of(
          Category.RETRIEVAL,
          Set.of(
              "own-fact",
              "one-hop",
              "two-hop",
              "three-hop",
              "table",
              "date",
              "list",
              "count",
              "alias",
              "same-name",
              "superseded",
              "stale",
              "long-note",
              "distractor",
              "other-script",
              "compare"),
          Category.UPDATE,
          Set.of(
              "explicit-change",
              "implied-change",
              "add-fact",
              "new-entity",
              "delete-fact",
              "delete-note",
              "both-directions",
              "several-facts",
              "not-saved-smalltalk",
              "not-saved-sum",
              "not-saved-secret",
              "table-row",
              "list-item"),
          Category.CLARIFICATION,
          Set.of(
              "missing-entity",
              "missing-attribute",
              "several-candidates",
              "contradiction-notes",
              "contradiction-user",
              "no-power"),
          Category.FILTER,
          Set.of(
              "deny-attribute",
              "deny-person",
              "deny-format",
              "allow-list",
              "deny-all",
              "deny-nothing"));

  private TaskReader() {}

  /**
   * Reads the lines of a task file.
   *
   * @param place the file's name for faults
   * @throws BenchException where a line has a fault; it names the file, the line and the field
   */
  public static List<Task> read(String place, String memoryId, String lines) {
    List<Task> tasks = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    int number = 0;
    for (String line : lines.lines().toList()) {
      number++;
      if (!line.isBlank()) {
        Task task = readLine(place + ", line " + number, memoryId, line);
        if (!ids.add(task.id())) {
          throw new BenchException(
              place + ", line " + number + ", field id: \"" + task.id() + "\" is used twice.");
        }
        tasks.add(task);
      }
    }
    return tasks;
  }

  static Task readLine(String place, String memoryId, String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new BenchException(place + ": this is not JSON: " + e.getOriginalMessage(), e);
    }
    Fields fields = new Fields(place, "", node);
    String id = fields.text("id");
    Category category = category(fields);
    String kind = fields.text("kind");
    boolean lesson = kind.equals(LessonTraces.KIND);
    if (!lesson && !KINDS.getOrDefault(category, Set.of()).contains(kind)) {
      throw fields.fault(
          "kind",
          "\"" + kind + "\" is no kind of " + category.label() + "; choose one of the list.");
    }
    String memory = fields.optionalText("memory").orElse(memoryId);
    Tier tier = tier(fields, category);
    Expectation expectation = lesson ? lesson(fields) : expectation(fields, category);
    // A reference answer is no solution that could be run, and a lesson's changes stand in its
    // trace.
    Solution solution =
        lesson && !fields.has("oracle")
            ? new Solution(List.of(), fields.text("reference"))
            : solution(fields.item("oracle").fields());
    Task task =
        new Task(
            id,
            memory,
            category,
            kind,
            fields.optionalText("language").orElse("en"),
            fields.text("question"),
            fields.texts("filters"),
            tier,
            expectation,
            solution,
            distractors(fields));
    fields.finish();
    return task;
  }

  private static Optional<Distractors> distractors(Fields fields) {
    if (!fields.has("distractors")) {
      return Optional.empty();
    }
    Fields counts = fields.item("distractors").fields();
    Distractors around =
        new Distractors(
            counts.count("lookAlikes"),
            counts.count("namesakes"),
            counts.count("duplicates"),
            counts.count("stale"));
    counts.finish();
    return Optional.of(around);
  }

  private static Category category(Fields fields) {
    String label = fields.text("category");
    return Arrays.stream(Category.values())
        .filter(c -> c.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            fields.fault(
                "category",
                "\"" + label + "\" must be retrieval, update, clarification or filter."));
  }

  private static Tier tier(Fields fields, Category category) {
    if (category != Category.FILTER) {
      return Tier.NONE;
    }
    if (fields.items("filters").isEmpty()) {
      throw fields.fault("filters", "a filter task needs at least one filter.");
    }
    String label = fields.text("tier");
    return Arrays.stream(Tier.values())
        .filter(t -> t.label().equals(label))
        .findFirst()
        .orElseThrow(() -> fields.fault("tier", "\"" + label + "\" must be none, part or all."));
  }

  private static Expectation expectation(Fields fields, Category category) {
    return switch (category) {
      case RETRIEVAL, FILTER -> {
        List<Form> must = fields.forms("must");
        List<Form> mustNot = fields.forms("mustNot");
        if (must.isEmpty() && category == Category.RETRIEVAL) {
          throw fields.fault("must", "it is empty; name what the reply must hold.");
        }
        if (must.isEmpty() && mustNot.isEmpty()) {
          throw fields.fault("mustNot", "must and mustNot are both empty; any reply would pass.");
        }
        yield new Expectation.Answer(must, mustNot);
      }
      case CLARIFICATION -> {
        List<Form> missing = fields.forms("missing");
        if (missing.isEmpty()) {
          throw fields.fault("missing", "it is empty; name what the reply must ask about.");
        }
        yield new Expectation.Question(missing, fields.forms("mustNot"));
      }
      case UPDATE -> change(fields);
    };
  }

  /** What a task that {@link DevSets#task} makes expects. */
  private static Expectation lesson(Fields fields) {
    return fields.has("reference")
        ? new Expectation.Reference(List.of(), fields.text("reference"), "")
        : read(fields);
  }

  private static Expectation change(Fields fields) {
    Expectation.Change change = read(fields);
    boolean demands =
        !(change.facts().isEmpty()
            && change.text().isEmpty()
            && change.absent().isEmpty()
            && change.links().isEmpty()
            && change.created().isEmpty()
            && change.deleted().isEmpty());
    if (change.unchanged() && (demands || change.replyMust().isEmpty())) {
      throw fields.fault(
          "after", "unchanged needs replyMust and excludes facts, text, absent, links and notes.");
    }
    if (!change.unchanged() && !demands) {
      throw fields.fault("after", "it demands nothing; name a fact, text, link or note.");
    }
    return change;
  }

  private static Expectation.Change read(Fields fields) {
    Fields after = fields.item("after").fields();
    boolean unchanged = after.flag("unchanged");
    List<Form> replyMust =
        fields.has("replyMust") ? fields.forms("replyMust") : after.forms("replyMust");
    Expectation.Change change =
        new Expectation.Change(
            after.items("facts").stream().map(TaskReader::fact).toList(),
            after.items("text").stream().map(TaskReader::placed).toList(),
            after.items("absent").stream().map(TaskReader::placed).toList(),
            after.items("links").stream().map(TaskReader::link).toList(),
            after.texts("created"),
            after.texts("deleted"),
            after.forms("allow"),
            unchanged,
            replyMust);
    after.finish();
    return change;
  }

  private static Expectation.KeyedFact fact(Fields.Item item) {
    Fields fields = item.fields();
    var fact =
        new Expectation.KeyedFact(
            fields.text("file"), fields.text("key"), fields.item("value").form());
    fields.finish();
    return fact;
  }

  private static Expectation.Placed placed(Fields.Item item) {
    Fields fields = item.fields();
    var placed = new Expectation.Placed(fields.text("file"), fields.item("form").form());
    fields.finish();
    return placed;
  }

  private static Expectation.LinkBetween link(Fields.Item item) {
    Fields fields = item.fields();
    var link = new Expectation.LinkBetween(fields.text("from"), fields.text("to"));
    fields.finish();
    return link;
  }

  private static Solution solution(Fields fields) {
    Solution solution = new Solution(fields.texts("steps"), fields.text("reply"));
    fields.finish();
    return solution;
  }
}
