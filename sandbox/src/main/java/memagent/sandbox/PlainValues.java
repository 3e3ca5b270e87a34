package memagent.sandbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes of plain values: what {@link Observation#variables()} may hold, and lists of them.
 *
 * <p>A value is one tag byte and its content; counts and lengths are four bytes, big endian. Text
 * is UTF-8, or UTF-16 where it holds half a surrogate pair, which Python allows. A reader trusts
 * nothing: a length is checked against the bytes that are left before anything is made of it.
 */
final class PlainValues {

  /** Lists within lists that a reader follows; a writer's limit lies below it. */
  static final int DEPTH_MAX = 200;

  private static final int NONE = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int LONG = 3;
  private static final int BIG = 4;
  private static final int DOUBLE = 5;
  private static final int UTF8 = 6;
  private static final int UTF16 = 7;
  private static final int LIST = 8;
  private static final int MAP = 9;
  private static final int TUPLE = 10;
  private static final int REPR = 11;

  private PlainValues() {}

  /**
   * @throws IllegalArgumentException if the value, or one within it, is not plain
   */
  static byte[] bytes(Object value) {
    var bytes = new ByteArrayOutputStream(256);
    try {
      write(value, new DataOutputStream(bytes), 0);
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws MalformedFrameException if these are not the bytes of exactly one value
   */
  static Object value(byte[] bytes) throws MalformedFrameException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      var value = read(in, 0);
      if (in.available() != 0) {
        throw new MalformedFrameException(in.available() + " bytes are left over.");
      }
      return value;
    } catch (MalformedFrameException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedFrameException("The frame ends too early.");
    }
  }

  private static void write(Object value, DataOutputStream out, int depth) throws IOException {
    if (depth > DEPTH_MAX) {
      throw new IllegalArgumentException("The value is nested deeper than " + DEPTH_MAX + ".");
    }
    switch (value) {
      case PythonNone none -> out.writeByte(NONE);
      case Boolean truth -> out.writeByte(truth ? TRUE : FALSE);
      case Integer number -> writeLong(number, out);
      case Long number -> writeLong(number, out);
      case BigInteger number -> {
        out.writeByte(BIG);
        writeBytes(number.toByteArray(), out);
      }
      case Double number -> {
        out.writeByte(DOUBLE);
        out.writeDouble(number);
      }
      case String text -> writeText(text, out);
      case PythonRepr repr -> {
        out.writeByte(REPR);
        writeText(repr.text(), out);
      }
      case PythonTuple tuple -> {
        out.writeByte(TUPLE);
        writeItems(tuple.items(), out, depth);
      }
      case List<?> list -> {
        out.writeByte(LIST);
        writeItems(list, out, depth);
      }
      case Map<?, ?> map -> {
        out.writeByte(MAP);
        out.writeInt(map.size());
        for (var entry : map.entrySet()) {
          write(entry.getKey(), out, depth + 1);
          write(entry.getValue(), out, depth + 1);
        }
      }
      default ->
          throw new IllegalArgumentException(
              "A " + value.getClass().getName() + " is no plain value.");
    }
  }

  private static void writeItems(List<?> items, DataOutputStream out, int depth)
      throws IOException {
    out.writeInt(items.size());
    for (var item : items) {
      write(item, out, depth + 1);
    }
  }

  private static void writeLong(long number, DataOutputStream out) throws IOException {
    out.writeByte(LONG);
    out.writeLong(number);
  }

  private static void writeText(String text, DataOutputStream out) throws IOException {
    if (isWellFormed(text)) {
      out.writeByte(UTF8);
      writeBytes(text.getBytes(StandardCharsets.UTF_8), out);
      return;
    }
    // the JDK's UTF-16 encoder refuses half pairs too, so the units are written one by one
    out.writeByte(UTF16);
    out.writeInt(text.length() * 2);
    for (int i = 0; i < text.length(); i++) {
      out.writeChar(text.charAt(i));
    }
  }

  /** Whether no half of a surrogate pair stands alone. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(unit)) {
        return false;
      }
    }
    return true;
  }

  private static void writeBytes(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Object read(DataInputStream in, int depth) throws IOException {
    if (depth > DEPTH_MAX) {
      throw new MalformedFrameException("The value is nested deeper than " + DEPTH_MAX + ".");
    }
    int tag = in.readUnsignedByte();
    return switch (tag) {
      case NONE -> PythonNone.NONE;
      case FALSE -> false;
      case TRUE -> true;
      case LONG -> in.readLong();
      case BIG -> big(readBytes(in));
      case DOUBLE -> in.readDouble();
      case UTF8, UTF16 -> readText(tag, in);
      case LIST -> readItems(in, depth);
      case TUPLE -> new PythonTuple(readItems(in, depth));
      case REPR -> new PythonRepr(readText(in.readUnsignedByte(), in));
      case MAP -> readMap(in, depth);
      default -> throw new MalformedFrameException("There is no value with tag " + tag + ".");
    };
  }

  private static BigInteger big(byte[] bytes) throws MalformedFrameException {
    if (bytes.length == 0) {
      throw new MalformedFrameException("A number has no digits.");
    }
    return new BigInteger(bytes);
  }

  private static Map<Object, Object> readMap(DataInputStream in, int depth) throws IOException {
    int count = length(in, 2);
    var map = new LinkedHashMap<Object, Object>();
    for (int i = 0; i < count; i++) {
      var key = read(in, depth + 1);
      map.put(key, read(in, depth + 1));
    }
    return map;
  }

  private static List<Object> readItems(DataInputStream in, int depth) throws IOException {
    int count = length(in, 1);
    var items = new ArrayList<Object>();
    for (int i = 0; i < count; i++) {
      items.add(read(in, depth + 1));
    }
    return items;
  }

  private static String readText(int tag, DataInputStream in) throws IOException {
    var bytes = readBytes(in);
    if (tag == UTF8) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (tag != UTF16 || bytes.length % 2 != 0) {
      throw new MalformedFrameException("This is no text.");
    }
    var chars = new char[bytes.length / 2];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) ((bytes[2 * i] << 8) | (bytes[2 * i + 1] & 0xff));
    }
    return new String(chars);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    return in.readNBytes(length(in, 1));
  }

  /** A count of things of at least so many bytes each, which must still be there. */
  private static int length(DataInputStream in, int bytesEach) throws IOException {
    int count = in.readInt();
    if (count < 0 || (long) count * bytesEach > in.available()) {
      throw new MalformedFrameException("A length of " + count + " is more than is there.");
    }
    return count;
  }
}
