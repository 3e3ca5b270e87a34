package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The arguments of a call, read one by one; each refusal is a sentence that says what to send. */
record Arguments(ObjectNode values) {

  /** A text that must be there. */
  String text(String name, int charsMax) {
    return optionalText(name, charsMax)
        .orElseThrow(() ->
            new UnusableArgumentException(
                "The argument '" + name + "' is missing: send some text."));
  }

  /** A text that may be absent; blank counts as absent. */
  Optional<String> optionalText(String name, int charsMax) {
    JsonNode value = values.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new UnusableArgumentException(
          "The argument '%s' is a JSON %s and must be text."
              .formatted(name, value.getNodeType().name().toLowerCase(java.util.Locale.ROOT)));
    }
    String text = value.textValue();
    if (text.length() > charsMax) {
      throw new UnusableArgumentException(
          "The argument '%s' has %,d characters; at most %,d are taken: shorten it."
              .formatted(name, text.length(), charsMax));
    }
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }

  /** A whole number within bounds. */
  int count(String name, int fallback, int least, int most) {
    JsonNode value = values.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return fallback;
    }
    // Models write 10.0 and "10" as well.
    double number =
        value.isTextual()
            ? parsed(value.textValue())
            : value.isNumber() ? value.doubleValue() : Double.NaN;
    if (number != Math.rint(number) || number < least || number > most) {
      throw new UnusableArgumentException(
          "The argument '%s' is %s; it must be a whole number from %,d to %,d."
              .formatted(name, shown(value), least, most));
    }
    return (int) number;
  }

  /** Yes or no. */
  boolean flag(String name) {
    return values.path(name).asBoolean(false);
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
