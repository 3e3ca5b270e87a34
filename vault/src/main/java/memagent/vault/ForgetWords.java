package memagent.vault;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is to be forgotten, as names, values or words, and where it stands in a text.
 *
 * <p>Case, Unicode form, invisible characters, and what stands between two words (spaces, one line
 * end, underscores, hyphens, the marks of markdown and of links) do not count: {@code Jane Doe} is
 * found in {@code jane_doe}, {@code **Jane** [[Doe]]} and {@code JANE\u00a0DOE}. Only whole words
 * count, unless asked for otherwise; scripts that write no spaces have no whole words. A long
 * number is found however it is grouped.
 */
public final class ForgetWords {
  /** How many names, values or words may be named at once. */
  public static final int PHRASE_COUNT_MAX = 20;

  /** The UTF-16 units of one of them. */
  public static final int PHRASE_CHARS_MAX = 200;

  /** What stands in place of words where the line has to stay. */
  static final String GAP = "…";

  private static final int LETTERS_MIN = 2;
  private static final int NUMBER_CHARS_MIN = 8;
  private static final int NUMBER_DIGITS_MIN = 6;

  private static final String BETWEEN =
      "(?:[ \\t\\p{Zs}_\\-\\u2010-\\u2015*~`\\[\\]|\\\\+/#\"'()]|\\.(?=\\S)|%20|&nbsp;|</?[a-z]{1,10} ?/?>)";

  /** Between two words: marks and spaces, with at most one line end. */
  private static final String GAP_PATTERN =
      "(?:%s{1,12}|%s{0,6}\\r?\\n[ \\t>]{0,12}[*_~`\\[(\"']{0,6})".formatted(BETWEEN, BETWEEN);

  /** Inside a word: emphasis and tags. */
  private static final String MARKUP = "(?:[*~`]{1,4}|</?[a-z]{1,10}>)?";

  private static final String GROUPS = "[*~` \\-./]{0,3}";
  private static final String WORD = "[\\p{L}\\p{N}\\p{M}]";
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

  private final List<String> phrases;
  private final boolean insideWords;
  private final Pattern pattern;

  /** The letters and digits of each, folded. */
  private final List<String> signs;

  private ForgetWords(List<String> phrases, boolean insideWords) {
    this.phrases = List.copyOf(phrases);
    this.insideWords = insideWords;
    // The longest first, or a name would be found in the place of the full name.
    this.pattern =
        Pattern.compile(
            phrases.isEmpty()
                ? "(?!)"
                : phrases.stream()
                    .map(phrase -> FoldedText.of(phrase).text().toString())
                    .sorted((a, b) -> b.length() - a.length())
                    .map(this::pattern)
                    .collect(Collectors.joining("|")));
    this.signs =
        phrases.stream().map(phrase -> signs(FoldedText.of(phrase).text().toString())).toList();
  }

  private static String signs(String folded) {
    StringBuilder signs = new StringBuilder();
    folded.codePoints().filter(Character::isLetterOrDigit).forEach(signs::appendCodePoint);
    return signs.toString();
  }

  /**
   * Whether a closer look is needed. What the pattern lets stand between has no letters and no
   * digits, but for entities and tags; so a text of ASCII signs without these has the letters and
   * digits in a row, or nothing. Nearly all notes have nothing, and the pattern is slow to say so.
   */
  private boolean mayBeIn(String text) {
    StringBuilder row = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || c == '<' || c == '%' || c == '&') {
        return true;
      }
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        row.append(c);
      } else if (c >= 'A' && c <= 'Z') {
        row.append((char) (c + 32));
      }
    }
    String all = row.toString();
    return signs.stream().anyMatch(all::contains);
  }

  /**
   * Names, values or words.
   *
   * @param insideWords whether parts of longer words count
   * @throws VaultException if there is none, or one is too short, too long, or not one line
   */
  public static ForgetWords of(Collection<String> phrases, boolean insideWords) {
    Set<String> kept = new LinkedHashSet<>();
    for (String phrase : phrases) {
      String text = phrase.strip();
      check(text);
      kept.add(text);
    }
    if (kept.isEmpty() || kept.size() > PHRASE_COUNT_MAX) {
      throw new VaultException(
          "Name what is to be forgotten, 1 to %d names, values or words: these are %,d."
              .formatted(PHRASE_COUNT_MAX, kept.size()));
    }
    return new ForgetWords(List.copyOf(kept), insideWords);
  }

  /** None, for when only files are named. */
  static ForgetWords none(boolean insideWords) {
    return new ForgetWords(List.of(), insideWords);
  }

  private static void check(String phrase) {
    if (phrase.length() > PHRASE_CHARS_MAX) {
      throw new VaultException(
          "What is to be forgotten has %,d characters, and at most %d are taken: name the words that matter."
              .formatted(phrase.length(), PHRASE_CHARS_MAX));
    }
    if (phrase.chars().anyMatch(Character::isISOControl)) {
      throw new VaultException(
          "What is to be forgotten holds a line end or another control character: name one line at a time.");
    }
    long letters = phrase.codePoints().filter(Character::isLetterOrDigit).count();
    if (letters < LETTERS_MIN
        && phrase.codePoints().filter(ForgetWords::hasNoSpaces).findAny().isEmpty()) {
      throw new VaultException(
          "\"%s\" is too short to be forgotten, as it stands in too much else: name at least %d letters or digits."
              .formatted(phrase, LETTERS_MIN));
    }
  }

  /** The same and more, for what the program itself has found out. */
  ForgetWords with(Collection<String> more) {
    Set<String> all = new LinkedHashSet<>(phrases);
    more.stream()
        .map(String::strip)
        .filter(text -> text.codePoints().filter(Character::isLetterOrDigit).count() >= LETTERS_MIN)
        .forEach(all::add);
    return new ForgetWords(List.copyOf(all), insideWords);
  }

  /** The same, as parts of longer words too. */
  ForgetWords inside() {
    return new ForgetWords(phrases, true);
  }

  /** Whether parts of longer words count. */
  boolean isInsideWords() {
    return insideWords;
  }

  /** As they were named. */
  public List<String> phrases() {
    return phrases;
  }

  private String pattern(String phrase) {
    int[] signs = phrase.codePoints().toArray();
    int first = 0;
    int last = signs.length - 1;
    while (first < last && isBetween(signs[first])) {
      first++;
    }
    while (last > first && isBetween(signs[last])) {
      last--;
    }
    String join = isLongNumber(phrase) ? GROUPS : MARKUP;
    StringBuilder out = new StringBuilder();
    if (!insideWords && isWord(signs[first])) {
      out.append("(?<!").append(WORD).append(')');
    }
    for (int i = first; i <= last; i++) {
      int next = i;
      while (next < last && isBetween(signs[next])) {
        next++;
      }
      if (next > i) {
        boolean digits = Character.isDigit(signs[i - 1]) && Character.isDigit(signs[next]);
        out.append(GAP_PATTERN).append(digits ? "?" : "");
        i = next;
      } else if (i > first) {
        out.append(join);
      }
      out.append(literal(signs[i]));
    }
    if (!insideWords && isWord(signs[last])) {
      out.append("(?!").append(WORD).append(')');
    }
    return out.toString();
  }

  private static String literal(int c) {
    return c == '\'' || c == '\u2019' || c == '\u02bc'
        ? "['\u2019\u02bc]"
        : Pattern.quote(Character.toString(c));
  }

  private static boolean isBetween(int c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || c == '_'
        || c == '-'
        || (c >= 0x2010 && c <= 0x2015);
  }

  /** Whether words of its script are told apart by what stands around them. */
  private static boolean isWord(int c) {
    return (Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK)
        && !hasNoSpaces(c);
  }

  private static boolean hasNoSpaces(int c) {
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, BOPOMOFO, HANGUL, THAI, LAO, KHMER, MYANMAR, TIBETAN -> true;
      default -> false;
    };
  }

  private static boolean isLongNumber(String phrase) {
    long signs = phrase.codePoints().filter(Character::isLetterOrDigit).count();
    long digits = phrase.codePoints().filter(Character::isDigit).count();
    return signs >= NUMBER_CHARS_MIN && digits >= NUMBER_DIGITS_MIN;
  }

  /** Where they stand in a text, in order. */
  public List<TextSpan> find(String text) {
    if (!mayBeIn(text)) {
      return List.of();
    }
    FoldedText folded = FoldedText.of(text);
    Matcher matcher = pattern.matcher(folded.text());
    List<TextSpan> found = new ArrayList<>();
    int at = 0;
    while (at <= folded.text().length() && matcher.find(at)) {
      if (folded.isWhole(matcher.start(), matcher.end())) {
        found.add(folded.span(matcher.start(), matcher.end()));
        at = matcher.end();
      } else {
        at = matcher.start() + 1;
      }
    }
    return found;
  }

  /** Whether a text has one of them. */
  public boolean isIn(String text) {
    return !find(text).isEmpty();
  }

  /**
   * Whether a text has one of them, also where it is written with the escapes of JSON or Python, or
   * of JSON in JSON.
   */
  public boolean isInEscaped(String text) {
    if (isIn(text)) {
      return true;
    }
    if (text.indexOf('\\') < 0) {
      return false;
    }
    String once = unescaped(text);
    return isIn(once) || (once.indexOf('\\') >= 0 && isIn(unescaped(once)));
  }

  /** Whether bytes have one of them, read as text in any case, with escapes or without. */
  public boolean isIn(byte[] bytes) {
    return isInEscaped(new String(bytes, charset(bytes)));
  }

  private static Charset charset(byte[] bytes) {
    boolean marked = bytes.length >= 2;
    if (marked && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe) {
      return StandardCharsets.UTF_16LE;
    }
    return marked && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff
        ? StandardCharsets.UTF_16BE
        : StandardCharsets.UTF_8;
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(escape -> {
          String sign =
              escape.group(1) != null
                  ? Character.toString((char) Integer.parseInt(escape.group(1), 16))
                  : "nrt".contains(escape.group(2)) ? "\n" : escape.group(2);
          return Matcher.quoteReplacement(sign);
        });
  }

  /** The whole words of a text of which they are a part or all. */
  List<String> longerWords(String text) {
    List<String> whole = new ArrayList<>();
    for (TextSpan span : find(text)) {
      int start = span.start();
      int end = span.end();
      while (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
        start--;
      }
      while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
        end++;
      }
      whole.add(text.substring(start, end));
    }
    return whole;
  }

  /** The same for a name, a value or words however they were written; for receipts. */
  public static String key(String phrase) {
    return FoldedText.of(phrase)
        .text()
        .toString()
        .replaceAll("[\\s_\\-\\u2010-\\u2015]+", " ")
        .strip();
  }

  /** Whether a name is one of them and nothing else. */
  boolean isWhole(String name) {
    return mayBeIn(name) && pattern.matcher(FoldedText.of(name.strip()).text()).matches();
  }

  /** The text with a gap in the place of each. */
  String without(String text, String gap) {
    StringBuilder kept = new StringBuilder();
    int at = 0;
    for (TextSpan span : find(text)) {
      kept.append(text, at, span.start()).append(gap);
      at = span.end();
    }
    return kept.append(text.substring(at)).toString();
  }
}
