package memagent.infer;

import java.util.List;
import java.util.function.Supplier;

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

  /** Several values of one type; those of a file are read when they are first asked for. */
  final class Items implements GgufValue {
    private final GgufValueType elementType;
    private final int count;
    private final Supplier<List<GgufValue>> values;

    Items(GgufValueType elementType, int count, Supplier<List<GgufValue>> values) {
      this.elementType = elementType;
      this.count = count;
      this.values = values;
    }

    /** An array of these values, which all have this type. */
    public static Items of(GgufValueType elementType, List<GgufValue> values) {
      List<GgufValue> copy = List.copyOf(values);
      return new Items(elementType, copy.size(), () -> copy);
    }

    /** An array of texts. */
    public static Items ofTexts(List<String> texts) {
      return of(GgufValueType.STRING, texts.stream().<GgufValue>map(Text::new).toList());
    }

    @Override
    public GgufValueType type() {
      return GgufValueType.ARRAY;
    }

    /** The type of each value. */
    public GgufValueType elementType() {
      return elementType;
    }

    /** How many values there are. */
    public int count() {
      return count;
    }

    /** The values; each call may read them from the file again. */
    public List<GgufValue> values() {
      return values.get();
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
