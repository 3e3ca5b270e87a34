package memagent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes forms as task files hold them. */
final class FormWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private FormWriter() {}

  static JsonNode write(Form form) {
    ObjectNode object = NODES.objectNode();
    return switch (form) {
      case Form.Phrase p -> NODES.textNode(p.text());
      case Form.AnyOf any -> object.set("any", writeAll(any.forms()));
      case Form.Day d -> object.put("date", d.date().toString());
      case Form.Month m -> object.put("date", m.month().toString());
      case Form.Amount a -> {
        object.put("number", a.value().toPlainString());
        a.unit().ifPresent(unit -> object.set("unit", write(unit)));
        yield object;
      }
      case Form.PersonName n -> object.put("name", n.name());
      case Form.TimeOfDay t -> object.put("time", t.time().toString());
    };
  }

  static ArrayNode writeAll(List<Form> forms) {
    ArrayNode array = NODES.arrayNode();
    forms.forEach(form -> array.add(write(form)));
    return array;
  }
}
