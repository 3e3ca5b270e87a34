package memagent.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Reads a note's text with commonmark-java (CommonMark 0.31 and GitHub's tables) and an inline of
 * our own for wiki links, and collects what the memory needs from the tree.
 *
 * <p>The text behind the frontmatter is parsed by itself; {@link #base} and {@link #baseLine} move
 * its positions back into the whole. Blocks and inlines nest at most {@link #NESTING_MAX} deep, so
 * that no note can exhaust the stack.
 */
final class NoteParser extends AbstractVisitor {
  private static final int NESTING_MAX = 50;

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .linkProcessor(new WikiLinkNode.Processor())
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .maxOpenBlockParsers(NESTING_MAX)
          .maxInlineNesting(NESTING_MAX)
          .build();

  private final String body;
  private final int base;
  private final int baseLine;
  private final List<Heading> headings = new ArrayList<>();
  private final List<Heading> above = new ArrayList<>();
  private List<String> section = List.of();
  private final List<Fact> facts = new ArrayList<>();
  private final List<WikiLink> links = new ArrayList<>();
  private final List<NoteTable> tables = new ArrayList<>();
  private final List<Prose> prose = new ArrayList<>();
  private final List<Fact> keyLines = new ArrayList<>();

  private NoteParser(String body, int base, int baseLine) {
    this.body = body;
    this.base = base;
    this.baseLine = baseLine;
  }

  /** What a note holds beside facts and tables: a paragraph, a block of code, an item's text. */
  record Prose(TextSpan span, int line, List<String> headings, boolean isItem) {}

  /**
   * A note with its prose, in order.
   *
   * @param keyLines lines of paragraphs of the form {@code **name:** value}
   */
  record Read(Note note, List<Prose> prose, List<Fact> keyLines) {}

  /** What stands behind the frontmatter, as commonmark-java reads it. */
  static Node tree(String body) {
    return PARSER.parse(body);
  }

  static Note parse(NotePath path, String text) {
    return read(path, text).note();
  }

  static Read read(NotePath path, String text) {
    Frontmatter frontmatter = Frontmatter.parse(text);
    int base = frontmatter.span().end();
    int lines = (int) text.substring(0, base).chars().filter(c -> c == '\n').count();
    return PlainNotes.read(path, text, frontmatter, base, lines)
        .orElseGet(() -> read(path, text, frontmatter, base, lines));
  }

  /** The same for any note; where the frontmatter ends, and how many lines it has, are known. */
  static Read read(NotePath path, String text, Frontmatter frontmatter, int base, int lines) {
    NoteParser parser = new NoteParser(text.substring(base), base, lines);
    PARSER.parse(parser.body).accept(parser);
    Note note =
        new Note(
            path, text, frontmatter, parser.headings, parser.facts, parser.links, parser.tables);
    return new Read(note, parser.prose, parser.keyLines);
  }

  @Override
  public void visit(org.commonmark.node.Heading node) {
    Heading heading = new Heading(node.getLevel(), plain(node), line(node));
    headings.add(heading);
    above.removeIf(outer -> outer.level() >= heading.level());
    above.add(heading);
    section = above.stream().map(Heading::text).toList();
    visitChildren(node);
  }

  @Override
  public void visit(ListItem item) {
    if (item.getFirstChild() instanceof Paragraph paragraph) {
      boolean isFact = item.getParent() instanceof BulletList && fact(paragraph);
      if (!isFact) {
        prose(paragraph, true);
      }
    }
    visitChildren(item);
  }

  @Override
  public void visit(Paragraph paragraph) {
    boolean firstOfItem =
        paragraph.getParent() instanceof ListItem && paragraph.getPrevious() == null;
    if (!firstOfItem) {
      prose(paragraph, false);
      keyLines(paragraph);
    }
    visitChildren(paragraph);
  }

  @Override
  public void visit(FencedCodeBlock code) {
    prose(code, false);
  }

  @Override
  public void visit(IndentedCodeBlock code) {
    prose(code, false);
  }

  @Override
  public void visit(HtmlBlock html) {
    prose(html, false);
  }

  private void prose(Node node, boolean isItem) {
    prose.add(new Prose(span(node), line(node), section, isItem));
  }

  @Override
  public void visit(Link link) {
    markdownLink(link, link.getDestination());
    visitChildren(link);
  }

  @Override
  public void visit(Image image) {
    markdownLink(image, image.getDestination());
    visitChildren(image);
  }

  @Override
  public void visit(CustomNode node) {
    if (node instanceof WikiLinkNode link) {
      WikiLink.Form form = link.embed() ? WikiLink.Form.EMBED : WikiLink.Form.WIKI;
      links.add(WikiLink.inner(form, link.inner(), line(node), wikiSpan(link)));
    } else {
      visitChildren(node);
    }
  }

  @Override
  public void visit(CustomBlock block) {
    if (block instanceof TableBlock table) {
      table(table);
    }
    visitChildren(block);
  }

  /** Whether it is one. */
  private boolean fact(Paragraph paragraph) {
    TextSpan whole = span(paragraph);
    String raw = body.substring(whole.start() - base, whole.end() - base).stripTrailing();
    String item = raw.stripLeading();
    int start = whole.start() + raw.length() - item.length();
    Optional<Fact> fact = fact(item, start, line(paragraph), section);
    fact.ifPresent(facts::add);
    return fact.isPresent();
  }

  /** The fact that an item's text is; empty if it is none. */
  static Optional<Fact> fact(String item, int start, int line, List<String> section) {
    Optional<FactScanner.Split> split = FactScanner.split(item);
    if (split.isEmpty()) {
      return Optional.empty();
    }
    int valueStart = Math.min(split.get().valueStart(), item.length());
    TextSpan span = new TextSpan(start, start + item.length());
    TextSpan valueSpan = new TextSpan(start + valueStart, span.end());
    String value = joined(item.substring(valueStart));
    return Optional.of(new Fact(split.get().key(), value, line, section, span, valueSpan));
  }

  private void keyLines(Paragraph paragraph) {
    List<SourceSpan> lines = paragraph.getSourceSpans();
    for (int i = 0; i < lines.size(); i++) {
      SourceSpan at = lines.get(i);
      int start = base + at.getInputIndex();
      String line = body.substring(at.getInputIndex(), at.getInputIndex() + at.getLength());
      boolean isLast = i == lines.size() - 1;
      FactScanner.keyLine(line, isLast)
          .ifPresent(found ->
              keyLines.add(
                  new Fact(
                      found.key(),
                      line.substring(found.valueStart(), found.valueEnd()),
                      baseLine + at.getLineIndex() + 1,
                      section,
                      new TextSpan(start, start + line.length()),
                      new TextSpan(start + found.valueStart(), start + found.valueEnd()))));
    }
  }

  private void markdownLink(Node node, String destination) {
    boolean outside = SCHEME.matcher(destination).matches() || destination.startsWith("//");
    if (!outside && !destination.isBlank()) {
      links.add(WikiLink.markdown(destination, plain(node), line(node), span(node)));
    }
  }

  private void table(TableBlock table) {
    List<String> header = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
      for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
        if (row instanceof TableRow && part instanceof TableHead) {
          header.addAll(cells(row));
        } else if (row instanceof TableRow && part instanceof TableBody) {
          rows.add(cells(row));
        }
      }
    }
    tables.add(new NoteTable(header, rows, line(table), section));
  }

  private static List<String> cells(Node row) {
    List<String> cells = new ArrayList<>();
    for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
      cells.add(plain(cell));
    }
    return cells;
  }

  private int line(Node node) {
    List<SourceSpan> spans = node.getSourceSpans();
    return spans.isEmpty() ? parentLine(node) : baseLine + spans.getFirst().getLineIndex() + 1;
  }

  private int parentLine(Node node) {
    return node.getParent() == null ? baseLine + 1 : line(node.getParent());
  }

  private TextSpan span(Node node) {
    List<SourceSpan> spans = node.getSourceSpans();
    if (spans.isEmpty()) {
      return node.getParent() == null ? new TextSpan(base, base) : span(node.getParent());
    }
    SourceSpan last = spans.getLast();
    return new TextSpan(
        base + spans.getFirst().getInputIndex(), base + last.getInputIndex() + last.getLength());
  }

  /** In a table an escaped bar shifts positions; the cell's own span is given then. */
  private TextSpan wikiSpan(WikiLinkNode link) {
    TextSpan inner = span(link);
    int start = inner.start() - link.openerLength();
    boolean exact =
        start >= base
            && body.startsWith(link.embed() ? "![[" : "[[", start - base)
            && body.startsWith("]]", inner.end() - base - 2);
    if (exact) {
      return new TextSpan(start, inner.end());
    }
    return link.getParent() == null ? inner : span(link.getParent());
  }

  private static String joined(String value) {
    if (value.indexOf('\n') < 0 && value.indexOf('\r') < 0) {
      return value;
    }
    return String.join(" ", value.lines().map(String::strip).toList());
  }

  /** The words of a node without markup; a wiki link as it is written between its brackets. */
  private static String plain(Node node) {
    StringBuilder text = new StringBuilder();
    append(node, text);
    return text.toString().strip();
  }

  private static void append(Node node, StringBuilder text) {
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      switch (child) {
        case Text words -> text.append(words.getLiteral());
        case Code code -> text.append(code.getLiteral());
        case SoftLineBreak end -> text.append(' ');
        case HardLineBreak end -> text.append(' ');
        case WikiLinkNode link -> {
          String before = link.withoutOpener(text.toString());
          text.setLength(before.length());
          text.append("[[").append(link.inner()).append("]]");
        }
        default -> append(child, text);
      }
    }
  }
}
