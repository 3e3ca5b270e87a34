package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a note without its markdown.
 *
 * @param words of the line
 * @param isHeading whether it is a heading, a table's rule, a fence or frontmatter's border
 */
record NoteLine(String raw, Words words, boolean isHeading) {
  private static final Pattern KEY =
      Pattern.compile(
          "^[\\s>]*(?:[-*+]\\s+|\\d+[.)]\\s+)?(?:\\[[ xX]]\\s+)?(?:\\*\\*|__|\\*|_|`)?"
              + "([^:*|`]{1,60}?)(?:\\*\\*|__|\\*|_|`)?\\s*(?::|：|::|–|—)\\s*(?:\\*\\*|__|\\*|_)?\\s*(.*)$");

  private static final Pattern RULE = Pattern.compile("[-|:+= ]{3,}");

  static NoteLine of(String raw) {
    String text = raw.strip();
    boolean frame = text.startsWith("#") || RULE.matcher(text).matches() || text.startsWith("```");
    return new NoteLine(raw, Words.of(text), frame);
  }

  /** The lines of a note that hold words, in order. */
  static List<NoteLine> all(String note) {
    List<NoteLine> lines = new ArrayList<>();
    note.lines().map(NoteLine::of).filter(l -> !l.words().isEmpty()).forEach(lines::add);
    return lines;
  }

  /** A key and its value. */
  record Pair(Words key, String value) {}

  /** The pairs of the line: its key and value, or its first cell with each other cell. */
  List<Pair> pairs() {
    String text = raw.strip();
    if (text.startsWith("|")) {
      String[] cells = text.replaceAll("^\\||\\|$", "").split("\\|", -1);
      List<Pair> pairs = new ArrayList<>();
      for (int i = 1; i < cells.length; i++) {
        pairs.add(new Pair(Words.of(cells[0].replace('_', ' ')), cells[i].strip()));
      }
      return pairs;
    }
    Matcher matcher = KEY.matcher(text);
    return matcher.matches()
        ? List.of(new Pair(Words.of(matcher.group(1).replace('_', ' ')), matcher.group(2)))
        : List.of();
  }

  /** The value under {@code key} on this line. */
  Optional<String> value(Words key) {
    return pairs().stream().filter(p -> p.key().equals(key)).map(Pair::value).findFirst();
  }
}
