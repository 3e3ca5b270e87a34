package memagent.sandbox;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;

/**
 * Python's {@code repr} of plain values.
 *
 * <p>The rules for text are those of CPython's unicode_repr: single quotes, unless the text holds
 * one and no double quote; backslash, the quote, tab, line feed and carriage return by a backslash;
 * what is not printable (categories Other and Separator, but for the space) as {@code \x}, {@code
 * \}{@code u} or {@code \U}. Those for floats are float_repr_style "short": the shortest digits
 * that read back, an exponent below 1e-4 and from 1e16.
 */
final class PythonFormat {

  private final StringBuilder out = new StringBuilder();

  private PythonFormat() {}

  /** The repr of a value as in {@link Observation#variables()}. */
  static String repr(Object value) {
    var format = new PythonFormat();
    format.value(value);
    return format.out.toString();
  }

  private void value(Object value) {
    switch (value) {
      case Boolean truth -> out.append(truth ? "True" : "False");
      case String text -> text(text);
      case Double number -> out.append(number(number));
      case PythonRepr repr -> out.append(repr.text());
      case PythonTuple tuple -> {
        out.append('(');
        items(tuple.items());
        out.append(tuple.items().size() == 1 ? ",)" : ")");
      }
      case List<?> list -> {
        out.append('[');
        items(list);
        out.append(']');
      }
      case Map<?, ?> map -> dict(map);
      default -> out.append(value); // whole numbers and None
    }
  }

  private void items(List<?> items) {
    var separator = "";
    for (var item : items) {
      out.append(separator);
      value(item);
      separator = ", ";
    }
  }

  private void dict(Map<?, ?> map) {
    out.append('{');
    var separator = "";
    for (var entry : map.entrySet()) {
      out.append(separator);
      value(entry.getKey());
      out.append(": ");
      value(entry.getValue());
      separator = ", ";
    }
    out.append('}');
  }

  private void text(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    for (int i = 0; i < text.length(); ) {
      int end = plainEnd(text, i, quote);
      out.append(text, i, end);
      if (end == text.length()) {
        break;
      }
      int c = text.codePointAt(end);
      i = end + Character.charCount(c);
      if (c == quote || c == '\\') {
        out.append('\\').append((char) c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (isPrintable(c)) {
        out.appendCodePoint(c);
      } else if (c < 0x100) {
        out.append(String.format("\\x%02x", c));
      } else if (c < 0x10000) {
        out.append(String.format("\\u%04x", c));
      } else {
        out.append(String.format("\\U%08x", c));
      }
    }
    out.append(quote);
  }

  /** Where the run of characters ends that need no closer look: most of a note is one. */
  private static int plainEnd(String text, int start, char quote) {
    int end = start;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c < ' ' || c > '~' || c == quote || c == '\\') {
        break;
      }
      end++;
    }
    return end;
  }

  /** Python's str.isprintable for one code point. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  /** Python's repr of a float. */
  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    // Double.toString gives the shortest digits that read back (since JDK 19), as Python does
    var digits = new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
    var oneDigit = digits.round(new MathContext(1));
    if (oneDigit.doubleValue() == Math.abs(number)) {
      digits = oneDigit; // where one digit would do, Java gives the closest two
    }
    int exponent = digits.precision() - digits.scale() - 1;
    var sign = number < 0 ? "-" : "";
    if (exponent >= -4 && exponent < 16) {
      var plain = digits.toPlainString();
      return sign + (plain.contains(".") ? plain : plain + ".0");
    }
    var all = digits.unscaledValue().toString();
    var mantissa = all.length() == 1 ? all : all.charAt(0) + "." + all.substring(1);
    return "%s%se%s%02d".formatted(sign, mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
