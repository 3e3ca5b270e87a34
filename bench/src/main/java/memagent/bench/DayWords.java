package memagent.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Days of a month in words of other languages than English, as they stand before the month: {@code
 * zwölften Mai}, {@code douze mai}, {@code двадцать первого мая}, {@code 五月十二日}.
 */
final class DayWords {
  private static final int WORDS_MAX = 3;
  private static final List<String> GERMAN_ENDINGS = List.of("e", "en", "er", "em", "es");
  private static final String GERMAN =
      "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt"
          + " fünfzehnt sechzehnt siebzehnt achtzehnt neunzehnt zwanzigst einundzwanzigst"
          + " zweiundzwanzigst dreiundzwanzigst vierundzwanzigst fünfundzwanzigst"
          + " sechsundzwanzigst siebenundzwanzigst achtundzwanzigst neunundzwanzigst dreißigst"
          + " einunddreißigst";
  private static final String FRENCH =
      "premier deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
          + " seize dix-sept dix-huit dix-neuf vingt vingt-et-un vingt-deux vingt-trois"
          + " vingt-quatre vingt-cinq vingt-six vingt-sept vingt-huit vingt-neuf trente"
          + " trente-et-un";
  private static final String SPANISH =
      "primero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
          + " dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés"
          + " veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve treinta"
          + " treinta-y-uno";
  private static final String ITALIAN =
      "primo due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici"
          + " quindici sedici diciassette diciotto diciannove venti ventuno ventidue ventitré"
          + " ventiquattro venticinque ventisei ventisette ventotto ventinove trenta trentuno";
  private static final String RUSSIAN =
      "перв втор треть четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат"
          + " четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат"
          + " двадцать-перв двадцать-втор двадцать-треть двадцать-четверт двадцать-пят"
          + " двадцать-шест двадцать-седьм двадцать-восьм двадцать-девят тридцат тридцать-перв";
  private static final Map<String, Integer> DAYS = new HashMap<>();

  /* Han numerals before the signs for year, month and day. */
  private static final Pattern HAN = Pattern.compile("[〇零一二三四五六七八九十]{1,4}(?=\\s*[年月日])");
  private static final String HAN_DIGITS = "〇一二三四五六七八九";

  static {
    put(FRENCH.split(" ", -1), List.of(""));
    put(SPANISH.split(" ", -1), List.of(""));
    put(ITALIAN.split(" ", -1), List.of(""));
    put(GERMAN.split(" ", -1), GERMAN_ENDINGS);
    String[] russian = RUSSIAN.split(" ", -1);
    put(russian, List.of("ого", "ое"));
    for (int day : List.of(3, 23)) {
      put(day, russian[day - 1] + "его");
      put(day, russian[day - 1] + "е");
    }
    put(1, "uno");
  }

  private DayWords() {}

  private static void put(String[] stems, List<String> endings) {
    for (int day = 1; day <= stems.length; day++) {
      for (String ending : endings) {
        put(day, stems[day - 1] + ending);
      }
    }
  }

  private static void put(int day, String words) {
    DAYS.put(Words.of(words).text().strip(), day);
  }

  /** A day and where its words begin. */
  record Found(int day, int start) {}

  /** The day whose words end with the one at {@code last}; {@code null} where they name none. */
  static @Nullable Found endingAt(List<String> words, int last) {
    for (int count = Math.min(WORDS_MAX, last + 1); count > 0; count--) {
      int start = last + 1 - count;
      Integer day = DAYS.get(String.join(" ", words.subList(start, last + 1)));
      if (day != null) {
        return new Found(day, start);
      }
    }
    return null;
  }

  /** The text with Han numerals of dates in digits. */
  static String withHanInDigits(String text) {
    return HAN.matcher(text).replaceAll(found -> Matcher.quoteReplacement(han(found.group())));
  }

  private static String han(String numeral) {
    String plain = numeral.replace('零', '〇');
    int ten = plain.indexOf('十');
    if (ten < 0) { // a year is read digit by digit
      StringBuilder digits = new StringBuilder();
      plain.chars().forEach(c -> digits.append(HAN_DIGITS.indexOf(c)));
      return digits.toString();
    }
    int tens = ten == 0 ? 1 : HAN_DIGITS.indexOf(plain.charAt(ten - 1));
    int ones = ten + 1 < plain.length() ? HAN_DIGITS.indexOf(plain.charAt(ten + 1)) : 0;
    return Integer.toString(10 * tens + Math.max(0, ones));
  }
}
