package memagent.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes tasks as task files hold them; {@link TaskReader} reads them back. */
public final class TaskWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private TaskWriter() {}

  /** The task as a JSON object. */
  public static ObjectNode write(Task task) {
    ObjectNode object = NODES.objectNode();
    object.put("id", task.id());
    object.put("memory", task.memoryId());
    object.put("category", task.category().label());
    object.put("kind", task.kind());
    object.put("language", task.language());
    object.put("question", task.question());
    if (!task.filters().isEmpty()) {
      object.set("filters", texts(task.filters()));
    }
    if (task.category() == Category.FILTER) {
      object.put("tier", task.tier().label());
    }
    task.distractors()
        .ifPresent(around ->
            object
                .putObject("distractors")
                .put("lookAlikes", around.lookAlikes())
                .put("namesakes", around.namesakes())
                .put("duplicates", around.duplicates())
                .put("stale", around.stale()));
    switch (task.expectation()) {
      case Expectation.Answer answer -> {
        object.set("must", FormWriter.writeAll(answer.must()));
        object.set("mustNot", FormWriter.writeAll(answer.mustNot()));
      }
      case Expectation.Question question -> {
        object.set("missing", FormWriter.writeAll(question.missing()));
        object.set("mustNot", FormWriter.writeAll(question.mustNot()));
      }
      case Expectation.Change change -> {
        object.set("after", after(change));
        if (!change.replyMust().isEmpty()) {
          object.set("replyMust", FormWriter.writeAll(change.replyMust()));
        }
      }
      case Expectation.Reference reference -> {
        if (!reference.told().isEmpty()) {
          object.set("told", texts(reference.told()));
        }
        object.put("reference", reference.answer());
        if (!reference.hint().isEmpty()) {
          object.put("hint", reference.hint());
        }
      }
    }
    if (task.expectation() instanceof Expectation.Reference) {
      return object; // a reference answer is no solution that could be run
    }
    ObjectNode oracle = object.putObject("oracle");
    oracle.set("steps", texts(task.solution().steps()));
    oracle.put("reply", task.solution().reply());
    return object;
  }

  private static ObjectNode after(Expectation.Change change) {
    ObjectNode after = NODES.objectNode();
    if (change.unchanged()) {
      after.put("unchanged", true);
      return after;
    }
    ArrayNode facts = after.putArray("facts");
    for (Expectation.KeyedFact fact : change.facts()) {
      ObjectNode node = facts.addObject().put("file", fact.file()).put("key", fact.key());
      node.set("value", FormWriter.write(fact.value()));
    }
    after.set("text", placed(change.text()));
    after.set("absent", placed(change.absent()));
    ArrayNode links = after.putArray("links");
    change.links().forEach(l -> links.addObject().put("from", l.from()).put("to", l.to()));
    after.set("created", texts(change.created()));
    after.set("deleted", texts(change.deleted()));
    after.set("allow", FormWriter.writeAll(change.allow()));
    return after;
  }

  private static ArrayNode placed(List<Expectation.Placed> all) {
    ArrayNode array = NODES.arrayNode();
    for (Expectation.Placed placed : all) {
      ObjectNode node = array.addObject().put("file", placed.file());
      node.set("form", FormWriter.write(placed.form()));
    }
    return array;
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode array = NODES.arrayNode();
    texts.forEach(array::add);
    return array;
  }
}
