package memagent.vault;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a path in a memory may look like, the same on every platform, so that a memory can be
 * carried from one to another and no name means two things.
 *
 * <p>Sources: Microsoft, "Naming Files, Paths, and Namespaces" (reserved names and characters, dots
 * and spaces at the end, short names); Unicode Standard Annex 15 (NFC); git's CVE-2014-9390 (names
 * that differ only in case or in ignorable characters), CVE-2019-1352 (alternate streams) and
 * CVE-2019-1353 (short names such as {@code GIT~1}).
 */
final class PathRules {
  /** Of a path that needs no closer look; then none of its names is too long either. */
  private static final int NAME_CHARS_PLAIN_MAX = NotePath.NAME_BYTES_MAX;

  private static final String FORBIDDEN = "<>:\"|?*";

  private static final Set<String> DEVICES =
      Set.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$");

  /** The digits of COM and LPT devices; Windows takes the superscripts 1 to 3 for digits too. */
  private static final String DEVICE_DIGITS = "0123456789\u00b9\u00b2\u00b3";

  private PathRules() {}

  /** The one form of a path, or an exception; empty for {@code .}, the memory itself. */
  static String canonical(String text) {
    return isPlain(text) ? text : carefully(text);
  }

  /** The same for any text. */
  static String carefully(String text) {
    if (text.isEmpty()) {
      throw new InvalidPathException("The path is empty; give one such as entities/jane_doe.md.");
    }
    if (text.length() > NotePath.CHARS_MAX) {
      throw new InvalidPathException(
          "The path %s has %,d characters, and at most %d are allowed; shorten it."
              .formatted(quote(text), text.length(), NotePath.CHARS_MAX));
    }
    checkCharacters(text);
    String path = Normalizer.normalize(text.replace('\\', '/'), Normalizer.Form.NFC);
    checkRelative(text, path);
    List<String> names = new ArrayList<>();
    for (String name : path.split("/", -1)) {
      if (!name.isEmpty() && !name.equals(".")) {
        checkName(text, name);
        names.add(name);
      }
    }
    if (names.size() > NotePath.DEPTH_MAX) {
      throw new InvalidPathException(
          "The path %s is %d folders deep, and at most %d are allowed; use fewer folders."
              .formatted(quote(text), names.size(), NotePath.DEPTH_MAX));
    }
    return String.join("/", names);
  }

  /**
   * Whether a path is in its one form for certain, as nearly all are: a look at each character
   * instead of all that {@link #canonical} does. It says no of whatever might be something else.
   */
  private static boolean isPlain(String text) {
    int length = text.length();
    if (length == 0 || length > NAME_CHARS_PLAIN_MAX) {
      return false;
    }
    int start = 0; // of the name
    int baseEnd = -1; // of the name's part before its first dot
    int names = 1;
    for (int i = 0; i <= length; i++) {
      char c = i == length ? '/' : text.charAt(i);
      if (c == '/') {
        int base = (baseEnd < 0 ? i : baseEnd) - start;
        boolean mayBeDevice = base == 3 || base == 4;
        if (i == start
            || text.charAt(i - 1) == '.'
            || (mayBeDevice && isDevice(text, start, base))) {
          return false;
        }
        names += i == length ? 0 : 1;
        start = i + 1;
        baseEnd = -1;
      } else if (c == '.') {
        if (i == start) {
          return false;
        }
        baseEnd = baseEnd < 0 ? i : baseEnd;
      } else if (!((c >= 'a' && c <= 'z')
          || (c >= '0' && c <= '9')
          || (c >= 'A' && c <= 'Z')
          || c == '_'
          || c == '-')) {
        return false;
      }
    }
    return names <= NotePath.DEPTH_MAX;
  }

  private static boolean isDevice(String text, int start, int length) {
    String base = text.substring(start, start + length).toUpperCase(Locale.ROOT);
    return DEVICES.contains(base) || base.startsWith("COM") || base.startsWith("LPT");
  }

  /**
   * What two names have in common that some file system takes for the same: case and ignorable
   * characters. Upper case first, since it joins what lower case alone keeps apart (the two sigmas,
   * the dotless i).
   */
  static String foldKey(String name) {
    if (isAscii(name)) {
      return name.toLowerCase(Locale.ROOT);
    }
    StringBuilder kept = new StringBuilder(name.length());
    name.codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .forEach(kept::appendCodePoint);
    String folded = kept.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  private static boolean isAscii(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** Whether a name on the disk is none of the memory's business. */
  static boolean isHidden(String name) {
    return name.startsWith(".") || name.equals("__pycache__");
  }

  /** The path for a message: in quotes, controls visible, cut at 80 characters. */
  static String quote(String text) {
    String cut = text.length() > 80 ? text.substring(0, 80) + "..." : text;
    StringBuilder shown = new StringBuilder("'");
    cut.chars()
        .forEach(c -> {
          if (c < ' ' || (c >= 0x7f && c < 0xa0) || isInvisible(c)) {
            shown.append("\\u%04x".formatted(c));
          } else {
            shown.append((char) c);
          }
        });
    return shown.append('\'').toString();
  }

  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE;
  }

  private static void checkCharacters(String text) {
    text.codePoints()
        .forEach(c -> {
          if (isUnusable(c)) {
            throw new InvalidPathException(
                "The path %s holds the character U+%04X, which no file name may hold; remove it."
                    .formatted(quote(text), c));
          }
        });
  }

  /** Controls, separators, lone surrogates, non-characters and what turns the text's direction. */
  private static boolean isUnusable(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE
        || (c & 0xfffe) == 0xfffe
        || (c >= 0xfdd0 && c <= 0xfdef)
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0x200e
        || c == 0x200f
        || c == 0xfeff;
  }

  private static void checkRelative(String text, String path) {
    boolean drive =
        path.length() >= 2 && path.charAt(1) == ':' && Character.isLetter(path.charAt(0));
    if (path.startsWith("/") || drive) {
      throw new InvalidPathException(
          "The path %s leaves the memory: paths are relative to it, such as entities/jane_doe.md."
              .formatted(quote(text)));
    }
  }

  private static void checkName(String text, String name) {
    String dots = Normalizer.normalize(name, Normalizer.Form.NFKC);
    if (name.equals("..") || dots.equals("..") || dots.equals(".")) {
      throw new InvalidPathException(
          "The path %s leaves the memory: it may not hold '..'; give the path from the memory's root."
              .formatted(quote(text)));
    }
    for (int i = 0; i < name.length(); i++) {
      if (FORBIDDEN.indexOf(name.charAt(i)) >= 0) {
        throw new InvalidPathException(
            "The path %s holds '%c', which not every system allows in a name; use '_' instead."
                .formatted(quote(text), name.charAt(i)));
      }
    }
    if (foldKey(name).startsWith(".")) {
      throw new InvalidPathException(
          "The path %s names a hidden file; names in a memory do not begin with a dot."
              .formatted(quote(text)));
    }
    char last = name.charAt(name.length() - 1);
    if (last == '.' || Character.isWhitespace(last) || Character.isSpaceChar(last)) {
      throw new InvalidPathException(
          "The path %s holds a name that ends with a dot or a space, which Windows drops; remove it."
              .formatted(quote(text)));
    }
    if (Character.isWhitespace(name.charAt(0)) || Character.isSpaceChar(name.charAt(0))) {
      throw new InvalidPathException(
          "The path %s holds a name that begins with a space; remove it.".formatted(quote(text)));
    }
    checkReserved(text, name);
    if (name.getBytes(StandardCharsets.UTF_8).length > NotePath.NAME_BYTES_MAX) {
      throw new InvalidPathException(
          "The path %s holds a name of more than %d bytes; shorten it."
              .formatted(quote(text), NotePath.NAME_BYTES_MAX));
    }
  }

  private static void checkReserved(String text, String name) {
    int dot = name.indexOf('.');
    String base = (dot < 0 ? name : name.substring(0, dot)).strip().toUpperCase(Locale.ROOT);
    boolean port =
        base.length() == 4
            && (base.startsWith("COM") || base.startsWith("LPT"))
            && DEVICE_DIGITS.indexOf(base.charAt(3)) >= 0;
    if (port || DEVICES.contains(base)) {
      throw new InvalidPathException(
          "The path %s holds %s, a device's name on Windows; choose another name."
              .formatted(quote(text), base));
    }
    if (isShortName(name)) {
      throw new InvalidPathException(
          "The path %s looks like a Windows short name, which can mean another file; leave the '~' out."
              .formatted(quote(text)));
    }
  }

  /**
   * Whether it has the form of a DOS short name: at most 8 characters, tilde and digits, 3 more.
   */
  private static boolean isShortName(String name) {
    int dot = name.indexOf('.');
    String base = dot < 0 ? name : name.substring(0, dot);
    int tilde = base.indexOf('~');
    return tilde >= 1
        && base.length() <= 8
        && tilde < base.length() - 1
        && base.chars().skip(tilde + 1L).allMatch(c -> c >= '0' && c <= '9')
        && name.length() - base.length() <= 4;
  }
}
