package memagent.bench;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Month names in the languages that people write memories in, as single words. */
final class Months {
  private static final List<String> LANGUAGES =
      List.of(
          "en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "cs", "sk", "tr", "sv", "da",
          "nb", "fi", "hu", "ro", "el", "ar", "he", "hi", "id", "vi", "hr", "bg", "ca", "sl", "et",
          "lv", "lt", "bn", "fa", "sw");
  private static final List<TextStyle> STYLES =
      List.of(
          TextStyle.FULL, TextStyle.FULL_STANDALONE, TextStyle.SHORT, TextStyle.SHORT_STANDALONE);
  private static final Map<String, Integer> BY_NAME = new HashMap<>();

  static {
    for (String language : LANGUAGES) {
      for (Month month : Month.values()) {
        for (TextStyle style : STYLES) {
          String name = month.getDisplayName(style, Locale.forLanguageTag(language));
          List<String> words = Words.of(name).list();
          if (words.size() == 1 && words.getFirst().chars().noneMatch(Character::isDigit)) {
            BY_NAME.putIfAbsent(words.getFirst(), month.getValue());
          }
        }
      }
    }
    BY_NAME.put("sept", 9);
  }

  private Months() {}

  /** 1 to 12; 0 where {@code word} is no month. */
  static int number(String word) {
    return BY_NAME.getOrDefault(word, 0);
  }
}
