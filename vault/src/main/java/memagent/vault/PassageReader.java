package memagent.vault;

import java.text.BreakIterator;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import memagent.vault.Passage.Cell;
import memagent.vault.Passage.Kind;

/** Takes a note apart into the passages that a search finds. For one note. */
final class PassageReader {
  /** UTF-16 units; a longer sentence becomes several passages, so that a hit can be shown. */
  static final int PASSAGE_CHARS_MAX = 1_000;

  /** Made once; it is not for several threads, so each note takes a copy. */
  private static final BreakIterator SENTENCES = BreakIterator.getSentenceInstance(Locale.ROOT);

  private final Note note;
  private final List<NoteParser.Prose> prose;
  private final List<Passage> passages = new ArrayList<>();
  private final Optional<LocalDate> noteDate;
  private final List<WikiLink> links; // by place
  private final BreakIterator sentences = (BreakIterator) SENTENCES.clone();

  private PassageReader(NoteParser.Read read) {
    this.note = read.note();
    this.prose = read.prose();
    this.noteDate = noteDate();
    this.links = new ArrayList<>(note.links());
    links.sort(Comparator.comparingInt(link -> link.span().start()));
  }

  /** What was read. */
  record Passages(Note note, List<Passage> passages) {}

  /** The passages of a note, in the order of its lines. */
  static Passages read(NotePath path, String text) {
    PassageReader reader = new PassageReader(NoteParser.read(path, text));
    reader.properties();
    reader.facts();
    reader.tables();
    reader.prose.forEach(reader::prose);
    reader.bareHeadings();
    reader.passages.sort(Comparator.comparingInt(Passage::line));
    return new Passages(reader.note, reader.passages);
  }

  private void properties() {
    String[] lines = note.frontmatter().span().of(note.text()).split("\n", -1);
    if (!note.frontmatter().problem().isEmpty()) {
      for (int i = 1; i < lines.length; i++) {
        if (lines[i].codePoints().anyMatch(Character::isLetterOrDigit)) {
          add(Kind.SENTENCE, i + 1, List.of(), "", lines[i].strip(), List.of(), List.of());
        }
      }
    }
    for (Map.Entry<String, Object> property : note.frontmatter().values().entrySet()) {
      String key = property.getKey();
      String value =
          property.getValue() instanceof List<?>
              ? String.join(", ", note.frontmatter().texts(key))
              : String.valueOf(property.getValue());
      if (!key.equals("aliases") && !key.equals("alias") && !value.isBlank()) {
        int line = 1;
        for (int i = 0; i < lines.length; i++) {
          line = lines[i].startsWith(key + ":") ? i + 1 : line;
        }
        add(Kind.PROPERTY, line, List.of(), key, value, List.of(), links(value));
      }
    }
  }

  private void facts() {
    for (Fact fact : note.facts()) {
      add(
          Kind.FACT,
          fact.line(),
          fact.headings(),
          fact.key(),
          fact.value(),
          List.of(),
          links(fact.span()));
    }
  }

  private void tables() {
    Map<Integer, List<String>> byLine = new HashMap<>();
    if (!note.tables().isEmpty()) {
      links.forEach(link ->
          byLine.computeIfAbsent(link.line(), line -> new ArrayList<>()).add(link.target()));
    }
    for (NoteTable table : note.tables()) {
      for (int row = 0; row < table.rows().size(); row++) {
        List<String> texts = table.rows().get(row);
        int line = table.line() + 2 + row; // below the header and its rule
        List<Cell> cells = new ArrayList<>();
        for (int i = 1; i < texts.size(); i++) {
          if (!texts.get(i).isBlank() && i < table.header().size()) {
            cells.add(new Cell(table.header().get(i), texts.get(i)));
          }
        }
        List<String> linked = byLine.getOrDefault(line, List.of());
        String first = texts.isEmpty() ? "" : texts.getFirst();
        if (!first.isBlank() || !cells.isEmpty()) {
          add(Kind.ROW, line, table.headings(), first, "", cells, linked);
        }
      }
    }
  }

  private void prose(NoteParser.Prose part) {
    String text = part.span().of(note.text());
    if (part.isItem() && text.length() <= PASSAGE_CHARS_MAX) {
      sentence(Kind.ITEM, part, 0, text.length(), text);
      return;
    }
    String line = text.replace('\n', ' ').replace('\r', ' ');
    if (isOneSentence(line)) {
      sentence(part.isItem() ? Kind.ITEM : Kind.SENTENCE, part, 0, text.length(), text);
      return;
    }
    sentences.setText(line);
    int start = sentences.first();
    for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
      for (int from = start; from < end; from += PASSAGE_CHARS_MAX) {
        Kind kind = part.isItem() && from == 0 ? Kind.ITEM : Kind.SENTENCE;
        sentence(kind, part, from, Math.min(end, from + PASSAGE_CHARS_MAX), text);
      }
      start = end;
    }
  }

  /** For certain, and short enough: of ASCII signs, and none before the last that ends one. */
  private static boolean isOneSentence(String line) {
    if (line.length() > PASSAGE_CHARS_MAX) {
      return false;
    }
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean mayEnd = c == '.' || c == '?' || c == '!' || (c < ' ' && c != '\t');
      if (c >= 0x7f || (mayEnd && i < line.length() - 1)) {
        return false;
      }
    }
    return true;
  }

  private void sentence(Kind kind, NoteParser.Prose part, int start, int end, String text) {
    String said = String.join(" ", text.substring(start, end).lines().map(String::strip).toList());
    if (said.codePoints().noneMatch(Character::isLetterOrDigit)) {
      return;
    }
    int before = start;
    while (before < end && Character.isWhitespace(text.charAt(before))) {
      before++;
    }
    int line = part.line() + (int) text.substring(0, before).chars().filter(c -> c == '\n').count();
    TextSpan span = new TextSpan(part.span().start() + start, part.span().start() + end);
    add(kind, line, part.headings(), "", said.strip(), List.of(), links(span));
  }

  /** A heading that nothing stands under would not be found by its words otherwise. */
  private void bareHeadings() {
    Set<String> used = new HashSet<>();
    passages.forEach(passage -> used.addAll(passage.headings()));
    for (Heading heading : note.headings()) {
      if (!used.contains(heading.text()) && !heading.text().isBlank()) {
        add(Kind.SENTENCE, heading.line(), List.of(), "", heading.text(), List.of(), List.of());
      }
    }
    if (passages.isEmpty()) {
      add(Kind.SENTENCE, 1, List.of(), "", note.title(), List.of(), List.of());
    }
  }

  private void add(
      Kind kind,
      int line,
      List<String> headings,
      String key,
      String value,
      List<Cell> cells,
      List<String> links) {
    Optional<LocalDate> date = DateScanner.first(key + " " + Passage.said(value, cells));
    for (int i = headings.size() - 1; i >= 0 && date.isEmpty(); i--) {
      date = DateScanner.first(headings.get(i));
    }
    date = date.isPresent() ? date : noteDate;
    passages.add(new Passage(kind, note.path(), line, headings, key, value, cells, links, date));
  }

  private Optional<LocalDate> noteDate() {
    Optional<LocalDate> named = DateScanner.first(note.path().stem());
    Object given = note.frontmatter().values().get("date");
    return named.isPresent() || given == null ? named : DateScanner.first(String.valueOf(given));
  }

  private List<String> links(TextSpan span) {
    int low = 0;
    for (int high = links.size(); low < high; ) {
      int middle = (low + high) >>> 1;
      if (links.get(middle).span().start() < span.start()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    Set<String> targets = new LinkedHashSet<>();
    for (int i = low; i < links.size() && links.get(i).span().start() < span.end(); i++) {
      targets.add(links.get(i).target());
    }
    targets.remove("");
    return new ArrayList<>(targets);
  }

  /** Links in YAML are only text there. */
  private static List<String> links(String value) {
    boolean isLink = value.startsWith("[[") && value.endsWith("]]");
    return isLink ? List.of(WikiLink.of(value).target()) : List.of();
  }
}
