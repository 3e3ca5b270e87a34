package memagent.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.icu.ICUNormalizer2Filter;
import org.apache.lucene.analysis.icu.segmentation.DefaultICUTokenizerConfig;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Cuts a text of any script into words and gives each its {@link WordForms}.
 *
 * <p>ICU finds the words (Unicode Standard Annex 29, with dictionaries for Thai, Lao, Khmer and
 * Burmese). Chinese, Japanese and Korean are cut into overlapping pairs of characters, which need
 * no dictionary and so find names; when a note is indexed, also into single ones, so that a
 * question of one character finds something.
 */
final class WordAnalyzer extends Analyzer {
  /** Lucene tells the terminal how it could be faster; it is told so here, not to the person. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  static {
    LUCENE.setLevel(Level.OFF);
  }

  private static final int CJK =
      CJKBigramFilter.HAN
          | CJKBigramFilter.HIRAGANA
          | CJKBigramFilter.KATAKANA
          | CJKBigramFilter.HANGUL;

  /** A longer one goes the long way, which knows where Lucene ends a word. */
  private static final int ASCII_WORD_CHARS_MAX = 1_000;

  private static final char ASCII_END = 0x7f;

  private final boolean singles;
  private final ThreadLocal<WordForms> forms = ThreadLocal.withInitial(WordForms::new);

  private WordAnalyzer(boolean singles) {
    this.singles = singles;
  }

  /** For what is kept. */
  static WordAnalyzer forNotes() {
    return new WordAnalyzer(true);
  }

  /** For what is asked. */
  static WordAnalyzer forQuestions() {
    return new WordAnalyzer(false);
  }

  /**
   * A word of a text.
   *
   * @param forms the word itself first
   */
  record Word(List<String> forms) {
    Word {
      forms = List.copyOf(forms);
    }

    String text() {
      return forms.getFirst();
    }
  }

  /** The words of a text, in order. */
  List<Word> words(String text) {
    return asciiWords(text).orElseGet(() -> anyWords(text));
  }

  /**
   * The words of a text of ASCII signs, by the same rules without a table: letters and digits hold
   * together, and so do two of them with one sign between ({@code o'clock}, {@code 3.5}, {@code
   * 1,000}; UAX 29, WB5 to WB12). Most texts are such, and it takes a tenth of the time.
   *
   * @return empty for other texts
   */
  Optional<List<Word>> asciiWords(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= ASCII_END) {
        return Optional.empty();
      }
    }
    List<Word> words = new ArrayList<>();
    WordForms known = forms.get();
    int length = text.length();
    for (int start = 0; start < length; start++) {
      if (!isLetter(text.charAt(start)) && !isDigit(text.charAt(start))) {
        continue;
      }
      int end = start + 1;
      while (end < length && goesOn(text, end)) {
        end++;
      }
      if (end - start > ASCII_WORD_CHARS_MAX) {
        return Optional.empty();
      }
      words.add(new Word(known.of(text.substring(start, end).toLowerCase(Locale.ROOT))));
      start = end;
    }
    return Optional.of(words);
  }

  /** Whether a word that has the sign before this one has this one too. */
  private static boolean goesOn(String text, int at) {
    char c = text.charAt(at);
    if (isLetter(c) || isDigit(c)) {
      return true;
    }
    if (at + 1 == text.length()) {
      return false;
    }
    char before = text.charAt(at - 1);
    char after = text.charAt(at + 1);
    return switch (c) {
      case '.', '\'' ->
          (isLetter(before) && isLetter(after)) || (isDigit(before) && isDigit(after));
      case ':' -> isLetter(before) && isLetter(after);
      case ',', ';' -> isDigit(before) && isDigit(after);
      default -> false;
    };
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The words of a text of any signs, by ICU. */
  List<Word> anyWords(String text) {
    List<Word> words = new ArrayList<>();
    List<String> forms = new ArrayList<>();
    try (TokenStream stream = tokenStream("", prepared(text))) {
      CharTermAttribute term = stream.getAttribute(CharTermAttribute.class);
      PositionIncrementAttribute step = stream.getAttribute(PositionIncrementAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        if (step.getPositionIncrement() > 0 && !forms.isEmpty()) {
          words.add(new Word(forms));
          forms.clear();
        }
        forms.add(term.toString());
      }
      stream.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A text in memory has none.
    }
    if (!forms.isEmpty()) {
      words.add(new Word(forms));
    }
    return words;
  }

  /** UAX 29 keeps {@code jane_doe} together, and people ask for Jane Doe. */
  static String prepared(String text) {
    return text.replace('_', ' ');
  }

  @Override
  protected TokenStreamComponents createComponents(String field) {
    Tokenizer words = new ICUTokenizer(new DefaultICUTokenizerConfig(false, true));
    TokenStream plain = new ICUNormalizer2Filter(words);
    return new TokenStreamComponents(words, new Forms(new CJKBigramFilter(plain, CJK, singles)));
  }

  /** Puts the other forms of a word at its own place. */
  private static final class Forms extends TokenFilter {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
    private final WordForms forms = new WordForms();
    private final Deque<String> others = new ArrayDeque<>();

    Forms(TokenStream input) {
      super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
      if (!others.isEmpty()) {
        term.setEmpty().append(others.removeFirst());
        step.setPositionIncrement(0);
        return true;
      }
      if (!input.incrementToken()) {
        return false;
      }
      List<String> all = forms.of(term.toString());
      term.setEmpty().append(all.getFirst());
      others.addAll(all.subList(1, all.size()));
      return true;
    }

    @Override
    public void reset() throws IOException {
      super.reset();
      others.clear();
    }
  }
}
