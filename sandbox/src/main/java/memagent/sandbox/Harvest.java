package memagent.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Takes the variables of a block out of its context as plain values, within the limits on number,
 * text and depth. A value's own code (its {@code __repr__}) may run here, so the block's time still
 * counts.
 */
final class Harvest {

  // Python 3.12 shows no whole number of more than 4,300 digits; 14,284 bits are about as many.
  private static final int NUMBER_BITS_MAX = 14_284;
  private static final int VALUE_CHARS = 8; // what a value counts beside its text

  private final SandboxLimits limits;
  private final Value describe;
  private final Value survey;
  private final Value lookup;
  private final Value globals;
  private final Map<String, Object> offered = new HashMap<>();
  private final Map<String, Object> offeredInside = new HashMap<>();
  private long charsLeft;

  /**
   * @param describe the prelude's function: value to (kind, size, content)
   * @param survey the prelude's function: namespace and number to what the variables are
   * @param lookup the prelude's function: name to what an earlier block left under it
   * @param globals the block's namespace
   */
  Harvest(SandboxLimits limits, Value describe, Value survey, Value lookup, Value globals) {
    this.limits = limits;
    this.describe = describe;
    this.survey = survey;
    this.lookup = lookup;
    this.globals = globals;
    this.charsLeft = limits.variableCharsMax();
  }

  /**
   * Remembers what an earlier block left, to see whether this one changes it.
   *
   * @param isInside whether it was put among the block's own names, where setting it to what it was
   *     cannot be told from leaving it alone
   */
  void offered(String name, Object value, boolean isInside) {
    (isInside ? offeredInside : offered).put(name, value);
  }

  /**
   * The variables, in order.
   *
   * @param last the value of the last expression, if there was one
   */
  Map<String, Object> variables(@Nullable Value last, String code) {
    var variables = new LinkedHashMap<String, Object>();
    var found = survey.execute(globals, limits.variableCountMax()); // (name, kind, size, value)*
    long end = found.getArraySize() - 1;
    for (long i = 0; i < end; i += 4) {
      var name = found.getArrayElement(i).asString();
      var kind = found.getArrayElement(i + 1).asString();
      long size = found.getArrayElement(i + 2).asLong();
      var value = variable(found.getArrayElement(i + 3), kind, size);
      if (!value.equals(offeredInside.get(name))) {
        variables.put(name, value);
      }
    }
    int left = found.getArrayElement(end).asInt();
    if (left > 0) {
      variables.put("_cut", new PythonRepr("<" + left + " more variables>"));
    }
    addChanged(variables);
    if (last != null && !variables.containsKey(lastLine(code))) {
      var value = variable(last);
      if (value != null && value != PythonNone.NONE) {
        variables.putIfAbsent("_", value);
      }
    }
    return variables;
  }

  /** Lists and dicts of earlier blocks that this one changed in place. */
  private void addChanged(Map<String, Object> variables) {
    offered.forEach((name, before) -> {
      if (!variables.containsKey(name) && (before instanceof List || before instanceof Map)) {
        var now = variable(lookup.execute(name));
        if (now != null && now != PythonNone.NONE && !now.equals(before)) {
          variables.put(name, now);
        }
      }
    });
  }

  private static String lastLine(String code) {
    var trimmed = code.strip();
    return trimmed.substring(trimmed.lastIndexOf('\n') + 1).strip();
  }

  /** The value of one variable, or null if it is no result: a module, a function, a class. */
  private @Nullable Object variable(Value value) {
    var description = describe.execute(value);
    var kind = description.getArrayElement(0).asString();
    if (kind.equals("skip")) {
      return null;
    }
    return variable(description.getArrayElement(2), kind, description.getArrayElement(1).asLong());
  }

  private Object variable(Value content, String kind, long size) {
    long before = charsLeft;
    try {
      return plain(content, kind, size, 0);
    } catch (TooLargeException e) {
      charsLeft = before;
      return new PythonRepr("<" + kind + ", too large to show and to keep>");
    } catch (PolyglotException e) {
      if (e.isResourceExhausted() || e.isInternalError() || e.isCancelled()) {
        throw e;
      }
      charsLeft = before;
      return new PythonRepr("<" + kind + " that cannot be read>");
    }
  }

  private Object plain(Value value, int depth) throws TooLargeException {
    var description = describe.execute(value);
    return plain(
        description.getArrayElement(2),
        description.getArrayElement(0).asString(),
        description.getArrayElement(1).asLong(),
        depth);
  }

  /**
   * The plain value.
   *
   * @param content the value, or the text that stands for one of another kind
   * @param size characters of a text, items of a list, of the whole text where it was cut
   */
  private Object plain(Value content, String kind, long size, int depth) throws TooLargeException {
    spend(VALUE_CHARS);
    if (depth > limits.valueDepthMax()) {
      return new PythonRepr("...");
    }
    return switch (kind) {
      case "NoneType" -> PythonNone.NONE;
      case "bool" -> content.asBoolean();
      case "int" -> number(content);
      case "float" -> content.asDouble();
      case "str" -> {
        spend(size);
        yield content.asString();
      }
      case "list" -> items(content, size, depth);
      case "tuple" -> new PythonTuple(items(content, size, depth));
      case "dict" -> dict(content, size, depth);
      default -> {
        var text = content.asString();
        spend(text.length());
        yield new PythonRepr(
            size > text.length()
                ? text + "... [cut: " + (size - text.length()) + " more characters]"
                : text);
      }
    };
  }

  private Object number(Value value) throws TooLargeException {
    if (value.fitsInLong()) {
      return value.asLong();
    }
    if (!value.fitsInBigInteger()) {
      return new PythonRepr("<int that cannot be read>");
    }
    var number = value.asBigInteger();
    if (number.bitLength() > NUMBER_BITS_MAX) {
      return new PythonRepr("<int of " + number.bitLength() + " bits>");
    }
    spend(number.bitLength() / 3);
    return number;
  }

  private List<Object> items(Value value, long size, int depth) throws TooLargeException {
    needs(size);
    var items = new ArrayList<Object>();
    for (long i = 0; i < size; i++) {
      items.add(plain(value.getArrayElement(i), depth + 1));
    }
    return items;
  }

  private Map<Object, Object> dict(Value value, long size, int depth) throws TooLargeException {
    needs(2 * size);
    var map = new LinkedHashMap<Object, Object>();
    for (var entries = value.getHashEntriesIterator(); entries.hasIteratorNextElement(); ) {
      var entry = entries.getIteratorNextElement();
      map.put(
          plain(entry.getArrayElement(0), depth + 1), plain(entry.getArrayElement(1), depth + 1));
    }
    return map;
  }

  private void needs(long values) throws TooLargeException {
    if (values > charsLeft / VALUE_CHARS) {
      throw new TooLargeException();
    }
  }

  private void spend(long chars) throws TooLargeException {
    if (chars > charsLeft) {
      throw new TooLargeException();
    }
    charsLeft -= chars;
  }

  private static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
