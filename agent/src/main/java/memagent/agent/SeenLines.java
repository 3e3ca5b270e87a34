package memagent.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the facts in text that was read, which may be a note, a part of one, or several. */
final class SeenLines {
  /*
   * The vault parses notes. What a block has read may be half a note, a slice or a joined list, so
   * it is looked at line by line here, and a line that is no fact is a line of prose.
   */
  static final Pattern HEADING = Pattern.compile("^ {0,3}(#{1,6})\\s+(.*?)\\s*#*$");
  static final Pattern MARKER = Pattern.compile("^\\s*(?:[-*+]|\\d{1,3}[.)])\\s+(?:\\[.\\]\\s+)?");
  private static final Pattern FACT =
      Pattern.compile(
          "^(?:\\*\\*|__)?([^:|\\[\\]*`]{1,60}?)(?:\\*\\*|__)?\\s*(?:::|[:：])\\s*(?:\\*\\*|__)?\\s*"
              + "(\\S.*)$");

  /** A key and a value with a dash between them. */
  static final Pattern DASHED =
      Pattern.compile("^[*_]*(\\p{L}[^–—|\\[\\].!?]{0,59}?)[*_]*\\s+[–—]\\s+(\\S.*)$");

  private static final Pattern ROW = Pattern.compile("^\\s*\\|(.+)\\|\\s*$");
  private static final Pattern RULE = Pattern.compile("^[\\s|:-]+$");

  /** A wiki link: its target, and what it shows; in a table the bar before that is escaped. */
  static final Pattern LINK =
      Pattern.compile("!?\\[\\[([^\\]|#]*?)(?:#[^\\]|]*?)?(?:\\\\?\\|([^\\]]*))?\\]\\]");

  private static final Pattern LABEL = Pattern.compile("\\[([^\\]]+)\\]\\([^)]*\\)");
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=\\p{L}{2}[.!?])\\s+(?=\\p{Lu})");
  private static final int KEY_WORDS_MAX = 7;

  /** What {@code search_memory} gives: a path, headings, and a line of that note. */
  private static final Pattern FOUND = Pattern.compile("^([^:|\\[\\]\"<>]+\\.md): (.+)$");

  private SeenLines() {}

  /** The facts of a text in order. */
  static List<SeenFact> facts(String path, String text) {
    List<SeenFact> facts = new ArrayList<>();
    List<String> headings = new ArrayList<>();
    List<Integer> levels = new ArrayList<>();
    List<String> header = List.of();
    for (String line : text.lines().toList()) {
      Matcher heading = HEADING.matcher(line);
      Matcher row = ROW.matcher(line);
      Matcher found = FOUND.matcher(line);
      if (heading.matches()) {
        int level = heading.group(1).length();
        while (!levels.isEmpty() && levels.getLast() >= level) {
          levels.removeLast();
          headings.removeLast();
        }
        levels.add(level);
        headings.add(heading.group(2));
        header = List.of();
      } else if (row.matches()) {
        List<String> cells = cells(row.group(1));
        if (header.isEmpty()) {
          header = cells;
        } else if (!RULE.matcher(line).matches()) {
          addRow(facts, path, headings, header, cells);
        }
      } else if (found.matches()) {
        header = List.of();
        addFound(facts, found.group(1), found.group(2));
      } else {
        header = List.of();
        addLine(facts, path, headings, line);
      }
    }
    return facts;
  }

  /**
   * {@code Job: - title: Engineer}: the headings end where the item begins. Without one it may be a
   * sentence under a heading or a property, and counts as both.
   */
  private static void addFound(List<SeenFact> facts, String path, String rest) {
    int item = rest.startsWith("- ") ? 0 : rest.indexOf(": - ") + 2;
    int colon = rest.indexOf(": ");
    if (item != 1) {
      List<String> headings =
          item == 0 ? List.of() : List.of(rest.substring(0, item - 2).split(": "));
      addLine(facts, path, headings, rest.substring(item));
    } else {
      addLine(facts, path, List.of(), rest);
      if (colon > 0) {
        addLine(facts, path, List.of(rest.substring(0, colon)), rest.substring(colon + 2));
      }
    }
  }

  private static List<String> cells(String row) {
    List<String> cells = new ArrayList<>();
    for (String cell : row.split("(?<!\\\\)\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells;
  }

  /** A row is a fact for each cell; its first cell says what it is about, as a heading would. */
  private static void addRow(
      List<SeenFact> facts,
      String path,
      List<String> headings,
      List<String> header,
      List<String> cells) {
    List<String> about = new ArrayList<>(headings);
    about.add(spoken(cells.getFirst()));
    for (int i = 0; i < Math.min(header.size(), cells.size()); i++) {
      if (!cells.get(i).isBlank() && !header.get(i).isBlank()) {
        String row = i == 0 ? "" : spoken(cells.getFirst());
        facts.add(new SeenFact(path, i == 0 ? headings : about, row, header.get(i), cells.get(i)));
      }
    }
  }

  private static void addLine(
      List<SeenFact> facts, String path, List<String> headings, String line) {
    String words = MARKER.matcher(line).replaceFirst("").strip();
    if (words.isEmpty() || RULE.matcher(words).matches()) {
      return;
    }
    Matcher dashed = DASHED.matcher(words);
    if (dashed.matches() && dashed.group(1).split("\\s+").length <= KEY_WORDS_MAX) {
      // It may be a sentence too, so it counts as both.
      facts.add(new SeenFact(path, headings, "", dashed.group(1).strip(), dashed.group(2).strip()));
    }
    Matcher fact = FACT.matcher(words);
    boolean keyed =
        fact.matches()
            && fact.group(1).split("\\s+").length <= KEY_WORDS_MAX
            && !fact.group(2).startsWith("//");
    if (keyed) {
      facts.add(new SeenFact(path, headings, "", fact.group(1).strip(), fact.group(2).strip()));
    } else {
      for (String sentence : SENTENCE_END.split(words, -1)) {
        facts.add(new SeenFact(path, headings, "", "", sentence));
      }
    }
  }

  /** Markdown as people say it: links by their name, no emphasis. */
  static String spoken(String markdown) {
    Matcher link = LINK.matcher(markdown);
    StringBuilder text = new StringBuilder();
    while (link.find()) {
      String label = link.group(2);
      String name = label != null && !label.isBlank() ? label : linkName(link.group(1));
      link.appendReplacement(text, Matcher.quoteReplacement(name));
    }
    link.appendTail(text);
    return LABEL
        .matcher(text)
        .replaceAll("$1")
        .replaceAll("[*`]+|(?<!\\w)_+|_+(?!\\w)", "")
        .strip();
  }

  private static String linkName(String target) {
    String name = target.substring(target.lastIndexOf('/') + 1).replaceFirst("(?i)\\.md$", "");
    return name.replace('_', ' ').replace('-', ' ').strip();
  }
}
