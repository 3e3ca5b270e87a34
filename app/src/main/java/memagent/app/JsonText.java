package memagent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * JSON as people keep it, with comments and trailing commas: one member is set or removed, and
 * every other character stays.
 */
final class JsonText {
  /*
   * Programs rewrite such files whole and lose comments and order. Here only the places of members
   * are found (RFC 8259, with // and block comments and trailing commas as in VS Code's JSONC), and
   * text is cut and put in at them.
   */
  private static final int DEPTH_MAX = 100;
  private static final ObjectMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /** The text is not JSON; the message says where. */
  static final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message) {
      super(message);
    }
  }

  /** Where a member stands. */
  private record Member(String key, int start, int valueStart, int end) {}

  /**
   * An object's members.
   *
   * @param close index of its closing brace
   * @param hasTrailingComma whether a comma follows the last member
   */
  private record Members(List<Member> list, int open, int close, boolean hasTrailingComma) {
    Optional<Member> of(String key) {
      return list.stream().filter(member -> member.key().equals(key)).findFirst();
    }
  }

  /**
   * The text with {@code outer.inner} set to a value; members on the way are made.
   *
   * @throws MalformedJsonException if the text is not JSON, or something there is no object
   */
  static String set(String text, String outer, String inner, Object value) {
    String base = text.isBlank() ? "{\n}\n" : text;
    Members root = root(base);
    Optional<Member> holder = root.of(outer);
    String newline = base.contains("\r\n") ? "\r\n" : "\n";
    if (holder.isEmpty()) {
      String json = pretty(java.util.Map.of(inner, value), indent(base, root), newline);
      return inserted(base, root, outer, json, newline);
    }
    Members members = object(base, holder.get().valueStart(), outer);
    Optional<Member> old = members.of(inner);
    String json = pretty(value, indent(base, members), newline);
    return old.isPresent()
        ? base.substring(0, old.get().valueStart()) + json + base.substring(old.get().end())
        : inserted(base, members, inner, json, newline);
  }

  /** The text without {@code outer.inner}; the same text if it is not there. */
  static String remove(String text, String outer, String inner) {
    if (text.isBlank()) {
      return text;
    }
    Optional<Member> holder = root(text).of(outer);
    if (holder.isEmpty()) {
      return text;
    }
    Members members = object(text, holder.get().valueStart(), outer);
    Optional<Member> member = members.of(inner);
    if (member.isEmpty()) {
      return text;
    }
    int index = members.list().indexOf(member.get());
    boolean last = index == members.list().size() - 1;
    if (!last) {
      return text.substring(0, member.get().start())
          + text.substring(members.list().get(index + 1).start());
    }
    // With the comma before it, or the one after it, and the line that it stood on.
    int from = index == 0 ? members.open() + 1 : members.list().get(index - 1).end();
    int to = member.get().end();
    if (members.hasTrailingComma()) {
      to = text.indexOf(',', to) + 1;
    }
    String kept = index > 0 && members.hasTrailingComma() ? "," : "";
    String comments = comments(text, from, member.get().start());
    return text.substring(0, from) + kept + comments + text.substring(to);
  }

  /** Comments between a member and the one before it belong to somebody: they stay. */
  private static String comments(String text, int from, int to) {
    String between = text.substring(from, to);
    String bare =
        between.stripLeading().startsWith(",") ? between.stripLeading().substring(1) : between;
    return bare.isBlank() ? "" : bare.stripTrailing();
  }

  private static String inserted(
      String text, Members members, String key, String json, String newline) {
    String indent = indent(text, members);
    String member = "\"" + key + "\": " + json;
    if (members.list().isEmpty()) {
      String inside = text.substring(members.open() + 1, members.close());
      String kept = inside.isBlank() ? "" : inside.stripTrailing();
      return text.substring(0, members.open() + 1)
          + kept
          + newline
          + indent
          + member
          + newline
          + lineIndent(text, members.open())
          + text.substring(members.close());
    }
    int end = members.list().getLast().end();
    if (members.hasTrailingComma()) {
      int comma = comma(text, end);
      return text.substring(0, comma + 1)
          + newline
          + indent
          + member
          + ","
          + text.substring(comma + 1);
    }
    return text.substring(0, end) + "," + newline + indent + member + text.substring(end);
  }

  private static int comma(String text, int from) {
    JsonText reader = new JsonText(text);
    reader.at = from;
    reader.space();
    return reader.at;
  }

  /** The white space before the object's first member, or one step more than the object's own. */
  private static String indent(String text, Members members) {
    if (!members.list().isEmpty()) {
      int start = members.list().getFirst().start();
      int line = text.lastIndexOf('\n', start - 1) + 1;
      String before = text.substring(line, start);
      if (before.isBlank()) {
        return before;
      }
    }
    String own = lineIndent(text, members.open());
    return own + (own.contains("\t") ? "\t" : "  ");
  }

  private static String lineIndent(String text, int at) {
    int line = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
    int end = line;
    while (end < at && Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return text.substring(line, end);
  }

  private static String pretty(Object value, String indent, String newline) {
    try {
      String step = indent.contains("\t") ? "\t" : "  ";
      StringBuilder json = new StringBuilder();
      for (String line : PRETTY.writeValueAsString(value).split("\r?\n", -1)) {
        int spaces = line.length() - line.stripLeading().length();
        json.append(json.isEmpty() ? "" : newline + indent)
            .append(step.repeat(spaces / 2))
            .append(line.stripLeading());
      }
      return json.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Strings and lists are always JSON.", e);
    }
  }

  private static Members root(String text) {
    JsonText reader = new JsonText(text);
    reader.space();
    Members members = reader.members(0);
    reader.space();
    if (reader.at < text.length()) {
      throw reader.malformed("something follows the object");
    }
    return members;
  }

  private static Members object(String text, int start, String name) {
    JsonText reader = new JsonText(text);
    reader.at = start;
    if (start >= text.length() || text.charAt(start) != '{') {
      throw reader.malformed("\"" + name + "\" is no object");
    }
    return reader.members(1);
  }

  private Members members(int depth) {
    int open = at;
    expect('{');
    List<Member> list = new ArrayList<>();
    boolean comma = false;
    while (true) {
      space();
      if (peek() == '}') {
        Members members = new Members(list, open, at, comma);
        at++;
        return members;
      }
      if (!list.isEmpty() && !comma) {
        throw malformed("a comma is missing");
      }
      int start = at;
      String key = string();
      space();
      expect(':');
      space();
      int value = at;
      value(depth + 1);
      list.add(new Member(key, start, value, at));
      space();
      comma = peek() == ',';
      at += comma ? 1 : 0;
    }
  }

  private void value(int depth) {
    if (depth > DEPTH_MAX) {
      throw malformed("it is nested too deeply");
    }
    char first = peek();
    if (first == '{') {
      members(depth);
    } else if (first == '[') {
      items(depth);
    } else if (first == '"') {
      string();
    } else {
      int start = at;
      while (at < text.length()
          && "-+.0123456789abcdefghijklmnopqrstuvwxyzE".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      if (!text.substring(start, at).matches("true|false|null|-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?")) {
        throw malformed("a value is missing");
      }
    }
  }

  private void items(int depth) {
    expect('[');
    boolean comma = true;
    while (true) {
      space();
      if (peek() == ']') {
        at++;
        return;
      }
      if (!comma) {
        throw malformed("a comma is missing");
      }
      value(depth + 1);
      space();
      comma = peek() == ',';
      at += comma ? 1 : 0;
    }
  }

  private String string() {
    int start = at;
    expect('"');
    while (peek() != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
    try {
      return PRETTY.readValue(text.substring(start, at), String.class);
    } catch (JsonProcessingException e) {
      throw malformed("a text is not closed");
    }
  }

  /** Skips white space, a byte order mark, and comments. */
  private void space() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c) || c == '\uFEFF') {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        at = end < 0 ? text.length() : end + 2;
      } else {
        return;
      }
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw malformed("it ends too early");
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw malformed("a '" + wanted + "' is missing");
    }
    at++;
  }

  private MalformedJsonException malformed(String what) {
    long line = text.substring(0, Math.min(at, text.length())).lines().count();
    return new MalformedJsonException(what + " (line " + Math.max(1, line) + ")");
  }
}
