package memagent.vault;

import java.util.List;

/**
 * Where a note, another file, or a folder lies in the memory: relative, names divided by {@code /},
 * in Unicode NFC. {@code user.md}, {@code entities/jane_doe.md}, {@code entities}.
 *
 * <p>A value of this type cannot leave the memory and means the same file on every platform: see
 * {@link #of} for what is refused. Symbolic links are the disk's matter and are refused there.
 *
 * @param value the path; empty for the memory itself
 */
public record NotePath(String value) implements Comparable<NotePath> {
  /** UTF-16 units of a whole path: 400, so that a user's folder of 600 fits the systems' 1,024. */
  public static final int CHARS_MAX = 400;

  /** Names in a path. */
  public static final int DEPTH_MAX = 16;

  /** UTF-8 bytes of one name; file systems end at 255. */
  public static final int NAME_BYTES_MAX = 240;

  /** The memory itself. */
  public static final NotePath ROOT = new NotePath("");

  /** The note about the person whose memory it is. */
  public static final NotePath USER = new NotePath("user.md");

  /**
   * Takes a path that is already in its one form.
   *
   * @throws InvalidPathException if it is not, or if it is refused; see {@link #of}
   */
  public NotePath {
    if (!value.isEmpty() && !value.equals(PathRules.canonical(value))) {
      throw new InvalidPathException(
          "The path " + PathRules.quote(value) + " is not in its shortest form; use NotePath.of.");
    }
  }

  /**
   * Reads a path that a person or a model wrote. Backslashes count as {@code /}; {@code ./}, a
   * trailing and a doubled {@code /} are dropped; {@code .} alone is the memory itself.
   *
   * @throws InvalidPathException for an empty path, {@code ..}, absolute paths, drive letters and
   *     shares, control characters and NUL, the characters that Windows forbids (with {@code :}
   *     also alternate streams), reserved Windows names, names that begin with a dot or end with a
   *     dot or a space, and names or paths that are too long or too deep
   */
  public static NotePath of(String text) {
    return new NotePath(PathRules.canonical(text));
  }

  /** The names from the outermost folder inward; empty for the memory itself. */
  public List<String> names() {
    return value.isEmpty() ? List.of() : List.of(value.split("/", -1));
  }

  /** The last name; empty for the memory itself. */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** The last name without {@code .md}. */
  public String stem() {
    String name = name();
    return isNote() ? name.substring(0, name.length() - 3) : name;
  }

  /** The folder that holds it; the memory itself is its own parent. */
  public NotePath parent() {
    int slash = value.lastIndexOf('/');
    return slash < 0 ? ROOT : new NotePath(value.substring(0, slash));
  }

  /** The path of a name in this folder. */
  public NotePath child(String name) {
    return of(value.isEmpty() ? name : value + "/" + name);
  }

  /** Whether this lies somewhere below the folder. */
  public boolean isBelow(NotePath folder) {
    return folder.isRoot() ? !isRoot() : value.startsWith(folder.value + "/");
  }

  /** Whether the name ends with {@code .md}, in any case. */
  public boolean isNote() {
    int dot = value.length() - 3;
    return dot > 0 && value.charAt(dot - 1) != '/' && value.regionMatches(true, dot, ".md", 0, 3);
  }

  public boolean isRoot() {
    return value.isEmpty();
  }

  @Override
  public int compareTo(NotePath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
