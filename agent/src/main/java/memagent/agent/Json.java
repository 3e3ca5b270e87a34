package memagent.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.UnaryOperator;

/** JSON as this module writes it: one line, fields in the order of the record. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record of ours does not become JSON.", e);
    }
  }

  /** The same with another text in place of each text in it, keys left out. */
  static String write(Object value, UnaryOperator<String> texts) {
    return write(replaced(MAPPER.valueToTree(value), texts));
  }

  private static JsonNode replaced(JsonNode node, UnaryOperator<String> texts) {
    return switch (node) {
      case TextNode text -> TextNode.valueOf(texts.apply(text.textValue()));
      case ObjectNode object -> {
        object.properties().forEach(field -> field.setValue(replaced(field.getValue(), texts)));
        yield object;
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, replaced(array.get(i), texts));
        }
        yield array;
      }
      default -> node;
    };
  }

  static <T> T read(String line, Class<T> type) throws JsonProcessingException {
    return MAPPER.readValue(line, type);
  }
}
