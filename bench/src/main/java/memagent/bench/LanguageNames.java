package memagent.bench;

/**
 * Names of the lists {@code name}. An entry is a name, or a name and its genitive, or a name and
 * how it is written in Latin letters, parted by a slash.
 */
final class LanguageNames {
  private static final String CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
  private static final String[] LATIN =
      "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh sch  y  e yu ya".split(" ", -1);

  private LanguageNames() {}

  static String nominative(String entry) {
    return entry.split("/", 2)[0];
  }

  static String genitive(String entry) {
    String[] forms = entry.split("/", 2);
    return forms.length < 2 || isLatin(forms[1]) ? forms[0] : forms[1];
  }

  /** A file's name in Latin letters for a name in another script; empty where there is none. */
  static String slug(String entry) {
    String[] forms = entry.split("/", 2);
    if (forms.length > 1 && isLatin(forms[1])) {
      return LinkStyle.snake(forms[1]);
    }
    StringBuilder slug = new StringBuilder();
    for (char c : LinkStyle.snake(forms[0].replace('й', 'и').replace('ё', 'е')).toCharArray()) {
      int at = CYRILLIC.indexOf(c);
      slug.append(at < 0 ? String.valueOf(c) : LATIN[at]);
    }
    return isLatin(slug.toString()) ? slug.toString() : "";
  }

  private static boolean isLatin(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
