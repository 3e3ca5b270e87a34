package memagent.vault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;

/** What a note is made of, as far as one part can go without the others. */
final class NoteUnits extends AbstractVisitor {
  private final String text;
  private final int base;
  private final List<Unit> units = new ArrayList<>();
  private final List<Unit> headings = new ArrayList<>();

  private NoteUnits(String text, int base) {
    this.text = text;
    this.base = base;
  }

  /** What sort of part. */
  enum Kind {
    /** A list item with all that is below it; whole lines. */
    ITEM,
    /** A paragraph that is no item's first one. */
    PROSE,
    /** A table; its rows are its lines. */
    TABLE,
    /** A heading alone. */
    HEADING,
    /** Code between two fences; their lines included. */
    FENCED,
    /** Other code, and HTML. */
    LINES
  }

  /**
   * One part.
   *
   * @param span of an item, a table, a heading and code: whole lines
   * @param own of an item: its first paragraph; else the span
   * @param level of a heading, else 0
   * @param plain of a heading: its words
   */
  record Unit(Kind kind, TextSpan span, TextSpan own, int level, String plain) {}

  static NoteUnits of(Note note) {
    int base = note.frontmatter().span().end();
    NoteUnits units = new NoteUnits(note.text(), base);
    NoteParser.tree(note.text().substring(base)).accept(units);
    List<Heading> read = note.headings();
    for (int i = 0; i < units.headings.size() && i < read.size(); i++) {
      Unit heading = units.headings.get(i);
      units.units.add(
          new Unit(
              Kind.HEADING, heading.span(), heading.own(), heading.level(), read.get(i).text()));
    }
    return units;
  }

  /** The smallest part that holds a stretch. */
  Optional<Unit> at(TextSpan stretch) {
    return units.stream()
        .filter(
            unit -> unit.span().start() <= stretch.start() && stretch.end() <= unit.span().end())
        .min(Comparator.comparingInt(unit -> unit.span().end() - unit.span().start()));
  }

  /** A heading with all below it. */
  TextSpan section(Unit heading) {
    int end =
        headings.stream()
            .filter(other ->
                other.span().start() > heading.span().start() && other.level() <= heading.level())
            .mapToInt(other -> other.span().start())
            .min()
            .orElse(text.length());
    return new TextSpan(heading.span().start(), end);
  }

  @Override
  public void visit(org.commonmark.node.Heading heading) {
    headings.add(new Unit(Kind.HEADING, lines(heading), lines(heading), heading.getLevel(), ""));
  }

  @Override
  public void visit(ListItem item) {
    TextSpan own = item.getFirstChild() instanceof Paragraph first ? exact(first) : lines(item);
    units.add(new Unit(Kind.ITEM, lines(item), own, 0, ""));
    visitChildren(item);
  }

  @Override
  public void visit(Paragraph paragraph) {
    if (!(paragraph.getParent() instanceof ListItem) || paragraph.getPrevious() != null) {
      add(Kind.PROSE, exact(paragraph));
    }
  }

  @Override
  public void visit(FencedCodeBlock code) {
    add(Kind.FENCED, lines(code));
  }

  @Override
  public void visit(IndentedCodeBlock code) {
    add(Kind.LINES, lines(code));
  }

  @Override
  public void visit(HtmlBlock html) {
    add(Kind.LINES, lines(html));
  }

  @Override
  public void visit(CustomBlock block) {
    if (block instanceof TableBlock table) {
      add(Kind.TABLE, lines(table));
    } else {
      visitChildren(block);
    }
  }

  private void add(Kind kind, TextSpan span) {
    units.add(new Unit(kind, span, span, 0, ""));
  }

  private TextSpan exact(Node node) {
    List<SourceSpan> spans = node.getSourceSpans();
    if (spans.isEmpty()) {
      return new TextSpan(base, base);
    }
    SourceSpan last = spans.getLast();
    return new TextSpan(
        base + spans.getFirst().getInputIndex(), base + last.getInputIndex() + last.getLength());
  }

  private TextSpan lines(Node node) {
    TextSpan exact = exact(node);
    return lines(text, exact.start(), Math.max(exact.start(), exact.end()));
  }

  /** The whole lines around a stretch, with the end of the last one. */
  static TextSpan lines(String text, int start, int end) {
    int first = text.lastIndexOf('\n', start - 1) + 1;
    int last =
        text.indexOf(
            '\n', Math.max(start, end - (end > start && text.charAt(end - 1) == '\n' ? 1 : 0)));
    return new TextSpan(first, last < 0 ? text.length() : last + 1);
  }
}
