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
  private final Value lookup;
  private final Value globals;
  private final Map<String, Object> offered = new HashMap<>();
  private final Map<String, Object> offeredInside = new HashMap<>();
  private long charsLeft;

  /**
   * @param describe the prelude's function: value to (kind, size, repr)
   * @param lookup the prelude's function: name to what an earlier block left under it
   * @param globals the block's namespace
   */
  Harvest(SandboxLimits limits, Value describe, Value lookup, Value globals) {
    this.limits = limits;
    this.describe = describe;
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
    int left = 0;
    for (var names = globals.getHashKeysIterator(); names.hasIteratorNextElement(); ) {
      var key = names.getIteratorNextElement();
      if (!key.isString() || key.asString().startsWith("__")) {
        continue;
      }
      if (variables.size() >= limits.variableCountMax()) {
        left++;
        continue;
      }
      var name = key.asString();
      var value = variable(globals.getHashValue(key));
      if (value != null && !value.equals(offeredInside.get(name))) {
        variables.put(name, value);
      }
    }
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
    long before = charsLeft;
    var kind = "";
    try {
      var description = describe.execute(value);
      kind = description.getArrayElement(0).asString();
      return kind.equals("skip") ? null : plain(value, description, 0);
    } catch (TooLargeException e) {
      charsLeft = before;
      return new PythonRepr("<" + kind + ", too large to show and to keep>");
    } catch (PolyglotException e) {
      if (e.isResourceExhausted() || e.isInternalError() || e.isCancelled()) {
        throw e;
      }
      charsLeft = before;
      // what has no Python type either is no result
      return kind.isEmpty() ? null : new PythonRepr("<" + kind + " that cannot be read>");
    }
  }

  private Object plain(Value value, int depth) throws TooLargeException {
    return plain(value, describe.execute(value), depth);
  }

  private Object plain(Value value, Value description, int depth) throws TooLargeException {
    long size = description.getArrayElement(1).asLong();
    spend(VALUE_CHARS);
    if (depth > limits.valueDepthMax()) {
      return new PythonRepr("...");
    }
    return switch (description.getArrayElement(0).asString()) {
      case "NoneType" -> PythonNone.NONE;
      case "bool" -> value.asBoolean();
      case "int" -> number(value);
      case "float" -> value.asDouble();
      case "str" -> {
        spend(size);
        yield value.asString();
      }
      case "list" -> items(value, size, depth);
      case "tuple" -> new PythonTuple(items(value, size, depth));
      case "dict" -> dict(value, size, depth);
      default -> {
        var text = description.getArrayElement(2).asString();
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
