package memagent.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a note may take one more fact, the place that suits its layout first.
 *
 * <p>Without a heading that is the part above the first heading of level 2: behind the last item
 * there, else behind the last line with a bold name, else as a row of a table with two columns. A
 * note that keeps its facts in the frontmatter alone gets a property. Else an item is put at the
 * end of the part. Under a heading it is the same, up to the next heading.
 */
final class FactPlaces {
  private static final Pattern ITEM = Pattern.compile("^(\\s*)([-*+])([ \\t]+)(.*)$");
  private static final Pattern UNDERLINE = Pattern.compile("^ {0,3}(=+|-+)\\s*$");

  /** What every note may have in its frontmatter, whatever its layout. */
  private static final List<String> NO_FACTS =
      List.of("alias", "aliases", "tags", "tag", "cssclasses", "publish", "permalink", "title");

  private final NoteParser.Read read;
  private final String text;
  private final List<TextSpan> lines;
  private final String lineEnd;
  private final String heading;

  /** The part that the fact goes to: lines from the one up to the other, counted from 0. */
  private final int from;

  private final int to;

  FactPlaces(NoteParser.Read read, String heading) {
    this.read = read;
    this.text = read.note().text();
    this.lines = Lines.of(text);
    this.lineEnd = Lines.end(text);
    this.heading = heading;
    List<Heading> headings = read.note().headings();
    int above = above(headings);
    int first = above < 0 ? bodyLine() : headings.get(above).line();
    boolean isUnderlined = above >= 0 && first < lines.size() && isUnderline(first, above);
    this.from = Math.min(lines.size(), isUnderlined ? first + 1 : first);
    this.to = above + 1 < headings.size() ? headings.get(above + 1).line() - 1 : lines.size();
  }

  /**
   * A way to write a fact, and where.
   *
   * @param offset where in the text
   * @param form writes it, without line ends; empty where it cannot
   */
  record Place(int offset, Form form, String before, String after) {
    Optional<String> line(String key, String value) {
      return form.written(key, value);
    }

    String into(String text, String line) {
      return text.substring(0, offset) + before + line + after + text.substring(offset);
    }
  }

  /** How a fact is written on a line. */
  interface Form {
    Optional<String> written(String key, String value);
  }

  List<Place> candidates() {
    List<Place> places = new ArrayList<>();
    boolean isFrontmatter = KeyedValues.fold(heading).equals(KeyedValues.FRONTMATTER);
    if (!isFrontmatter) {
      places.addAll(own());
    }
    List<KeyedValue> all = KeyedValues.of(read);
    boolean isYaml =
        all.stream().allMatch(FactPlaces::isProperty)
            && all.stream().anyMatch(value -> !NO_FACTS.contains(KeyedValues.fold(value.key())));
    if (isFrontmatter || (heading.isEmpty() && isYaml)) {
      places.addAll(property());
    }
    if (!isFrontmatter) {
      places.addAll(end());
    }
    return places;
  }

  /** Without the frontmatter. */
  List<Place> outsideFrontmatter() {
    List<Place> places = new ArrayList<>(own());
    places.addAll(end());
    return places;
  }

  /** Only list items; for what is no fact of the note's own. */
  List<Place> items() {
    List<Place> places = new ArrayList<>(lastItem());
    places.addAll(end());
    return places;
  }

  private List<Place> own() {
    List<Place> places = new ArrayList<>(lastItem());
    places.addAll(lastKeyLine());
    places.addAll(lastRow());
    return places;
  }

  private static boolean isProperty(KeyedValue value) {
    return switch (value.layout()) {
      case PROPERTY, LIST -> true;
      case ITEM, LINE, CELL -> false;
    };
  }

  /** Which heading the part stands under; -1 for none. */
  private int above(List<Heading> headings) {
    for (int i = 0; i < headings.size() && !heading.isEmpty(); i++) {
      if (KeyedValues.fold(headings.get(i).text()).equals(KeyedValues.fold(heading))) {
        return i;
      }
    }
    return heading.isEmpty() && !headings.isEmpty() && headings.getFirst().level() == 1 ? 0 : -1;
  }

  private boolean isUnderline(int line, int above) {
    String marked = at(read.note().headings().get(above).line() - 1).strip();
    return !marked.startsWith("#") && UNDERLINE.matcher(at(line)).matches();
  }

  private int bodyLine() {
    int end = read.note().frontmatter().span().end();
    int line = 0;
    while (line < lines.size() && lines.get(line).start() < end) {
      line++;
    }
    return line;
  }

  private String at(int line) {
    return lines.get(line).of(text);
  }

  private boolean isIn(int line) {
    return line - 1 >= from && line - 1 < to;
  }

  private List<Place> lastItem() {
    List<Fact> facts =
        read.note().facts().stream()
            .filter(fact -> isIn(fact.line()) && ITEM.matcher(at(fact.line() - 1)).matches())
            .toList();
    int indent = facts.stream().mapToInt(fact -> indent(fact.line() - 1)).min().orElse(0);
    List<Fact> outer = facts.stream().filter(fact -> indent(fact.line() - 1) == indent).toList();
    if (outer.isEmpty()) {
      return List.of();
    }
    Fact last = outer.getLast();
    Matcher item = ITEM.matcher(at(last.line() - 1));
    if (!item.matches()) {
      return List.of();
    }
    String begin = item.group(1) + item.group(2) + item.group(3);
    KeyStyle style = KeyStyle.of(text.substring(last.span().start(), last.valueSpan().start()));
    boolean isLoose = outer.size() > 1 && at(last.line() - 2).isBlank();
    int end = itemEnd(last, indent);
    return List.of(
        behind(end, isLoose, (key, value) -> Optional.of(begin + style.written(key) + value)));
  }

  /** The line behind an item with all that belongs to it. */
  private int itemEnd(Fact item, int indent) {
    int line = item.line() - 1 + lineFeeds(item.span().of(text)) + 1;
    int end = line;
    while (line < to) {
      if (!at(line).isBlank() && indent(line) <= indent) {
        return end;
      }
      line++;
      end = at(line - 1).isBlank() ? end : line;
    }
    return end;
  }

  private List<Place> lastKeyLine() {
    List<Fact> facts = read.keyLines().stream().filter(fact -> isIn(fact.line())).toList();
    if (facts.isEmpty()) {
      return List.of();
    }
    Fact last = facts.getLast();
    String margin = " ".repeat(indent(last.line() - 1));
    KeyStyle style = KeyStyle.of(text.substring(last.span().start(), last.valueSpan().start()));
    boolean isLoose = facts.size() > 1 && at(last.line() - 2).isBlank();
    return List.of(
        behind(
            last.line(),
            isLoose,
            (key, value) -> Optional.of(margin + style.written(key) + value)));
  }

  private List<Place> lastRow() {
    List<NoteTable> tables =
        read.note().tables().stream()
            .filter(table -> table.header().size() == 2 && isIn(table.line()))
            .toList();
    if (tables.isEmpty()) {
      return List.of();
    }
    NoteTable table = tables.getLast();
    int end = table.line() + 1 + table.rows().size();
    if (end > lines.size()) {
      return List.of();
    }
    String model = at(table.line() - 1);
    String margin = " ".repeat(indent(table.line() - 1));
    boolean isBarred = model.strip().startsWith("|");
    return List.of(
        behind(
            end,
            false,
            (key, value) -> {
              String cells = TableCells.written(key) + " | " + TableCells.written(value);
              return Optional.of(margin + (isBarred ? "| " + cells + " |" : cells));
            }));
  }

  private List<Place> property() {
    TextSpan span = read.note().frontmatter().span();
    if (span.end() == 0) {
      return List.of();
    }
    int close = bodyLine() - 1;
    Form form = (key, value) -> Frontmatter.scalar(value, "").map(scalar -> key + ": " + scalar);
    return List.of(new Place(lines.get(close).start(), form, "", lineEnd));
  }

  /** An item behind the last line of the part. */
  private List<Place> end() {
    int last = to;
    while (last > from && at(last - 1).isBlank()) {
      last--;
    }
    boolean isEmpty = last == from;
    Matcher item = ITEM.matcher(isEmpty ? "" : at(last - 1));
    boolean goesOn = item.matches();
    String begin = goesOn ? item.group(1) + item.group(2) + item.group(3) : "- ";
    boolean isSpaced = isEmpty ? from > 0 && spacesHeadings() : !goesOn;
    Form form = (key, value) -> Optional.of(begin + key + ": " + value);
    return List.of(behind(isEmpty ? from : last, isSpaced, form));
  }

  /** Whether this note leaves a line empty below its headings. */
  private boolean spacesHeadings() {
    return read.note().headings().stream()
        .map(Heading::line)
        .filter(line -> line + 1 < lines.size() && at(line).isBlank())
        .anyMatch(line -> !at(line + 1).startsWith("#"));
  }

  /** A place on a line of its own behind so many lines. */
  private Place behind(int line, boolean isSpaced, Form form) {
    String space = isSpaced ? lineEnd : "";
    boolean isFirstEmpty = line < to && line == from && isSpaced && at(line).isBlank();
    int at = isFirstEmpty ? line + 1 : line;
    if (at < lines.size()) {
      String next = at(at);
      boolean isUnderlinedNext =
          at == to && !next.isBlank() && !next.stripLeading().startsWith("#");
      return new Place(
          lines.get(at).start(),
          form,
          isFirstEmpty ? "" : space,
          lineEnd + (isUnderlinedNext || (isFirstEmpty && at == to) ? lineEnd : ""));
    }
    if (text.isEmpty() || text.endsWith("\n")) {
      return new Place(text.length(), form, isFirstEmpty ? "" : space, lineEnd);
    }
    return new Place(text.length(), form, lineEnd + space, "");
  }

  private int indent(int line) {
    String raw = at(line);
    return raw.length() - raw.stripLeading().length();
  }

  private static int lineFeeds(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  /** How a note writes its facts' names. */
  private record KeyStyle(String mark, boolean isColonInside, String colon) {

    /** Of what stands before a value, such as {@code **name:** }. */
    static KeyStyle of(String raw) {
      String name = raw.strip();
      String colon = name.contains("：") ? "：" : ":";
      String mark =
          List.of("**", "__", "*", "`").stream().filter(name::startsWith).findFirst().orElse("");
      boolean isInside = !mark.isEmpty() && name.endsWith(colon + mark);
      boolean isOutside = !mark.isEmpty() && name.endsWith(mark + colon);
      return isInside || isOutside
          ? new KeyStyle(mark, isInside, colon)
          : new KeyStyle("", false, colon);
    }

    String written(String key) {
      String space = colon.equals("：") ? "" : " ";
      return mark + key + (isColonInside ? colon + mark : mark + colon) + space;
    }
  }
}
