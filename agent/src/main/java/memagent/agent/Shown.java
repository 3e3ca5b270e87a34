package memagent.agent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a first look showed of a memory, read back from its text: as the model saw it, cut and with
 * what a filter denies masked.
 *
 * @param notes what is shown of each note, by its path
 */
record Shown(Map<String, Note> notes) {
  private static final Pattern SECTION = Pattern.compile(Excerpt.SECTION + "(.+\\.md)");
  private static final String CLOSE = Excerpt.CLOSE.strip();
  static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+(?=\\p{Lu})");
  private static final Pattern PROSE_END = Pattern.compile("\\p{L}.*[.!?]$");
  static final Pattern SAYS = Pattern.compile("^(.{1,80}?) (?:is|are) (.+)$");
  private static final Pattern ALIASES = Pattern.compile("(?i)^[\\W_]*alias(?:es)?\\W*[:：](.+)$");
  private static final Pattern NUMBERED = Pattern.compile("\\p{Nd}+");

  /**
   * A note.
   *
   * @param names what it is called: its title, its file's name, its aliases
   * @param raw its lines as they are shown, without those that are left out
   * @param lines lines and sentences that can be quoted by themselves
   */
  record Note(List<String> names, List<String> raw, List<Line> lines) {
    Note {
      names = List.copyOf(names);
      raw = List.copyOf(raw);
      lines = List.copyOf(lines);
    }

    /** The line that a quote begins with; the longest of several. */
    Optional<Line> quoted(String quote) {
      return lines.stream()
          .filter(line -> quote.startsWith(line.text()))
          .max((a, b) -> Integer.compare(a.text().length(), b.text().length()));
    }

    /** The words of what it is called, as stems. */
    Set<String> nameWords() {
      return words(names);
    }

    /** All that is shown of it as words, its names included. */
    Set<String> words() {
      Set<String> words = words(raw);
      words.addAll(nameWords());
      return words;
    }

    private static Set<String> words(List<String> texts) {
      Set<String> words = new HashSet<>();
      texts.forEach(text -> words.addAll(MemoryLine.words(text)));
      return words;
    }

    /** A key without words of what the note is called. */
    Set<String> without(Set<String> key) {
      Set<String> words = new HashSet<>(key);
      words.removeAll(nameWords());
      return words;
    }

    /** The facts with a word of a question in their key; all where none has one. */
    List<String> bearing(String question) {
      Set<String> asked = AskedNote.telling(question);
      List<Line> facts = lines.stream().filter(Line::isFact).toList();
      List<Line> fitting =
          facts.stream().filter(line -> Likeness.isAny(without(line.key()), asked)).toList();
      return texts(fitting.isEmpty() ? facts : fitting);
    }
  }

  /**
   * A line or a sentence.
   *
   * @param text as a thought quotes it
   * @param key words of what it says something about, as stems; empty where that is not said
   * @param value what it says about that; empty where there is no key
   * @param links targets of its links
   */
  record Line(String text, Set<String> key, String value, List<String> links) {
    Line {
      key = Set.copyOf(key);
      links = List.copyOf(links);
    }

    /** Whether it says something itself and may be told. */
    boolean isFact() {
      return links.isEmpty()
          && !key.isEmpty()
          && text.indexOf('<') < 0
          && !text.contains(PrivacyFilter.MASK);
    }
  }

  Shown {
    notes = Map.copyOf(notes);
  }

  /** Reads a message that begins with a first look; nothing is shown in any other. */
  static Shown in(String message) {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (String line :
        message.startsWith(Excerpt.OPEN) ? message.lines().toList() : List.<String>of()) {
      Matcher section = SECTION.matcher(line);
      if (section.matches()) {
        lines = texts.computeIfAbsent(section.group(1), path -> new ArrayList<>());
      } else if (line.equals(Excerpt.LIKELY) || line.equals(CLOSE)) {
        break;
      } else if (!line.isBlank() && !line.equals(Excerpt.GAP)) {
        lines.add(line.strip());
      }
    }
    Map<String, Note> notes = new LinkedHashMap<>();
    texts.forEach((path, text) -> notes.put(path, note(path, text)));
    return new Shown(notes);
  }

  private static Note note(String path, List<String> raw) {
    List<String> names = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    String above = "";
    boolean inTable = false;
    for (String line : raw) {
      Matcher heading = SeenLines.HEADING.matcher(line);
      Matcher aliases = ALIASES.matcher(line);
      boolean isRow = line.startsWith("|");
      if (heading.matches()) {
        if (heading.group(1).length() == 1 && names.isEmpty()) {
          names.add(heading.group(2));
        }
      } else if (aliases.matches()) {
        for (String alias : aliases.group(1).split("[,\\[\\]]", -1)) {
          names.add(alias.strip());
        }
      } else if (!isRow) {
        addLine(lines, above, line);
      } else if (inTable) {
        addRow(lines, line);
      }
      inTable = isRow;
      above = heading.matches() ? line : "";
    }
    names.add(NoteLines.stem(path).replace('_', ' ').replace('-', ' '));
    names.removeIf(String::isBlank);
    return new Note(names, raw, lines);
  }

  private static void addRow(List<Line> lines, String line) {
    String[] cells = line.split("(?<!\\\\)\\|", -1);
    if (cells.length > 2) {
      List<String> values = List.of(cells).subList(2, cells.length);
      lines.add(line(line, cells[1], String.join(" ", values).strip()));
    }
  }

  private static void addLine(List<Line> lines, String above, String line) {
    Matcher key = MemoryLine.KEY.matcher(line);
    Matcher dashed = SeenLines.DASHED.matcher(SeenLines.MARKER.matcher(line).replaceFirst(""));
    if (key.matches()) {
      lines.add(line(line, key.group(1), key.group(2)));
    } else if (dashed.matches()) {
      lines.add(line(line, dashed.group(1), dashed.group(2)));
    } else if (!above.isEmpty() && !PROSE_END.matcher(line).find()) {
      lines.add(line(above + Recall.BELOW + line, above, line));
    } else {
      for (String sentence : SENTENCE_END.split(line, -1)) {
        Matcher says = SAYS.matcher(sentence);
        boolean isSaid = says.matches();
        lines.add(line(sentence, isSaid ? says.group(1) : "", isSaid ? says.group(2) : ""));
      }
    }
  }

  private static Line line(String text, String key, String value) {
    Set<String> words = new LinkedHashSet<>(MemoryLine.words(key));
    words.removeIf(word -> NUMBERED.matcher(word).matches());
    return new Line(text, words, bare(value), MemoryLine.links(text));
  }

  /** A value without emphasis and without a full stop at its end. */
  private static String bare(String value) {
    return value.replaceAll("^[*_\\s]+|[*_\\s.]+$", "");
  }

  /** Lines as they are quoted. */
  static List<String> texts(List<Line> lines) {
    return lines.stream().map(Line::text).toList();
  }

  /** Whether a link of a line leads to a note that is shown. */
  boolean leadsTo(Line line, String path) {
    return line.links().stream().anyMatch(link -> target(link).filter(path::equals).isPresent());
  }

  /** The path of a shown note that a link leads to; empty where none is shown. */
  Optional<String> target(String link) {
    String path = link.endsWith(".md") ? link : link + ".md";
    return notes.containsKey(path)
        ? Optional.of(path)
        : notes.keySet().stream()
            .filter(one -> NoteLines.stem(one).equals(NoteLines.stem(path)))
            .findFirst();
  }
}
