package memagent.app;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** TOML as people keep it: one table is set or removed, and every other line stays. */
final class TomlText {
  private static final Pattern HEADER =
      Pattern.compile("^\\s*\\[{1,2}\\s*[^\\]]+]{1,2}\\s*(#.*)?$");

  private TomlText() {}

  /** The text with the table {@code [name]} holding a command and its arguments. */
  static String set(String text, String name, String command, List<String> arguments) {
    String table =
        "[%s]\ncommand = %s\nargs = [%s]\n"
            .formatted(
                name,
                quoted(command),
                arguments.stream().map(TomlText::quoted).collect(Collectors.joining(", ")));
    String rest = remove(text, name);
    if (rest.isBlank()) {
      return table;
    }
    return rest + (rest.endsWith("\n") ? "" : "\n") + (rest.endsWith("\n\n") ? "" : "\n") + table;
  }

  /** The text without the table and those below it; the same text if it is not there. */
  static String remove(String text, String name) {
    List<String> kept = new ArrayList<>();
    boolean inside = false;
    boolean found = false;
    // Comments and blank lines before the next header belong to that one.
    List<String> pending = new ArrayList<>();
    for (String line : text.split("(?<=\n)", -1)) {
      if (HEADER.matcher(line.stripTrailing()).matches()) {
        inside = isNamed(line, name);
        found = found || inside;
        kept.addAll(pending);
        pending.clear();
      }
      if (!inside) {
        kept.add(line);
      } else if (line.isBlank() || line.stripLeading().startsWith("#")) {
        pending.add(line);
      } else {
        pending.clear();
      }
    }
    if (pending.stream().anyMatch(line -> line.contains("#"))) {
      kept.addAll(pending);
    }
    return found ? String.join("", kept) : text;
  }

  private static boolean isNamed(String line, String name) {
    String header = line.strip().replaceFirst("#.*$", "").replaceAll("[\\[\\]\\s\"']", "");
    return header.equals(name) || header.startsWith(name + ".");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
