package memagent.vault;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.icu.ICUFoldingFilter;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.ArabicStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.GreekStemmer;
import org.tartarus.snowball.ext.HindiStemmer;
import org.tartarus.snowball.ext.RussianStemmer;

/**
 * The forms under which a word is kept and looked for: itself without marks (UTR 30 folding), and
 * its stems. For one thread.
 *
 * <p>Nobody says which language a note is in, so the script chooses the stemmers (Snowball), and
 * every stem is kept beside the word. A stem of the wrong language does little harm, since the word
 * itself counts more. Umlauts that were typed as two letters ({@code Mueller}) get the form of the
 * one ({@code Müller}, folded {@code muller}).
 */
final class WordForms {
  private static final int CACHED_WORDS_MAX = 20_000;
  private static final int STEMMED_CHARS_MIN = 3;
  private static final int STEMMED_CHARS_MAX = 40;
  private static final Pattern UE = Pattern.compile("(?<![aeiouyq])ue");

  private final Map<UnicodeScript, List<SnowballStemmer>> stemmers =
      new EnumMap<>(UnicodeScript.class);

  /** The words of late, and those before them, which are forgotten when these are many. */
  private Map<String, List<String>> young = new HashMap<>();

  private Map<String, List<String>> old = Map.of();

  WordForms() {
    stemmers.put(UnicodeScript.LATIN, List.of(new EnglishStemmer(), new GermanStemmer()));
    stemmers.put(UnicodeScript.CYRILLIC, List.of(new RussianStemmer()));
    stemmers.put(UnicodeScript.GREEK, List.of(new GreekStemmer()));
    stemmers.put(UnicodeScript.ARABIC, List.of(new ArabicStemmer()));
    stemmers.put(UnicodeScript.DEVANAGARI, List.of(new HindiStemmer()));
  }

  /**
   * The forms of a word, the word itself first, none twice.
   *
   * @param word in lower case and Unicode NFKC
   */
  List<String> of(String word) {
    List<String> known = young.get(word);
    if (known == null) {
      List<String> before = old.get(word);
      known = before == null ? made(word) : before;
      if (young.size() >= CACHED_WORDS_MAX / 2) {
        old = young;
        young = new HashMap<>();
      }
      young.put(word, known);
    }
    return known;
  }

  private List<String> made(String word) {
    String plain = withoutPossessive(word);
    Set<String> forms = new LinkedHashSet<>();
    forms.add(fold(plain));
    UnicodeScript script = UnicodeScript.of(plain.codePointAt(0));
    if (plain.length() >= STEMMED_CHARS_MIN && plain.length() <= STEMMED_CHARS_MAX) {
      for (SnowballStemmer stemmer : stemmers.getOrDefault(script, List.of())) {
        stemmer.setCurrent(plain);
        stemmer.stem();
        forms.add(fold(stemmer.getCurrent()));
      }
      if (script == UnicodeScript.LATIN) {
        forms.add(fold(joinedUmlauts(plain)));
      }
    }
    forms.remove("");
    return forms.isEmpty() ? List.of(word) : List.copyOf(forms);
  }

  private static String withoutPossessive(String word) {
    boolean possessive = word.endsWith("'s") || word.endsWith("’s");
    return possessive && word.length() > 2 ? word.substring(0, word.length() - 2) : word;
  }

  /** As Lucene's GermanNormalizationFilter: no {@code ue} behind a vowel or a q. */
  private static String joinedUmlauts(String word) {
    return word.indexOf('e', 1) < 0
        ? word
        : UE.matcher(word.replace("ae", "a").replace("oe", "o")).replaceAll("u");
  }

  /** Letters and digits of ASCII are folded already. */
  private static String fold(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return ICUFoldingFilter.NORMALIZER.normalize(word);
      }
    }
    return word;
  }
}
