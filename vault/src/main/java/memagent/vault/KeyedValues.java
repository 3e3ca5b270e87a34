package memagent.vault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The facts of a note by their keys, in every layout that {@link KeyedValue.Layout} knows.
 *
 * <p>Case does not count in keys and headings; where no key fits so, {@code _} and {@code -} count
 * as spaces. Of a table with two columns the first cell is the key; of a wider one each column's
 * name is, and the first cell of the row counts as a heading above it, as search and filters take
 * it.
 */
public final class KeyedValues {
  /** By this word a property is told from facts of the same name; no heading may be called so. */
  static final String FRONTMATTER = "frontmatter";

  private static final int KEYS_MAX = 30;
  private static final Pattern PROPERTY =
      Pattern.compile("^([^\\s:#'\"\\[\\]{}&*!|>%@`,?-][^:]*?)[ \\t]*:(?:([ \\t]+)(.*))?$");
  private static final Pattern COMMENT = Pattern.compile("(?:^|[ \\t])#.*$");
  private static final String NOT_PLAIN = "[{&*!|>";

  private KeyedValues() {}

  /** All of a note, by place. */
  public static List<KeyedValue> of(Note note) {
    // Only for lines that begin with a bold name the note must be taken apart once more.
    boolean mayHaveKeyLines = note.text().contains("**") || note.text().contains("__");
    return of(
        mayHaveKeyLines
            ? NoteParser.read(note.path(), note.text())
            : new NoteParser.Read(note, List.of(), List.of()));
  }

  static List<KeyedValue> of(NoteParser.Read read) {
    List<KeyedValue> values = new ArrayList<>();
    Note note = read.note();
    properties(note, values);
    note.facts().forEach(fact -> values.add(value(KeyedValue.Layout.ITEM, fact)));
    read.keyLines().forEach(fact -> values.add(value(KeyedValue.Layout.LINE, fact)));
    note.tables().forEach(table -> cells(note, table, values));
    values.sort(
        Comparator.comparingInt(KeyedValue::line).thenComparingInt(value -> value.span().start()));
    return values;
  }

  /**
   * Looks for a fact.
   *
   * @param heading one above it, or {@code frontmatter}; empty for anywhere
   */
  public static FactLookup find(Note note, String key, String heading) {
    return find(NoteParser.read(note.path(), note.text()), key, heading);
  }

  static FactLookup find(NoteParser.Read read, String key, String heading) {
    List<KeyedValue> all = of(read);
    if (!heading.isBlank() && all.stream().noneMatch(fact -> isUnder(fact, heading))) {
      List<String> headings = read.note().headings().stream().map(Heading::text).toList();
      if (headings.stream().noneMatch(text -> fold(text).equals(fold(heading)))) {
        return new FactLookup.NoSuchHeading(headings);
      }
    }
    List<KeyedValue> below =
        all.stream().filter(fact -> heading.isBlank() || isUnder(fact, heading)).toList();
    List<KeyedValue> named =
        below.stream().filter(fact -> fold(fact.key()).equals(fold(key))).toList();
    if (named.isEmpty()) {
      String loose = NameLikeness.key(key);
      named = below.stream().filter(fact -> NameLikeness.key(fact.key()).equals(loose)).toList();
    }
    if (named.size() == 1) {
      return new FactLookup.Found(named.getFirst());
    }
    return named.isEmpty()
        ? new FactLookup.NoSuchFact(
            below.stream().map(KeyedValue::key).distinct().limit(KEYS_MAX).toList())
        : new FactLookup.SeveralFacts(named);
  }

  private static boolean isUnder(KeyedValue fact, String heading) {
    boolean isProperty =
        switch (fact.layout()) {
          case PROPERTY, LIST -> true;
          case ITEM, LINE, CELL -> false;
        };
    return isProperty
        ? fold(heading).equals(FRONTMATTER)
        : fact.headings().stream().anyMatch(text -> fold(text).equals(fold(heading)));
  }

  /** A key or a heading as it is compared. */
  static String fold(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private static KeyedValue value(KeyedValue.Layout layout, Fact fact) {
    return new KeyedValue(
        layout, fact.key(), fact.value(), fact.line(), fact.headings(), fact.valueSpan());
  }

  /*
   * The YAML engine gives values and no places, so lines are looked at: one that begins at the
   * margin with a name and a colon is a property, and what follows indented belongs to it.
   */
  private static void properties(Note note, List<KeyedValue> values) {
    Frontmatter frontmatter = note.frontmatter();
    if (!frontmatter.problem().isEmpty()) {
      return;
    }
    String text = note.text();
    int end = frontmatter.span().end();
    int line = 1;
    for (int start = 0; start < end; line++) {
      int feed = text.indexOf('\n', start);
      int next = feed < 0 || feed >= end ? end : feed + 1;
      String raw = text.substring(start, next).stripTrailing();
      Matcher property = PROPERTY.matcher(raw);
      if (line > 1 && property.matches()) {
        boolean goesOn =
            next < end
                && (text.charAt(next) == ' '
                    || text.charAt(next) == '\t'
                    || text.startsWith("- ", next));
        values.add(property(frontmatter, property, start, line, goesOn));
      }
      start = next;
    }
  }

  private static KeyedValue property(
      Frontmatter frontmatter, Matcher property, int start, int line, boolean goesOn) {
    String key = property.group(1);
    String rest = Optional.ofNullable(property.group(3)).orElse("");
    int from = start + (property.start(3) < 0 ? property.end() : property.start(3));
    char first = rest.isEmpty() ? ' ' : rest.charAt(0);
    if (goesOn || NOT_PLAIN.indexOf(first) >= 0) {
      String joined = String.join(", ", frontmatter.texts(key));
      TextSpan span = new TextSpan(from, from + rest.length());
      return new KeyedValue(KeyedValue.Layout.LIST, key, joined, line, List.of(), span);
    }
    String scalar = first == '"' || first == '\'' ? quoted(rest, first) : plain(rest);
    String value =
        first == '"' || first == '\'' ? String.join(", ", frontmatter.texts(key)) : scalar;
    return new KeyedValue(
        KeyedValue.Layout.PROPERTY,
        key,
        value,
        line,
        List.of(),
        new TextSpan(from, from + scalar.length()));
  }

  private static String plain(String rest) {
    return COMMENT.matcher(rest).replaceFirst("").stripTrailing();
  }

  /** From the first quote to the one that closes it. */
  private static String quoted(String rest, char quote) {
    for (int i = 1; i < rest.length(); i++) {
      char c = rest.charAt(i);
      if (c == '\\' && quote == '"') {
        i++;
      } else if (c == quote && quote == '\'' && i + 1 < rest.length() && rest.charAt(i + 1) == c) {
        i++;
      } else if (c == quote) {
        return rest.substring(0, i + 1);
      }
    }
    return rest;
  }

  private static void cells(Note note, NoteTable table, List<KeyedValue> values) {
    List<TextSpan> lines = Lines.of(note.text());
    boolean isPairs = table.header().size() == 2;
    for (int row = 0; row < table.rows().size(); row++) {
      int line = table.line() + 2 + row; // below the header and its rule
      if (line > lines.size()) {
        return;
      }
      List<TextSpan> cells = TableCells.of(note.text(), lines.get(line - 1));
      if (cells.size() != table.header().size()) {
        continue; // Which cell is which cannot be told.
      }
      String name = table.rows().get(row).getFirst();
      List<String> headings = new ArrayList<>(table.headings());
      headings.add(name);
      for (int i = 1; i < cells.size(); i++) {
        String key = isPairs ? name : table.header().get(i);
        if (!key.isBlank()) {
          values.add(
              new KeyedValue(
                  KeyedValue.Layout.CELL,
                  key,
                  TableCells.read(cells.get(i).of(note.text())),
                  line,
                  isPairs ? table.headings() : headings,
                  cells.get(i)));
        }
      }
    }
  }

  /** What is in each of two notes the same: layout, key, value and headings, without the place. */
  static Map<List<Object>, Long> counted(List<KeyedValue> values) {
    return values.stream()
        .collect(
            java.util.stream.Collectors.groupingBy(
                value ->
                    List.<Object>of(value.layout(), value.key(), value.value(), value.headings()),
                java.util.stream.Collectors.counting()));
  }
}
