package memagent.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/**
 * JSON as the protocol carries it: one line, names unique, nested no deeper than a message needs.
 */
final class Json {
  private static final int DEPTH_MAX = 64;

  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** An object of names and values in turn; a value may be text, number, boolean, map, or node. */
  static ObjectNode object(Object... namesAndValues) {
    ObjectNode object = MAPPER.createObjectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.set((String) namesAndValues[i], node(namesAndValues[i + 1]));
    }
    return object;
  }

  static ArrayNode array(Collection<?> values) {
    ArrayNode array = MAPPER.createArrayNode();
    values.forEach(value -> array.add(node(value)));
    return array;
  }

  /** Any value as a node. */
  static JsonNode node(Object value) {
    return value instanceof Collection<?> list ? array(list) : MAPPER.valueToTree(value);
  }

  /** A value that may be an object as one; anything else is an empty object. */
  static ObjectNode objectOf(JsonNode value) {
    return value instanceof ObjectNode object ? object : MAPPER.createObjectNode();
  }

  /**
   * Reads one JSON value.
   *
   * @throws IOException if the text is not JSON, or nested too deeply
   */
  static JsonNode read(byte[] text) throws IOException {
    return MAPPER.readTree(text);
  }

  /** One line of JSON. */
  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of ours does not become JSON.", e);
    }
  }

  /** A plain map as the SDK hands parameters over, as a tree. */
  static ObjectNode tree(Map<String, ?> map) {
    return MAPPER.valueToTree(map);
  }
}
