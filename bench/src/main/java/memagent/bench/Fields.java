package memagent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one JSON object field by field; a fault names the file, the line and the field. */
final class Fields {
  private final String place; // "core/x/tasks.jsonl, line 3"
  private final String prefix; // "after.facts[0]."
  private final JsonNode object;
  private final Set<String> read = new HashSet<>();

  Fields(String place, String prefix, JsonNode object) {
    this.place = place;
    this.prefix = prefix;
    this.object = object;
    if (!object.isObject()) {
      throw new BenchException(place + ", field " + path("") + ": this must be a JSON object.");
    }
  }

  BenchException fault(String field, String what) {
    return new BenchException(place + ", field " + path(field) + ": " + what);
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
