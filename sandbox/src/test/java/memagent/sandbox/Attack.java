package memagent.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A block that tries what it must not be able to do.
 *
 * @param id unique
 * @param category fs-read, fs-write, proc, native, host, net, tool, quota, time, mem, rec, state
 * @param code Python; {@code @BASE@} stands for the folder around the memory, {@code @PORT@} for a
 *     port that listens. A variable {@code leak} is true only if the attack worked
 * @param mustNot what must not happen
 */
record Attack(String id, String category, String code, String mustNot) {

  /** The attacks of a file beside this class, one JSON object of texts a line. */
  static List<Attack> read(String file) throws IOException {
    var attacks = new ArrayList<Attack>();
    try (var in = Attack.class.getResourceAsStream(file)) {
      for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        var fields = fields(line);
        attacks.add(
            new Attack(
                fields.get("id"), fields.get("cat"), fields.get("code"), fields.get("must_not")));
      }
    }
    return attacks;
  }

  /** Whether the block is to end in order with {@code x} set. */
  boolean comesBack() {
    return mustNot.contains("x must come back");
  }

  @Override
  public String toString() {
    return id + ": " + mustNot;
  }

  private static Map<String, String> fields(String line) {
    var fields = new LinkedHashMap<String, String>();
    int[] at = {0};
    while (line.indexOf('"', at[0]) >= 0) {
      var name = text(line, at);
      fields.put(name, text(line, at));
    }
    return fields;
  }

  /** The next text in quotes; moves on behind it. */
  private static String text(String line, int[] at) {
    var out = new StringBuilder();
    int i = line.indexOf('"', at[0]) + 1;
    while (line.charAt(i) != '"') {
      char c = line.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = line.charAt(i++);
      if (escape == 'u') {
        out.append((char) Integer.parseInt(line.substring(i, i + 4), 16));
        i += 4;
      } else {
        int known = "ntrbf".indexOf(escape);
        out.append(known < 0 ? escape : "\n\t\r\b\f".charAt(known));
      }
    }
    at[0] = i + 1;
    return out.toString();
  }
}
