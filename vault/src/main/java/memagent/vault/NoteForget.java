package memagent.vault;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.vault.NoteUnits.Unit;

/**
 * Takes out of one file what is to be forgotten, with as little else as makes sense:
 *
 * <ul>
 *   <li>a fact, a list item with what is below it, a row of a table, a line of code;
 *   <li>of a list of names in a fact ({@code guests: Jane, Bob}) the one name, and what is only set
 *       beside ({@code leaking tap, fixed by Jane});
 *   <li>of prose, and of a fact that says several sentences, the sentences;
 *   <li>of a heading the words, or, where it is nothing but the words, the section below it;
 *   <li>of the frontmatter the property, or the one item of a list.
 * </ul>
 *
 * <p>A link to a note that goes counts like its name. The same bytes always become the same bytes,
 * and a file that has nothing of it stays as it is: the history is rewritten by this, too, and must
 * fit the disk afterwards.
 */
final class NoteForget {
  private static final int ROUNDS_MAX = 5;
  private static final int ASIDE_WORDS_MAX = 3;

  /** What ends with a dot and does not end a sentence. */
  private static final Set<String> TITLES =
      Set.of(
          "Dr.", "Mr.", "Mrs.", "Ms.", "St.", "Prof.", "Sr.", "Hr.", "Fr.", "Mme.", "M.", "Sra.");

  private static final Pattern SEPARATOR =
      Pattern.compile("\\s*(?:[,;、，]|\\s(?:and|und|et|y|и|e|&)\\s)\\s*");
  private static final Pattern PROPERTY = Pattern.compile("(\\s*[^\\s#:\\[][^:]*:)(.*)");

  private final ForgetWords words;
  private final ForgetPaths paths;

  NoteForget(ForgetWords words, ForgetPaths paths) {
    this.words = words;
    this.paths = paths;
  }

  /** A stretch to take out, and what takes its place. */
  private record Cut(TextSpan span, String instead) {}

  /** The content that a file has afterwards; the same array if nothing has to change. */
  byte[] rewrite(NotePath path, byte[] bytes) {
    Optional<NoteText> text = NoteText.decode(bytes);
    if (text.isEmpty()) {
      return bytes;
    }
    String before = text.get().text();
    String after = rewrite(path, before);
    return after.equals(before) ? bytes : text.get().encode(path, after);
  }

  String rewrite(NotePath path, String text) {
    String now = path.isNote() ? withNewTargets(path, text) : text;
    for (int i = 0; i < ROUNDS_MAX; i++) {
      List<TextSpan> found = find(path, now);
      if (found.isEmpty()) {
        return now;
      }
      String next = path.isNote() ? round(path, now, found) : withoutLines(now, found);
      if (next.equals(now)) {
        break;
      }
      now = next;
    }
    return masked(path, now);
  }

  /** What stays has a gap where the words were. */
  private String masked(NotePath path, String text) {
    String now = text;
    for (int i = 0; i < ROUNDS_MAX; i++) {
      List<Cut> cuts = new ArrayList<>();
      find(path, now).forEach(span -> cuts.add(new Cut(span, ForgetWords.GAP)));
      if (cuts.isEmpty()) {
        break;
      }
      now = without(now, cuts);
    }
    return now;
  }

  /** Where the words stand, and links to what goes. */
  List<TextSpan> find(NotePath path, String text) {
    List<TextSpan> found = new ArrayList<>(words.find(text));
    if (path.isNote() && mayLink(text)) {
      for (WikiLink link : Note.parse(path, text).links()) {
        boolean named = words.isIn(link.target()) || paths.leadsToForgotten(link.target());
        if (named && found.stream().noneMatch(span -> isIn(span, link.span()))) {
          found.add(link.span());
        }
      }
      found.sort(Comparator.comparingInt(TextSpan::start));
    }
    return found;
  }

  private static boolean isIn(TextSpan inner, TextSpan outer) {
    return outer.start() <= inner.start() && inner.end() <= outer.end();
  }

  private static boolean mayLink(String text) {
    return text.indexOf('[') >= 0;
  }

  private String withNewTargets(NotePath path, String text) {
    if (paths.renamed().isEmpty() || !mayLink(text)) {
      return text;
    }
    List<Cut> cuts = new ArrayList<>();
    for (WikiLink link : Note.parse(path, text).links()) {
      Optional<String> target = paths.newTarget(link.target());
      if (target.isEmpty()) {
        continue;
      }
      String old = link.span().of(text);
      String now =
          link.form() == WikiLink.Form.MARKDOWN
              ? old.replaceAll(
                  "\\]\\([^)\\s#]*",
                  Matcher.quoteReplacement("](" + target.get().replace(" ", "%20")))
              : old.replace(link.target(), target.get());
      cuts.add(new Cut(link.span(), now));
    }
    return without(text, cuts);
  }

  private static String withoutLines(String text, List<TextSpan> found) {
    List<Cut> cuts = new ArrayList<>();
    found.forEach(span -> cuts.add(new Cut(NoteUnits.lines(text, span.start(), span.end()), "")));
    return without(text, cuts);
  }

  private String round(NotePath path, String text, List<TextSpan> found) {
    Note note = Note.parse(path, text);
    NoteUnits units = NoteUnits.of(note);
    List<Cut> cuts = new ArrayList<>();
    for (TextSpan span : found) {
      if (span.start() < note.frontmatter().span().end()) {
        cuts.add(property(note, span));
      } else {
        cuts.addAll(
            units
                .at(span)
                .map(unit -> cut(note, units, unit, span))
                .orElseGet(() -> line(text, span)));
      }
    }
    return without(text, cuts);
  }

  private static List<Cut> line(String text, TextSpan span) {
    return List.of(new Cut(NoteUnits.lines(text, span.start(), span.end()), ""));
  }

  private static List<Cut> mask(TextSpan span) {
    return List.of(new Cut(span, ForgetWords.GAP));
  }

  private List<Cut> cut(Note note, NoteUnits units, Unit unit, TextSpan span) {
    String text = note.text();
    return switch (unit.kind()) {
      case ITEM -> item(note, unit, span);
      case PROSE ->
          sentences(text, unit.own(), span)
              .map(List::of)
              .orElseGet(() -> List.of(whole(text, unit.span())));
      case LINES -> line(text, span);
      case FENCED -> {
        TextSpan line = NoteUnits.lines(text, span.start(), span.end());
        boolean fence = line.start() <= unit.span().start() || line.end() >= unit.span().end();
        yield fence ? mask(span) : line(text, span);
      }
      case TABLE -> {
        boolean head = text.substring(unit.span().start(), span.start()).indexOf('\n') < 0;
        yield head ? mask(span) : line(text, span);
      }
      case HEADING ->
          unit.level() > 1 && words.isWhole(linkless(unit.plain()))
              ? List.of(new Cut(units.section(unit), ""))
              : mask(span);
    };
  }

  private List<Cut> item(Note note, Unit unit, TextSpan span) {
    String text = note.text();
    TextSpan value =
        note.facts().stream()
            .filter(fact -> fact.span().start() == unit.own().start())
            .map(Fact::valueSpan)
            .findFirst()
            .orElse(unit.own());
    if (isIn(span, value)) {
      Optional<Cut> name = name(text, value, span);
      if (name.isPresent()) {
        return List.of(name.get());
      }
      Optional<Cut> sentence = sentences(text, value, span);
      if (sentence.isPresent()) {
        return List.of(sentence.get());
      }
    }
    return List.of(new Cut(unit.span(), ""));
  }

  /** One of several names that a value lists, with what divides it from the next. */
  private Optional<Cut> name(String text, TextSpan value, TextSpan span) {
    String list = value.of(text);
    List<TextSpan> names = new ArrayList<>();
    Matcher separator = SEPARATOR.matcher(list);
    int at = 0;
    while (separator.find()) {
      names.add(new TextSpan(value.start() + at, value.start() + separator.start()));
      at = separator.end();
    }
    names.add(new TextSpan(value.start() + at, value.end()));
    boolean others =
        names.stream().anyMatch(name -> !isName(name.of(text)) && !name.of(text).isBlank());
    for (int i = 0; i < names.size() && names.size() > 1 && others; i++) {
      TextSpan name = names.get(i);
      if (isIn(span, name) && (isName(name.of(text)) || (i > 0 && isAside(name.of(text))))) {
        int start = i == 0 ? name.start() : names.get(i - 1).end();
        int end = i == 0 ? names.get(1).start() : name.end();
        return Optional.of(new Cut(new TextSpan(start, end), ""));
      }
    }
    return Optional.empty();
  }

  /** Whether it says no more than that a name belongs to what stands before, as "fixed by Jane". */
  private boolean isAside(String text) {
    String rest = text.strip();
    for (int i = 0; i < ASIDE_WORDS_MAX && !rest.isEmpty(); i++) {
      int space = rest.indexOf(' ');
      if (space < 0 || !Character.isLowerCase(rest.codePointAt(0))) {
        return false;
      }
      rest = rest.substring(space).strip();
      if (isName(rest)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a text is nothing but what is forgotten: its name, or a link to it. */
  private boolean isName(String text) {
    String bare = text.strip();
    if (bare.startsWith("[[") && bare.endsWith("]]") && bare.indexOf("]]") == bare.length() - 2) {
      WikiLink link = WikiLink.of(bare);
      return paths.leadsToForgotten(link.target()) || words.isIn(link.target());
    }
    return words.isWhole(bare.replaceAll("^[*_`]+|[*_`]+$", ""));
  }

  private static String linkless(String plain) {
    return plain.startsWith("[[") && plain.endsWith("]]")
        ? NoteDocuments.lastName(WikiLink.of(plain).target())
        : plain;
  }

  /** The sentence with a stretch; empty if there is no other one. */
  private static Optional<Cut> sentences(String text, TextSpan part, TextSpan span) {
    String prose = part.of(text);
    List<TextSpan> found = new ArrayList<>();
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
    breaks.setText(prose.replace('\n', ' ').replace('\r', ' '));
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      String sentence = prose.substring(start, end).strip();
      boolean title =
          end < prose.length()
              && TITLES.contains(sentence.substring(sentence.lastIndexOf(' ') + 1));
      if (!title) {
        found.add(new TextSpan(part.start() + start, part.start() + end));
        start = end;
      }
    }
    int from = Integer.MAX_VALUE;
    int to = 0;
    for (TextSpan sentence : found) {
      if (sentence.start() < span.end() && span.start() < sentence.end()) {
        from = Math.min(from, sentence.start());
        to = Math.max(to, sentence.end());
      }
    }
    if (from > to || (from == part.start() && to == part.end())) {
      return Optional.empty();
    }
    while (to == part.end()
        && from > part.start()
        && Character.isWhitespace(text.charAt(from - 1))) {
      from--;
    }
    return Optional.of(new Cut(new TextSpan(from, to), ""));
  }

  /** A paragraph with its lines, and the empty line behind it. */
  private static Cut whole(String text, TextSpan paragraph) {
    return new Cut(NoteUnits.lines(text, paragraph.start(), paragraph.end()), "");
  }

  private Cut property(Note note, TextSpan span) {
    String text = note.text();
    TextSpan line = NoteUnits.lines(text, span.start(), span.end());
    Matcher property = PROPERTY.matcher(line.of(text).stripTrailing());
    boolean isList =
        property.matches()
            && property.group(2).strip().startsWith("[")
            && !property.group(2).strip().startsWith("[[");
    Cut cut =
        isList
            ? flow(text, line, property)
            : new Cut(below(text, line, note.frontmatter().span().end()), "");
    String after = without(text, List.of(cut));
    boolean breaks =
        !Frontmatter.parse(after).problem().isEmpty() && note.frontmatter().problem().isEmpty();
    return breaks || cut.span().end() > note.frontmatter().span().end() || line.start() == 0
        ? new Cut(span, ForgetWords.GAP)
        : cut;
  }

  /** A property with the lines that belong to it: those further in, and items of a list. */
  private static TextSpan below(String text, TextSpan line, int fence) {
    int indent = indent(text, line.start());
    boolean isItem = text.startsWith("-", indent);
    int end = line.end();
    while (!isItem && end < fence) {
      int deeper = indent(text, end) - end;
      boolean item = text.startsWith("- ", end + deeper);
      if (deeper > indent - line.start() || (item && deeper == indent - line.start())) {
        end = NoteUnits.lines(text, end, end).end();
      } else {
        break;
      }
    }
    return new TextSpan(line.start(), end);
  }

  private static int indent(String text, int start) {
    int at = start;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }

  private Cut flow(String text, TextSpan line, Matcher property) {
    String list = property.group(2).strip();
    int close = list.lastIndexOf(']');
    if (close < 0) {
      return new Cut(line, "");
    }
    List<String> kept = new ArrayList<>();
    for (String item : list.substring(1, close).split(",", -1)) {
      if (!words.isIn(item) && !item.isBlank()) {
        kept.add(item.strip());
      }
    }
    String end = line.of(text).substring(line.of(text).stripTrailing().length());
    return new Cut(line, property.group(1) + " [" + String.join(", ", kept) + "]" + end);
  }

  /** Removals win over gaps, and overlapping ones are one. */
  private static String without(String text, List<Cut> cuts) {
    TreeMap<Integer, Cut> kept = new TreeMap<>();
    List<Cut> largest = new ArrayList<>(cuts);
    largest.sort(
        Comparator.comparing((Cut cut) -> !cut.instead().isEmpty())
            .thenComparingInt(cut -> cut.span().start() - cut.span().end()));
    for (Cut cut : largest) {
      int start = cut.span().start();
      int end = cut.span().end();
      boolean removal = cut.instead().isEmpty();
      List<Cut> met =
          kept.values().stream()
              .filter(other -> other.span().start() < end && start < other.span().end())
              .toList();
      if (met.isEmpty()) {
        kept.put(start, cut);
      } else if (removal) {
        int from = Math.min(start, met.getFirst().span().start());
        int to = met.stream().mapToInt(other -> other.span().end()).max().orElse(end);
        met.forEach(other -> kept.remove(other.span().start()));
        kept.put(from, new Cut(new TextSpan(from, Math.max(end, to)), ""));
      }
    }
    String now = text;
    for (Map.Entry<Integer, Cut> cut : kept.descendingMap().entrySet()) {
      Map.Entry<Integer, Cut> before = kept.lowerEntry(cut.getKey());
      now = applied(now, cut.getValue(), before == null ? 0 : before.getValue().span().end());
    }
    return now;
  }

  /**
   * Where whole lines go, one empty line between what is left is enough.
   *
   * @param from where the text begins that no other cut takes out
   */
  private static String applied(String text, Cut cut, int from) {
    int start = cut.span().start();
    int end = cut.span().end();
    boolean lines =
        cut.instead().isEmpty()
            && (start == 0 || text.charAt(start - 1) == '\n')
            && (end == text.length() || text.charAt(end - 1) == '\n');
    if (lines && isBlankBefore(text, start)) {
      int next = text.indexOf('\n', end);
      boolean blankAfter = next >= 0 && text.substring(end, next).isBlank();
      if (blankAfter) {
        end = next + 1;
      } else if (end == text.length() && start > from + 1) {
        start =
            Math.max(
                from,
                text.lastIndexOf('\n', start - 2) + 1); // The text would end with an empty line.
      }
    }
    boolean ends = end == text.length() || text.charAt(end) == '\n' || text.charAt(end) == '\r';
    while (!lines && ends && cut.instead().isEmpty() && start > from && isSpace(text, start - 1)) {
      start--; // A line does not end with the space before what was its last sentence.
    }
    return text.substring(0, start) + cut.instead() + text.substring(end);
  }

  private static boolean isSpace(String text, int at) {
    return text.charAt(at) == ' ' || text.charAt(at) == '\t';
  }

  private static boolean isBlankBefore(String text, int start) {
    if (start == 0) {
      return true;
    }
    int line = text.lastIndexOf('\n', start - 2) + 1;
    return text.substring(line, start).isBlank();
  }
}
