package memagent.vault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Adds names to a note's aliases. */
final class Aliases {
  private static final String KEY = "aliases";

  private Aliases() {}

  /**
   * The note's text with these aliases too, in the form that its aliases have; where its
   * frontmatter does not take them, as a fact.
   */
  static String added(Note note, Collection<String> names) {
    if (names.isEmpty()) {
      return note.text();
    }
    List<String> wanted = new ArrayList<>(note.aliases());
    wanted.addAll(names);
    String end = Lines.end(note.text());
    String edited = edited(note, names, end);
    Note after = Note.parse(note.path(), edited);
    boolean isGood = after.frontmatter().problem().isEmpty() && after.aliases().containsAll(wanted);
    return isGood
        ? edited
        : FactEdit.set(
                note, "also called", "", String.join(", ", names), java.util.Optional.empty())
            .text();
  }

  private static String edited(Note note, Collection<String> names, String end) {
    String text = note.text();
    String list = names.stream().map(Aliases::quoted).collect(Collectors.joining(", "));
    TextSpan span = note.frontmatter().span();
    if (span.end() == 0) {
      return "---" + end + KEY + ": [" + list + "]" + end + "---" + end + text;
    }
    List<TextSpan> lines = Lines.of(text);
    int at = -1;
    int close = 0;
    while (close + 1 < lines.size() && lines.get(close + 1).start() < span.end()) {
      close++;
      at = lines.get(close).of(text).startsWith(KEY + ":") ? close : at;
    }
    if (at < 0) {
      int start = lines.get(close).start();
      return text.substring(0, start) + KEY + ": [" + list + "]" + end + text.substring(start);
    }
    String line = lines.get(at).of(text).stripTrailing();
    String value = line.substring(KEY.length() + 1).strip();
    int start = lines.get(at).start();
    if (value.endsWith("]")) {
      String comma = value.equals("[]") ? "" : ", ";
      return text.substring(0, start + line.length() - 1)
          + comma
          + list
          + text.substring(start + line.length() - 1);
    }
    if (!value.isEmpty()) {
      return text.substring(0, start)
          + KEY
          + ": ["
          + value
          + ", "
          + list
          + "]"
          + text.substring(start + line.length());
    }
    int last = at;
    while (last + 1 < close && lines.get(last + 1).of(text).strip().startsWith("- ")) {
      last++;
    }
    String model = lines.get(last).of(text);
    String margin = last == at ? "  " : model.substring(0, model.indexOf('-'));
    String items =
        names.stream()
            .map(name -> margin + "- " + quoted(name) + end)
            .collect(Collectors.joining());
    int next = lines.get(last + 1).start();
    return text.substring(0, next) + items + text.substring(next);
  }

  private static String quoted(String name) {
    return name.matches("[\\p{L}][\\p{L}\\p{N} _'-]*")
        ? name
        : "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
