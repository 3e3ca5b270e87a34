package memagent.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What program and worker say to each other.
 *
 * <p>worker: Ready; program: Run; then any number of (worker: Call, program: Answer or Refusal);
 * worker: Outcome; and from the start with Ready, once the next context is made. On the pipe a
 * message is a list: its name and its fields.
 */
sealed interface Message {

  /** The list that stands for this message. */
  List<Object> fields();

  /** The worker waits for a block. The items: name, holds, detail of each protection. */
  record Ready(List<Protections.Protection> protections) implements Message {
    @Override
    public List<Object> fields() {
      var items = new ArrayList<Object>();
      for (var item : protections) {
        items.add(List.of(item.name(), item.holds(), item.detail()));
      }
      return List.of("ready", items);
    }
  }

  /** Run this block. */
  record Run(String code, Map<String, Object> variables) implements Message {
    @Override
    public List<Object> fields() {
      return List.of("run", code, variables);
    }
  }

  /** The block calls a function. */
  record Call(String function, List<Object> arguments) implements Message {
    @Override
    public List<Object> fields() {
      return List.of("call", function, arguments);
    }
  }

  /** What the function returned. */
  record Answer(Object value) implements Message {
    @Override
    public List<Object> fields() {
      return List.of("answer", value);
    }
  }

  /** The function raises a Python exception of this class. */
  record Refusal(String exception, String text) implements Message {
    @Override
    public List<Object> fields() {
      return List.of("refusal", exception, text);
    }
  }

  /**
   * The block is over.
   *
   * @param error empty if it ran to its end
   * @param limit the name of the limit that it broke, or empty
   */
  record Outcome(
      Map<String, Object> variables,
      String printed,
      long printedCharsCut,
      String error,
      String limit)
      implements Message {
    @Override
    public List<Object> fields() {
      return List.of("outcome", variables, printed, printedCharsCut, error, limit);
    }
  }

  /**
   * Reads a message back.
   *
   * @throws MalformedFrameException if the value is no message
   */
  static Message of(Object value) throws MalformedFrameException {
    if (!(value instanceof List<?> fields && !fields.isEmpty())) {
      throw new MalformedFrameException("This is no message.");
    }
    return switch (text(fields, 0) + "/" + fields.size()) {
      case "run/3" -> new Run(text(fields, 1), variables(fields, 2));
      case "call/3" -> new Call(text(fields, 1), list(fields, 2));
      case "answer/2" -> new Answer(fields.get(1));
      case "refusal/3" -> new Refusal(text(fields, 1), text(fields, 2));
      case "outcome/6" ->
          new Outcome(
              variables(fields, 1),
              text(fields, 2),
              number(fields, 3),
              text(fields, 4),
              text(fields, 5));
      case "ready/2" -> ready(list(fields, 1));
      default -> throw new MalformedFrameException("There is no such message.");
    };
  }

  private static Ready ready(List<Object> protections) throws MalformedFrameException {
    var items = new ArrayList<Protections.Protection>();
    for (var item : protections) {
      if (!(item instanceof List<?> parts
          && parts.size() == 3
          && parts.get(1) instanceof Boolean holds)) {
        throw new MalformedFrameException("This is no protection.");
      }
      items.add(new Protections.Protection(text(parts, 0), holds, text(parts, 2)));
    }
    return new Ready(items);
  }

  private static String text(List<?> fields, int index) throws MalformedFrameException {
    if (fields.get(index) instanceof String text) {
      return text;
    }
    throw new MalformedFrameException("Field " + index + " should be a text.");
  }

  private static long number(List<?> fields, int index) throws MalformedFrameException {
    if (fields.get(index) instanceof Long number) {
      return number;
    }
    throw new MalformedFrameException("Field " + index + " should be a number.");
  }

  private static List<Object> list(List<?> fields, int index) throws MalformedFrameException {
    if (fields.get(index) instanceof List<?> list) {
      return List.copyOf(list);
    }
    throw new MalformedFrameException("Field " + index + " should be a list.");
  }

  private static Map<String, Object> variables(List<?> fields, int index)
      throws MalformedFrameException {
    if (!(fields.get(index) instanceof Map<?, ?> map)) {
      throw new MalformedFrameException("Field " + index + " should be a map.");
    }
    var variables = new LinkedHashMap<String, Object>();
    for (var entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)) {
        throw new MalformedFrameException("A variable has no name.");
      }
      variables.put(name, entry.getValue());
    }
    return variables;
  }
}
