package memagent.infer;

import java.util.List;

/** One metadata value of a GGUF file, with the type that it has in the file. */
public sealed interface GgufValue {

  /** The type in the file. */
  GgufValueType type();

  /**
   * A whole number.
   *
   * @param type one of the integer types
   * @param number sign-extended, or zero-extended for the unsigned types
   */
  record Whole(GgufValueType type, long number) implements GgufValue {}

  /**
   * A floating-point number.
   *
   * @param type {@code FLOAT32} or {@code FLOAT64}
   */
  record Real(GgufValueType type, double number) implements GgufValue {}

  /** True or false. */
  record Flag(boolean on) implements GgufValue {
    @Override
    public GgufValueType type() {
      return GgufValueType.BOOL;
    }
  }

  /** A text; bytes that are not UTF-8 came in as U+FFFD. */
  record Text(String text) implements GgufValue {
    @Override
    public GgufValueType type() {
      return GgufValueType.STRING;
    }
  }

  /** Several values of one type. */
  record Items(GgufValueType elementType, List<GgufValue> values) implements GgufValue {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public GgufValueType type() {
      return GgufValueType.ARRAY;
    }

    /** An array of texts. */
    public static Items ofTexts(List<String> texts) {
      return new Items(
          GgufValueType.STRING, texts.stream().<GgufValue>map(GgufValue.Text::new).toList());
    }
  }

  /** A whole number as an unsigned 32-bit value, the usual type of counts. */
  static Whole uint32(long number) {
    return new Whole(GgufValueType.UINT32, number);
  }

  /** A 32-bit float. */
  static Real float32(double number) {
    return new Real(GgufValueType.FLOAT32, number);
  }

  /** A text. */
  static Text text(String text) {
    return new Text(text);
  }
}
