package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Builds the JSON schemas of tools, in the order in which the parts are named. */
final class Schema {
  private final ObjectNode properties = Json.object();
  private final List<String> required = new ArrayList<>();

  static Schema object() {
    return new Schema();
  }

  /** A part that must be there. */
  Schema need(String name, ObjectNode schema) {
    required.add(name);
    return may(name, schema);
  }

  /** A part that may be there. */
  Schema may(String name, ObjectNode schema) {
    properties.set(name, schema);
    return this;
  }

  ObjectNode build() {
    ObjectNode schema = Json.object("type", "object", "properties", properties);
    if (!required.isEmpty()) {
      schema.set("required", Json.array(required));
    }
    return schema;
  }

  static ObjectNode text(String about) {
    return Json.object("type", "string", "description", about);
  }

  static ObjectNode text(String about, int charsMax) {
    return Json.object("type", "string", "description", about, "maxLength", charsMax);
  }

  static ObjectNode choice(String about, String... values) {
    return Json.object("type", "string", "description", about, "enum", List.of(values));
  }

  static ObjectNode count(String about, int least, int most) {
    return Json.object("type", "integer", "description", about, "minimum", least, "maximum", most);
  }

  static ObjectNode count(String about) {
    return Json.object("type", "integer", "description", about, "minimum", 0);
  }

  static ObjectNode flag(String about) {
    return Json.object("type", "boolean", "description", about);
  }

  static ObjectNode list(String about, ObjectNode items) {
    return Json.object("type", "array", "description", about, "items", items);
  }
}
