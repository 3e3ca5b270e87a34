package memagent.vault;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memagent.vault.Passage.Cell;
import memagent.vault.Passage.Kind;
import memagent.vault.WordAnalyzer.Word;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;

/**
 * A note as Lucene keeps it: one document a passage, and one for the note itself.
 *
 * <p>The passages of a note carry its names, so that "Jane's employer" finds the employer in the
 * note of Jane. Where a word occurs is not kept: no question here is a phrase.
 */
final class NoteDocuments {
  /** The path; of passages and notes. */
  static final String NOTE = "note";

  /** What a passage says, by its parts, in the order of {@link #WEIGHTS}. */
  static final List<String> PARTS = List.of("key", "value", "heading", "names");

  /**
   * How much a word counts in each part. A fact's name says what it is about; the note's names only
   * say whose it is, and must not lift all passages of a note over the one that answers.
   */
  static final float[] WEIGHTS = {2.0f, 1.2f, 0.8f, 0.6f}; // (part)

  /** Of a note only: its path, once more, so that notes can be told from passages. */
  static final String SELF = "self";

  /** Of a note only: title, file name and aliases as words. */
  static final String CALLED = "called";

  /** Of a note only: file name, its stem, and aliases, folded as links are compared. */
  static final String NAME = "name";

  static final String ALIAS = "alias";

  /** Of a note only: the last names of what it links to, folded. */
  static final String LINKED = "linked";

  static final String BYTES = "bytes";
  static final String CHANGED = "changed";
  static final String FILE = "file";
  static final String CONTENT = "content";

  private static final String STORED = "stored";
  private static final WordAnalyzer ANALYZER = WordAnalyzer.forNotes();
  private static final Pattern MARKDOWN = Pattern.compile("!?\\[([^\\]]*)\\]\\(([^)\\s]*)[^)]*\\)");
  private static final char FIELD_END = '\u0001';
  private static final char ITEM_END = '\u0002';
  private static final char PART_END = '\u0003';

  private NoteDocuments() {}

  /** All documents of a note, its own last; a note that cannot be read has only its own. */
  static List<Document> of(
      NotePath path, FileStamp stamp, Optional<PassageReader.Passages> passages) {
    List<Document> documents = new ArrayList<>();
    Document self = new Document();
    Field ofNote = new StringField(NOTE, path.value(), Field.Store.NO); // In all its documents.
    self.add(ofNote);
    self.add(new StringField(SELF, path.value(), Field.Store.YES));
    self.add(new NumericDocValuesField(BYTES, stamp.bytes()));
    self.add(new NumericDocValuesField(CHANGED, stamp.changedNanos()));
    self.add(new NumericDocValuesField(FILE, stamp.file()));
    self.add(new NumericDocValuesField(CONTENT, stamp.content()));
    passages.ifPresent(read -> {
      List<Word> names = ANALYZER.words(names(read.note()));
      String title = read.note().title();
      WordsField called = new WordsField(PARTS.get(3), names);
      Map<List<String>, WordsField> headings = new HashMap<>();
      for (Passage passage : read.passages()) {
        WordsField above =
            headings.computeIfAbsent(
                passage.headings(),
                texts -> new WordsField(PARTS.get(2), headingWords(texts, title)));
        documents.add(document(passage, ofNote, above, called));
      }
      self.add(new WordsField(CALLED, names));
      name(self, read.note());
    });
    documents.add(self);
    return documents;
  }

  private static void name(Document self, Note note) {
    Set<String> names = new LinkedHashSet<>();
    names.add(LinkResolver.key(note.path().name()));
    names.add(LinkResolver.key(note.path().stem()));
    names.forEach(name -> self.add(new StringField(NAME, name, Field.Store.NO)));
    for (String alias : note.aliases()) {
      self.add(new StringField(ALIAS, LinkResolver.key(alias), Field.Store.YES));
    }
    Set<String> linked = new LinkedHashSet<>();
    note.links().forEach(link -> linked.add(lastName(link.target())));
    linked.remove("");
    linked.forEach(target -> self.add(new StringField(LINKED, target, Field.Store.NO)));
  }

  /** The file's name that a link ends with, folded, without {@code .md}. */
  static String lastName(String target) {
    String path = LinkResolver.key(target.replace('\\', '/'));
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.endsWith(".md") ? name.substring(0, name.length() - 3) : name;
  }

  private static List<Word> headingWords(List<String> headings, String title) {
    return ANALYZER.words(
        headings.stream().filter(text -> !text.equals(title)).collect(Collectors.joining(" ")));
  }

  private static Document document(
      Passage passage, Field note, WordsField headings, WordsField names) {
    Document document = new Document();
    document.add(note);
    add(document, new WordsField(PARTS.get(0), ANALYZER.words(plain(passage.key()))));
    add(document, new WordsField(PARTS.get(1), ANALYZER.words(plain(passage.said()))));
    add(document, headings);
    add(document, names);
    document.add(new StoredField(STORED, stored(passage)));
    return document;
  }

  private static void add(Document document, WordsField part) {
    if (!part.isEmpty()) {
      document.add(part);
    }
  }

  private static String names(Note note) {
    Set<String> names = new LinkedHashSet<>();
    names.add(note.title());
    names.add(WordAnalyzer.prepared(note.path().stem()).replace('-', ' '));
    names.addAll(note.aliases());
    return String.join("\n", names);
  }

  /** Links as people say them: the label, else the file's name. */
  static String plain(String markdown) {
    if (markdown.indexOf('[') < 0) {
      return markdown;
    }
    String text = withoutWikiLinks(markdown);
    return text.contains("](") ? MARKDOWN.matcher(text).replaceAll("$1 $2") : text;
  }

  private static String withoutWikiLinks(String markdown) {
    StringBuilder text = new StringBuilder();
    int done = 0;
    for (int open = markdown.indexOf("[["); open >= 0; ) {
      int close = markdown.indexOf(']', open);
      if (close < 0) {
        break;
      }
      if (!markdown.startsWith("]]", close)) {
        open = markdown.indexOf("[[", open + 1);
        continue;
      }
      boolean isEmbed = open > done && markdown.charAt(open - 1) == '!';
      WikiLink link = WikiLink.of(markdown.substring(open + 2, close));
      String name = link.target().substring(link.target().lastIndexOf('/') + 1);
      String stem = name.endsWith(".md") ? name.substring(0, name.length() - 3) : name;
      text.append(markdown, done, isEmbed ? open - 1 : open);
      text.append(stem).append(' ').append(link.heading()).append(' ').append(link.label());
      done = close + 2;
      open = markdown.indexOf("[[", done);
    }
    return text.append(markdown, done, markdown.length()).toString();
  }

  /** One text, since Lucene reads one stored field faster than nine. */
  private static String stored(Passage passage) {
    StringBuilder text = new StringBuilder();
    text.append(passage.kind().name()).append(FIELD_END);
    text.append(passage.path().value()).append(FIELD_END);
    text.append(passage.line()).append(FIELD_END);
    passage.headings().forEach(heading -> text.append(clean(heading)).append(ITEM_END));
    text.append(FIELD_END).append(clean(passage.key())).append(FIELD_END);
    text.append(clean(passage.value())).append(FIELD_END);
    for (Cell cell : passage.cells()) {
      text.append(clean(cell.name())).append(PART_END).append(clean(cell.text())).append(ITEM_END);
    }
    text.append(FIELD_END);
    passage.links().forEach(link -> text.append(clean(link)).append(ITEM_END));
    text.append(FIELD_END).append(passage.date().map(LocalDate::toString).orElse(""));
    return text.toString();
  }

  /** A note may hold the marks that divide the fields. */
  private static String clean(String text) {
    return text.replace(FIELD_END, ' ').replace(ITEM_END, ' ').replace(PART_END, ' ');
  }

  /** The passage of a document. */
  static Passage passage(Document document) {
    List<String> fields = split(document.get(STORED) + FIELD_END, FIELD_END);
    List<Cell> cells = new ArrayList<>();
    for (String cell : split(fields.get(6), ITEM_END)) {
      List<String> parts = split(cell + PART_END, PART_END);
      cells.add(new Cell(parts.get(0), parts.get(1)));
    }
    String date = fields.get(8);
    return new Passage(
        Kind.valueOf(fields.get(0)),
        new NotePath(fields.get(1)),
        Integer.parseInt(fields.get(2)),
        split(fields.get(3), ITEM_END),
        fields.get(4),
        fields.get(5),
        cells,
        split(fields.get(7), ITEM_END),
        date.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(date)));
  }

  private static List<String> split(String text, char end) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int at = text.indexOf(end); at >= 0; at = text.indexOf(end, start)) {
      parts.add(text.substring(start, at));
      start = at + 1;
    }
    return parts;
  }
}
