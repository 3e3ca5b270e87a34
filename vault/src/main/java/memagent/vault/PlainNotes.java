package memagent.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a note as {@link NoteParser} does, without the markdown parser, if it is so plain that
 * nothing can be read in two ways: ASCII signs; lines at the margin that are a heading, an item
 * behind a hyphen or a paragraph's; no markup in them but wiki links. Most notes of a large memory
 * are such, and it takes a sixth of the time. Of every other note it says nothing.
 */
final class PlainNotes {
  /** Signs that may mean something to markdown, wherever they stand. */
  private static final String MARKUP = "*`\\<>&|~\t\r";

  private static final int LINK_CHARS_MAX = 400;
  private static final int HEADING_LEVEL_MAX = 6;
  private static final boolean[] HARMLESS = harmless(); // (sign)

  private final String text;
  private final List<Heading> headings = new ArrayList<>();
  private final List<Heading> above = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();
  private final List<WikiLink> links = new ArrayList<>();
  private final List<NoteParser.Prose> prose = new ArrayList<>();
  private List<String> section = List.of();
  private @Nullable TextSpan paragraph; // that goes on, from its first line
  private int paragraphLine;
  private boolean isBelowItem; // A line of text there would belong to the item.

  private PlainNotes(String text) {
    this.text = text;
  }

  /**
   * Reads a note.
   *
   * @param base where the text behind the frontmatter begins
   * @param baseLine how many lines are before it
   * @return empty if it takes the markdown parser
   */
  static Optional<NoteParser.Read> read(
      NotePath path, String text, Frontmatter frontmatter, int base, int baseLine) {
    PlainNotes reader = new PlainNotes(text);
    return isHarmless(text, base) && reader.lines(base, baseLine)
        ? Optional.of(
            new NoteParser.Read(
                new Note(
                    path,
                    text,
                    frontmatter,
                    reader.headings,
                    reader.facts,
                    reader.links,
                    List.of()),
                reader.prose,
                List.of()))
        : Optional.empty();
  }

  private static boolean[] harmless() {
    boolean[] harmless = new boolean[128];
    for (char c = ' '; c < 127; c++) {
      harmless[c] = MARKUP.indexOf(c) < 0;
    }
    harmless['\n'] = true;
    return harmless;
  }

  private static boolean isHarmless(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= HARMLESS.length || !HARMLESS[c]) {
        return false;
      }
      if (c == '_' && !(isAlphanumeric(text, i - 1, from) && isAlphanumeric(text, i + 1, from))) {
        return false; // Inside of a word it is no emphasis.
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(String text, int at, int from) {
    return at >= from && at < text.length() && isAlphanumeric(text.charAt(at));
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** False where a line is not plain. */
  private boolean lines(int from, int linesBefore) {
    int line = linesBefore;
    for (int start = from; start < text.length(); ) {
      int feed = text.indexOf('\n', start);
      int end = feed < 0 ? text.length() : feed;
      line++;
      if (!line(start, end, line)) {
        return false;
      }
      start = end + 1;
    }
    endParagraph();
    return true;
  }

  private boolean line(int start, int end, int line) {
    if (start == end) {
      endParagraph();
      isBelowItem = false;
      return true;
    }
    if (text.charAt(end - 1) == ' ') {
      return false;
    }
    if (text.charAt(start) == '#') {
      endParagraph();
      isBelowItem = false;
      return heading(start, end, line);
    }
    if (text.startsWith("- ", start)) {
      endParagraph();
      isBelowItem = true;
      return item(start + 2, end, line);
    }
    if (isBelowItem || !isText(start, end)) {
      return false;
    }
    if (paragraph == null) {
      paragraphLine = line;
    }
    paragraph = new TextSpan(paragraph == null ? start : paragraph.start(), end);
    return links(start, end, line);
  }

  /** Whether a line, or an item, that begins so can only be text. */
  private boolean isText(int start, int end) {
    if (start >= end) {
      return false;
    }
    char first = text.charAt(start);
    if (isDigit(first)) {
      int after = start;
      while (after < end && isDigit(text.charAt(after))) {
        after++;
      }
      return after == end || (text.charAt(after) != '.' && text.charAt(after) != ')');
    }
    return isAlphanumeric(first) || first == '"' || first == '(' || text.startsWith("[[", start);
  }

  private boolean heading(int start, int end, int line) {
    int level = 0;
    while (start + level < end && text.charAt(start + level) == '#') {
      level++;
    }
    int from = start + level + 1;
    if (level > HEADING_LEVEL_MAX
        || !isText(from, end)
        || text.charAt(from - 1) != ' '
        || text.charAt(end - 1) == '#') {
      return false;
    }
    Heading heading = new Heading(level, text.substring(from, end), line);
    headings.add(heading);
    above.removeIf(outer -> outer.level() >= heading.level());
    above.add(heading);
    section = above.stream().map(Heading::text).toList();
    return links(from, end, line);
  }

  private boolean item(int start, int end, int line) {
    if (!isText(start, end)) {
      return false;
    }
    Optional<Fact> fact = NoteParser.fact(text.substring(start, end), start, line, section);
    if (fact.isPresent()) {
      facts.add(fact.get());
    } else {
      prose.add(new NoteParser.Prose(new TextSpan(start, end), line, section, true));
    }
    return links(start, end, line);
  }

  private void endParagraph() {
    if (paragraph != null) {
      prose.add(new NoteParser.Prose(paragraph, paragraphLine, section, false));
      paragraph = null;
    }
  }

  /** False where a bracket is not of a whole wiki link that stands by itself. */
  private boolean links(int start, int end, int line) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == ']' || (c == '!' && text.startsWith("[", i + 1))) {
        return false;
      }
      if (c == '[') {
        int close = text.indexOf("]]", i);
        int after = close + 2;
        if (!text.startsWith("[[", i) || close < 0 || after > end || close - i > LINK_CHARS_MAX) {
          return false;
        }
        String inner = text.substring(i + 2, close);
        if (inner.isBlank()
            || inner.indexOf('[') >= 0
            || inner.indexOf(']') >= 0
            || (after < end && "](:".indexOf(text.charAt(after)) >= 0)) {
          return false;
        }
        links.add(WikiLink.inner(WikiLink.Form.WIKI, inner, line, new TextSpan(i, after)));
        i = after - 1;
      }
    }
    return true;
  }
}
