package memagent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object field by field; a fault names the file, the line and the field. */
final class Fields {
  private final UnaryOperator<String> place; // of a field: "core/x/tasks.jsonl, line 3"
  private final String prefix; // "after.facts[0]."
  private final JsonNode object;
  private final Set<String> read = new HashSet<>();

  Fields(String place, String prefix, JsonNode object) {
    this(path -> place, prefix, object);
  }

  /**
   * @param place says in which file and line the field of a path stands
   */
  Fields(UnaryOperator<String> place, String prefix, JsonNode object) {
    this.place = place;
    this.prefix = prefix;
    this.object = object;
    if (!object.isObject()) {
      throw fault("", "this must be a JSON object.");
    }
  }

  BenchException fault(String field, String what) {
    String path = path(field);
    return new BenchException(place.apply(path) + ", field " + path + ": " + what);
  }

  private String path(String field) {
    String path = prefix + field;
    return path.isEmpty() ? "(the whole line)" : path.replaceFirst("\\.$", "");
  }

  boolean has(String field) {
    return object.hasNonNull(field);
  }

  String text(String field) {
    return optionalText(field).orElseThrow(() -> fault(field, "it is missing; write a text here."));
  }

  Optional<String> optionalText(String field) {
    JsonNode node = node(field);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw fault(field, "it must be a text that is not empty.");
    }
    return Optional.of(node.textValue());
  }

  /** A text, also an empty one, or a number in digits; empty where the field is absent or null. */
  String textOrNumber(String field) {
    JsonNode node = node(field);
    if (node != null && !node.isTextual() && !node.isNumber()) {
      throw fault(field, "it must be a text or a number.");
    }
    return node == null ? "" : node.asText();
  }

  int number(String field) {
    JsonNode node = node(field);
    if (node == null || !node.isIntegralNumber()) {
      throw fault(field, "it must be a whole number.");
    }
    return node.intValue();
  }

  /** How many of something. */
  int count(String field) {
    int number = number(field);
    if (number < 0) {
      throw fault(field, number + " is below 0.");
    }
    return number;
  }

  /** All names of fields. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  boolean flag(String field) {
    JsonNode node = node(field);
    if (node != null && !node.isBoolean()) {
      throw fault(field, "it must be true or false.");
    }
    return node != null && node.booleanValue();
  }

  /** The items of a list with their own paths for faults; none where the field is absent. */
  List<Item> items(String field) {
    JsonNode node = node(field);
    List<Item> items = new ArrayList<>();
    if (node == null) {
      return items;
    }
    if (!node.isArray()) {
      throw fault(field, "it must be a list in [ ].");
    }
    for (int i = 0; i < node.size(); i++) {
      items.add(new Item(this, field + "[" + i + "]", node.get(i)));
    }
    return items;
  }

  List<String> texts(String field) {
    return items(field).stream().map(Item::text).toList();
  }

  List<Form> forms(String field) {
    return items(field).stream().map(Item::form).toList();
  }

  Item item(String field) {
    JsonNode node = node(field);
    if (node == null) {
      throw fault(field, "it is missing.");
    }
    return new Item(this, field, node);
  }

  private @Nullable JsonNode node(String field) {
    read.add(field);
    JsonNode node = object.get(field);
    return node == null || node.isNull() ? null : node;
  }

  /** Refuses fields that nobody has asked for. */
  void finish() {
    object
        .fieldNames()
        .forEachRemaining(name -> {
          if (!read.contains(name)) {
            throw fault(name, "it is not a field that is known here; check its spelling.");
          }
        });
  }

  /** One value and where it stands. */
  record Item(Fields owner, String field, JsonNode node) {

    String text() {
      if (!node.isTextual() || node.textValue().isBlank()) {
        throw owner.fault(field, "it must be a text that is not empty.");
      }
      return node.textValue();
    }

    Fields fields() {
      return new Fields(owner.place, owner.prefix + field + ".", node);
    }

    Form form() {
      return FormReader.read(this);
    }
  }
}
