package memagent.bench;

import java.util.regex.Pattern;

/**
 * Takes out of a reply the values that it denies: of "not Rome, but Paris" Paris is left.
 *
 * <p>How: a word that denies, and at most four words after it up to the end of the clause. What it
 * does not know stays, so that a value counts as said where there is a doubt.
 */
final class Negations {
  private static final String WORD = "[^\\s,.;:!?()]+(?:[.,:](?=\\d)[^\\s,.;:!?()]+)*";
  private static final Pattern BEFORE_VALUE =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}])(?<!(?:if|or|whether|wenn|oder|si|ou|o|se|если|или) )"
              + "(?:not|\\p{L}+n['’]t|rather than|instead of|nicht|statt|pas|plutôt que|no|en vez de|non|invece di"
              + "|не|вместо)\\s+"
              + "(?!(?:only|just|merely|solely|forget|doubt|nur|seulement|solo|sólo|soltanto|только)(?!\\p{L}))"
              + WORD
              + "(?:\\s+(?!(?:but|sondern|mais|sino|ma|а|но)\\s)"
              + WORD
              + "){0,3}"
              + "(?=\\s*(?:[,.;:!)—–]|$)|\\s+(?:but|sondern|mais|sino|ma|а|но)\\s)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.MULTILINE);
  private static final Pattern CHINESE =
      Pattern.compile("(?:不是|并非|並非)[^\\s，,。.;；、？?]{1,12}(?=[，,。.;；]|而是|$)");
  private static final Pattern JAPANESE = Pattern.compile("[^\\s、。，,.！!？?]{1,20}(?:ではなく|じゃなく)て?");

  private Negations() {}

  /** The reply without the values that it denies. */
  static String without(String reply) {
    String rest = BEFORE_VALUE.matcher(reply).replaceAll(" ");
    rest = CHINESE.matcher(rest).replaceAll(" ");
    return JAPANESE.matcher(rest).replaceAll(" ");
  }
}
