package memagent.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a note as a first look weighs it.
 *
 * @param path of its note
 * @param number of the line, from 0
 * @param raw as it stands there
 * @param kind what sort of line it is
 * @param above numbers of the lines that it needs to be understood, outermost first: headings, the
 *     head of its table
 * @param words its words in their comparable form, each with its weight, 0 to 1
 * @param leads words that say what its links are: those of its key, not of the targets' names
 * @param isKeyed whether it says itself what its value is: a key and a value, or a row
 * @param links targets of its links as they are written
 * @param ids its words for {@link LearnedFit}; none of a heading
 */
record MemoryLine(
    String path,
    int number,
    String raw,
    Kind kind,
    List<Integer> above,
    Map<String, Double> words,
    List<String> leads,
    boolean isKeyed,
    List<String> links,
    WordIds ids) {

  /** What sort of line it is. */
  enum Kind {
    HEADING,
    TABLE_HEAD,
    TEXT
  }

  private static final Pattern RULE = Pattern.compile("^[\\s|:=*_-]*$");
  static final Pattern KEY =
      Pattern.compile(
          "^[\\W&&[^\\p{L}\\p{N}]]*([^:：|\\[\\]]{1,60}?)(?:\\*\\*|__)?"
              + "\\s*(?:::|[:：])\\s*(?!//)(.*)$");
  private static final Pattern LINK =
      Pattern.compile(
          "\\[\\[([^\\]|#]*?)(?:#[^\\]|]*?)?(?:\\\\?\\|[^\\]]*)?\\]\\]|\\]\\(([^)#]+\\.md)\\)");
  private static final Pattern LINE_END = Pattern.compile("\\R");
  private static final double VALUE_WEIGHT = 0.8;
  private static final double HEADING_WEIGHT = 0.6;
  private static final int LONG_VOWEL = 'ー'; // of both kana, mostly katakana
  private static final Set<String> STOPS = Words.stems("stop-words.txt");

  /** The lines of a note that say something; blank lines and rules are left out. */
  static List<MemoryLine> of(String path, String text) {
    List<MemoryLine> lines = new ArrayList<>();
    List<Integer> headings = new ArrayList<>();
    List<Integer> levels = new ArrayList<>();
    Map<Integer, List<String>> headingWords = new HashMap<>();
    String[] raw = LINE_END.split(text, -1);
    int tableHead = -1;
    for (int i = 0; i < raw.length; i++) {
      String line = raw[i];
      Matcher heading = SeenLines.HEADING.matcher(line);
      boolean row = line.strip().startsWith("|");
      if (line.indexOf('#') >= 0 && heading.matches()) {
        int level = heading.group(1).length();
        while (!levels.isEmpty() && levels.getLast() >= level) {
          levels.removeLast();
          headings.removeLast();
        }
        lines.add(make(path, i, line, Kind.HEADING, headings, headingWords, ""));
        levels.add(level);
        headings.add(i);
        headingWords.put(i, words(heading.group(2)));
        tableHead = -1;
      } else if (row && tableHead < 0) {
        tableHead = i;
        headingWords.put(i, words(line));
        lines.add(make(path, i, line, Kind.TABLE_HEAD, headings, headingWords, ""));
      } else if (!RULE.matcher(line).matches()) {
        tableHead = row ? tableHead : -1;
        List<Integer> above = new ArrayList<>(headings);
        if (row) {
          above.add(tableHead);
        }
        lines.add(make(path, i, line, Kind.TEXT, above, headingWords, around(path, above, raw)));
      }
    }
    return lines;
  }

  /* What a line stands under: its note's name, headings, the head of its table. */
  private static String around(String path, List<Integer> above, String[] raw) {
    StringBuilder around = new StringBuilder(NoteLines.stem(path));
    above.forEach(number -> around.append(' ').append(raw[number]));
    return around.toString();
  }

  /** What this line stands under, in its note's text. */
  String around(String text) {
    return around(path, above, LINE_END.split(text, -1));
  }

  private static MemoryLine make(
      String path,
      int number,
      String raw,
      Kind kind,
      List<Integer> above,
      Map<Integer, List<String>> headingWords,
      String around) {
    List<String> links = kind == Kind.TEXT ? links(raw) : List.of();
    Map<String, Double> weights = new HashMap<>();
    List<String> leads = new ArrayList<>();
    for (int i = 1; i < above.size(); i++) { // the title is the note's name
      List<String> inherited = headingWords.getOrDefault(above.get(i), List.of());
      inherited.forEach(word -> weights.merge(word, HEADING_WEIGHT, Math::max));
      leads.addAll(inherited);
    }
    Matcher key = KEY.matcher(raw);
    boolean colon = raw.indexOf(':') >= 0 || raw.indexOf('：') >= 0;
    boolean keyed = kind == Kind.TEXT && colon && key.matches();
    if (keyed) {
      words(key.group(1)).forEach(word -> weights.merge(word, 1.0, Math::max));
      words(key.group(2)).forEach(word -> weights.merge(word, VALUE_WEIGHT, Math::max));
    } else {
      words(raw).forEach(word -> weights.merge(word, VALUE_WEIGHT, Math::max));
    }
    boolean isKeyed = keyed || raw.strip().startsWith("|");
    if (!links.isEmpty()) {
      leads.addAll(words(LINK.matcher(raw).replaceAll(" ")));
    }
    WordIds ids = kind == Kind.TEXT ? LearnedFit.line(raw, around) : WordIds.NONE;
    return new MemoryLine(
        path, number, raw, kind, List.copyOf(above), weights, leads, isKeyed, links, ids);
  }

  static List<String> links(String line) {
    List<String> links = new ArrayList<>();
    Matcher link = LINK.matcher(line);
    while (line.indexOf('[') >= 0 && link.find()) {
      links.add(
          link.group(1) == null
              ? link.group(2).strip().replace("%20", " ")
              : link.group(1).strip());
    }
    return links;
  }

  /**
   * The words of a text as stems without those that say nothing in the languages of stop-words.txt.
   * Scripts that are written without spaces are cut where the script changes, and come as pairs of
   * signs; a single Han sign is a word, a single kana is not.
   */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : Words.content(text)) {
      if (!Words.isAscii(word) && word.codePoints().anyMatch(MemoryLine::isUnspaced)) {
        addRuns(words, word.codePoints().toArray());
      } else if (!STOPS.contains(word)) {
        words.add(word);
      }
    }
    return words;
  }

  private static void addRuns(List<String> words, int[] signs) {
    int start = 0;
    for (int i = 1; i <= signs.length; i++) {
      if (i == signs.length || script(signs[i]) != script(signs[start])) {
        addRun(words, Arrays.copyOfRange(signs, start, i));
        start = i;
      }
    }
  }

  private static void addRun(List<String> words, int[] run) {
    boolean kana = script(run[0]) == Character.UnicodeScript.HIRAGANA;
    if (!isUnspaced(run[0]) || (run.length == 1 && !kana)) {
      words.add(new String(run, 0, run.length));
    }
    for (int i = 0; isUnspaced(run[0]) && i + 1 < run.length; i++) {
      String pair = new String(run, i, 2);
      if (!STOPS.contains(pair)) {
        words.add(pair);
      }
    }
  }

  private static Character.UnicodeScript script(int sign) {
    return sign == LONG_VOWEL ? Character.UnicodeScript.KATAKANA : Character.UnicodeScript.of(sign);
  }

  private static boolean isUnspaced(int sign) {
    return Character.isIdeographic(sign)
        || Character.UnicodeScript.of(sign) == Character.UnicodeScript.HIRAGANA
        || Character.UnicodeScript.of(sign) == Character.UnicodeScript.KATAKANA
        || Character.UnicodeScript.of(sign) == Character.UnicodeScript.THAI;
  }
}
