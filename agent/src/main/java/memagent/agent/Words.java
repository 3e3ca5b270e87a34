package memagent.agent;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words of a text in a comparable form: lower case, without accents, split at everything else. */
final class Words {
  private static final Set<String> STOPS =
      Set.of(
          ("a an the and or but of in on at to for from by with about as into is are was were be been"
                  + " am do does did has have had what which who whom whose when where why how my"
                  + " your his her its our their mine me i you he she it we they them this that"
                  + " these those there here can could will would should may might must shall not no"
                  + " yes any some all please tell know if so than then just also too very much"
                  + " many more most other s t re ve ll d m what's currently now")
              .split(" "));

  private static final Pattern MARKS = Pattern.compile("\\p{M}");
  private static final int ASCII_END = 128;

  private Words() {}

  /**
   * A word where it stands.
   *
   * @param text in its comparable form
   * @param start of its first character in the text
   * @param end after its last character
   */
  record Token(String text, int start, int end) {}

  /** The words of a text in order; {@code jane_doe} and {@code jane-doe} are two words each. */
  static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    int start = -1;
    boolean digits = false;
    for (int i = 0; i <= text.length(); ) {
      int c = i < text.length() ? text.codePointAt(i) : ' ';
      boolean digit = c < ASCII_END ? c >= '0' && c <= '9' : Character.isDigit(c);
      boolean word = digit || isLetter(c);
      boolean border = start >= 0 && (!word || (digit != digits && Character.isLetterOrDigit(c)));
      if (border) {
        tokens.add(new Token(plain(text.substring(start, i)), start, i));
        start = -1;
      }
      if (word && start < 0) {
        start = i;
        digits = digit;
      }
      i += Character.charCount(c);
    }
    return tokens;
  }

  private static boolean isLetter(int c) {
    return c < ASCII_END
        ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        : Character.isLetter(c) || Character.getType(c) == Character.NON_SPACING_MARK;
  }

  /** The comparable forms only. */
  static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    tokens(text).forEach(token -> words.add(token.text()));
    return words;
  }

  /** Lower case, compatibility forms resolved, accents off. */
  static String plain(String text) {
    String bare =
        isAscii(text)
            ? text
            : MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
    return bare.toLowerCase(Locale.ROOT);
  }

  /** Whether a text holds nothing beyond ASCII. */
  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= ASCII_END) {
        return false;
      }
    }
    return true;
  }

  /** Whether a word says nothing by itself. */
  static boolean isStop(String word) {
    return STOPS.contains(word);
  }

  /** The words of one of the program's own files, as stems; lines with # are left out. */
  static Set<String> stems(String file) {
    return lines(file).stream()
        .flatMap(line -> of(line).stream())
        .map(Words::stem)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The lines of one of the program's own files, without those that begin with #. */
  static List<String> lines(String file) {
    return OwnFile.text(file).lines().filter(line -> !line.startsWith("#")).toList();
  }

  /** The words that say something, as stems, in order, each once. */
  static List<String> content(String text) {
    Set<String> words = new LinkedHashSet<>();
    for (Token token : tokens(text)) {
      if (!isStop(token.text())) {
        words.add(stem(token.text()));
      }
    }
    return List.copyOf(words);
  }

  /** A word without the commonest English endings, so that plurals and forms meet. */
  static String stem(String word) {
    int length = word.length();
    if (length > 4 && word.endsWith("ies")) {
      return word.substring(0, length - 3) + "y";
    }
    if (length > 5 && word.endsWith("ing")) {
      return undoubled(word.substring(0, length - 3));
    }
    if (length > 4 && (word.endsWith("sses") || word.endsWith("xes") || word.endsWith("ches"))) {
      return word.substring(0, length - 2);
    }
    if (length > 4 && word.endsWith("ed") && !word.endsWith("eed")) {
      return undoubled(word.substring(0, length - 2));
    }
    if (length > 3 && word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us")) {
      String single = word.substring(0, length - 1);
      return single.endsWith("e") && single.length() > 3
          ? single.substring(0, single.length() - 1)
          : single;
    }
    return length > 3 && word.endsWith("e") ? word.substring(0, length - 1) : word;
  }

  private static String undoubled(String stem) {
    int length = stem.length();
    boolean twice = length > 3 && stem.charAt(length - 1) == stem.charAt(length - 2);
    return twice && "lsz".indexOf(stem.charAt(length - 1)) < 0
        ? stem.substring(0, length - 1)
        : stem;
  }

  /** Whether {@code part} stands in {@code whole} as it is, one word after the other. */
  static boolean contains(List<String> whole, List<String> part) {
    return java.util.Collections.indexOfSubList(whole, part) >= 0;
  }
}
