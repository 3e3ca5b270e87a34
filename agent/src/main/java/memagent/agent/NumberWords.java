package memagent.agent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How languages write whole numbers in words, with the spellings and endings that are usual. */
abstract class NumberWords {
  private static final NumberWords GERMAN =
      new NumberWords(
          "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn"
              + " fünfzehn sechzehn siebzehn achtzehn neunzehn",
          "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig") {
        @Override
        List<List<Set<String>>> forms(long value) {
          int n = (int) value;
          Set<String> spellings = new LinkedHashSet<>();
          for (String thousands : n < 1_000 ? List.of("") : thousands(n / 1_000)) {
            for (String rest : n % 1_000 == 0 && n > 0 ? List.of("") : hundreds(n % 1_000)) {
              spellings.add(thousands + rest);
            }
          }
          if (n >= 1_000 && n % 1_000 > 0 && n % 1_000 < AND_MAX) { // tausendundeins
            thousands(n / 1_000).forEach(many -> spellings.add(many + "und" + tail(n % 1_000)));
          }
          if (n >= 1_100 && n < 2_000) { // years
            int rest = n % 100;
            spellings.add(tail(n / 100) + "hundert" + (rest == 0 ? "" : tail(rest)));
          }
          if (n > 100 && n % 100 == 1) {
            for (String one : List.copyOf(spellings)) { // hundertein Tage, hunderteine Nacht
              String stem = one.substring(0, one.length() - 1);
              ONE_ENDINGS.forEach(ending -> spellings.add(stem + ending));
            }
          }
          for (String one : List.copyOf(spellings)) {
            spellings.add(one.replace("ü", "ue").replace("ö", "oe").replace("ß", "ss"));
          }
          List<List<Set<String>>> forms = new ArrayList<>();
          forms.add(List.of(spellings));
          for (String one : spellings) {
            String[] parts = one.split("und(?=[zdvfsan]|$)", 2);
            if (value < 100 && parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()) {
              forms.add(List.of(Set.of(parts[0]), Set.of("und"), Set.of(parts[1])));
            }
          }
          return forms;
        }

        private static final int AND_MAX = 13; // hundertundzwölf, but hardly hundertunddreizehn
        private static final List<String> ONE_ENDINGS = List.of("", "e", "en", "em", "er", "es");

        // Before a noun, as tausend is, one is ein: einhunderteintausend.
        private Set<String> thousands(int n) {
          Set<String> spellings = new LinkedHashSet<>();
          if (n == 1) {
            spellings.add("tausend");
          }
          for (String many : hundreds(n)) {
            String bare = n % 100 == 1 ? many.substring(0, many.length() - 1) : many;
            spellings.add(bare + "tausend");
          }
          return spellings;
        }

        private Set<String> hundreds(int n) {
          if (n < 100) {
            return Set.of(tail(n));
          }
          int rest = n % 100;
          Set<String> spellings = new LinkedHashSet<>();
          for (String many : n < 200 ? List.of("ein", "") : List.of(unit(n / 100))) {
            spellings.add(many + "hundert" + (rest == 0 ? "" : tail(rest)));
            if (rest > 0 && rest < AND_MAX) {
              spellings.add(many + "hundertund" + tail(rest));
            }
          }
          return spellings;
        }

        private String tail(int n) {
          if (n < 20) {
            return unit(n);
          }
          String ten = ten(n / 10);
          return n % 10 == 0 ? ten : (n % 10 == 1 ? "ein" : unit(n % 10)) + "und" + ten;
        }
      };

  private static final NumberWords FRENCH =
      new NumberWords(
          "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
              + " dix-sept dix-huit dix-neuf",
          "vingt trente quarante cinquante soixante septante huitante nonante") {
        @Override
        List<List<Set<String>>> forms(long value) {
          List<List<Set<String>>> forms = new ArrayList<>();
          for (Place place : Place.values()) {
            List<Set<String>> words = new ArrayList<>();
            thousands((int) value, place, words);
            forms.add(words);
            if (value >= 1_100 && value < 2_000) { // onze cents, dix-neuf cent quatorze
              List<Set<String>> year = new ArrayList<>();
              split(unit((int) value / 100), year);
              year.add(Set.of("cent", "cents"));
              if (value % 100 > 0) {
                below100((int) value % 100, place, year);
              }
              forms.add(year);
            }
          }
          return forms;
        }

        // Where 70 and 90 are septante and nonante, 80 is huitante in Switzerland only.
        private enum Place {
          FRANCE,
          BELGIUM,
          SWITZERLAND
        }

        private void thousands(int n, Place place, List<Set<String>> words) {
          if (n >= 1_000) {
            if (n >= 2_000) {
              thousands(n / 1_000, place, words);
            }
            words.add(Set.of("mille"));
          }
          int rest = n % 1_000;
          if (rest >= 100) {
            if (rest >= 200) {
              words.add(Set.of(unit(rest / 100)));
            }
            words.add(Set.of("cent", "cents"));
          }
          if (rest % 100 > 0 || n == 0) {
            below100(rest % 100, place, words);
          }
        }

        private void below100(int n, Place place, List<Set<String>> words) {
          int ten = n / 10;
          boolean counted =
              place == Place.FRANCE && (ten == 7 || ten == 9); // soixante-dix, quatre-vingt-dix
          boolean scores = counted ? ten == 9 : ten == 8 && place != Place.SWITZERLAND;
          int rest = n - 10 * (counted ? ten - 1 : ten);
          if (n == 1) {
            words.add(Set.of("un", "une"));
            return;
          } else if (n < 20) {
            split(unit(n), words);
            return;
          } else if (scores) {
            words.add(Set.of("quatre"));
            words.add(Set.of("vingt", "vingts"));
          } else {
            words.add(Set.of(ten(counted ? ten - 1 : ten)));
          }
          if ((rest == 1 || rest == 11) && !scores) {
            words.add(Set.of("et"));
          }
          if (rest == 1) {
            words.add(Set.of("un", "une"));
          } else if (rest > 0) {
            split(unit(rest), words);
          }
        }
      };

  private static final NumberWords SPANISH =
      new NumberWords(
          "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
              + " dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés"
              + " veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve",
          "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa") {
        private static final String HUNDREDS =
            "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos"
                + " novecientos";

        @Override
        List<List<Set<String>>> forms(long value) {
          List<Set<String>> words = new ArrayList<>();
          thousands((int) value, words);
          return List.of(words);
        }

        private void thousands(int n, List<Set<String>> words) {
          if (n >= 1_000) {
            if (n >= 2_000) {
              thousands(n / 1_000, words);
            }
            words.add(Set.of("mil"));
          }
          int rest = n % 1_000;
          if (rest >= 100) {
            String hundred = HUNDREDS.split(" ", -1)[rest / 100 - 1];
            words.add(
                rest < 200
                    ? Set.of("ciento", "cien")
                    : Set.of(hundred, hundred.substring(0, hundred.length() - 2) + "as"));
          }
          int tail = rest % 100;
          if (tail >= 30) {
            words.add(Set.of(ten(tail / 10)));
            if (tail % 10 > 0) {
              words.add(Set.of("y"));
            }
          }
          int last = tail >= 30 ? tail % 10 : tail;
          if (last == 1) {
            words.add(Set.of("uno", "un", "una"));
          } else if (last == 21) {
            words.add(Set.of("veintiuno", "veintiún", "veintiuna"));
          } else if (last > 0 || n == 0) {
            words.add(Set.of(unit(last)));
          }
        }
      };

  private static final NumberWords ITALIAN =
      new NumberWords(
          "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici"
              + " quindici sedici diciassette diciotto diciannove",
          "venti trenta quaranta cinquanta sessanta settanta ottanta novanta") {
        @Override
        List<List<Set<String>>> forms(long value) {
          Set<String> spellings = compounds((int) value);
          if (value > 20 && value % 10 == 1 && value % 100 != 11) { // ventun giorni, ventuna ore
            for (String whole : List.copyOf(spellings)) {
              spellings.add(whole.substring(0, whole.length() - 1));
              spellings.add(whole.substring(0, whole.length() - 1) + "a");
            }
          }
          return List.of(List.of(spellings));
        }

        private Set<String> compounds(int n) {
          Set<String> spellings = new LinkedHashSet<>();
          if (n >= 1_000) {
            for (String rest : n % 1_000 == 0 ? Set.of("") : hundreds(n % 1_000)) {
              if (n < 2_000) {
                spellings.add("mille" + rest);
              } else {
                for (String many : hundreds(n / 1_000)) { // quarantunomila and quarantunmila
                  spellings.add(many + "mila" + rest);
                  spellings.add(many.replaceFirst("(?<=.)uno$", "un") + "mila" + rest);
                }
              }
            }
          } else {
            spellings.addAll(hundreds(n));
          }
          return spellings;
        }

        private Set<String> hundreds(int n) {
          if (n < 100) {
            return Set.of(below100(n));
          }
          String many = n < 200 ? "" : unit(n / 100);
          String rest = n % 100 == 0 ? "" : below100(n % 100);
          return rest.startsWith("o") || rest.startsWith("u") // centottanta and centoottanta
              ? Set.of(many + "cent" + rest, many + "cento" + rest)
              : Set.of(many + "cento" + rest);
        }

        private String below100(int n) {
          if (n < 20) {
            return unit(n);
          }
          String ten = ten(n / 10);
          boolean elided = n % 10 == 1 || n % 10 == 8; // ventuno, ventotto
          return (elided ? ten.substring(0, ten.length() - 1) : ten)
              + (n % 10 == 0 ? "" : unit(n % 10));
        }
      };

  /* Each word in all its cases; plain е stands for ё. */
  private static final NumberWords RUSSIAN =
      new NumberWords(
          "ноль,ноля,нолю,нолём,ноле,нуль,нуля,нулю,нулём,нуле"
              + " один,одна,одно,одни,одного,одной,одних,одному,одним,одними,одном,одну"
              + " два,две,двух,двум,двумя три,трёх,трём,тремя четыре,четырёх,четырём,четырьмя"
              + " пять,пяти,пятью шесть,шести,шестью семь,семи,семью восемь,восьми,восемью,восьмью"
              + " девять,девяти,девятью десять,десяти,десятью одиннадцать,одиннадцати,одиннадцатью"
              + " двенадцать,двенадцати,двенадцатью тринадцать,тринадцати,тринадцатью"
              + " четырнадцать,четырнадцати,четырнадцатью пятнадцать,пятнадцати,пятнадцатью"
              + " шестнадцать,шестнадцати,шестнадцатью семнадцать,семнадцати,семнадцатью"
              + " восемнадцать,восемнадцати,восемнадцатью девятнадцать,девятнадцати,девятнадцатью",
          "двадцать,двадцати,двадцатью тридцать,тридцати,тридцатью сорок,сорока"
              + " пятьдесят,пятидесяти,пятьюдесятью шестьдесят,шестидесяти,шестьюдесятью"
              + " семьдесят,семидесяти,семьюдесятью"
              + " восемьдесят,восьмидесяти,восемьюдесятью,восьмьюдесятью девяносто,девяноста") {
        private static final String HUNDREDS =
            "сто,ста двести,двухсот,двумстам,двумястами,двухстах"
                + " триста,трёхсот,трёмстам,тремястами,трёхстах"
                + " четыреста,четырёхсот,четырёмстам,четырьмястами,четырёхстах"
                + " пятьсот,пятисот,пятистам,пятьюстами,пятистах"
                + " шестьсот,шестисот,шестистам,шестьюстами,шестистах"
                + " семьсот,семисот,семистам,семьюстами,семистах"
                + " восемьсот,восьмисот,восьмистам,восемьюстами,восьмьюстами,восьмистах"
                + " девятьсот,девятисот,девятистам,девятьюстами,девятистах";

        private static final Set<String> THOUSAND =
            Set.of(
                "тысяча",
                "тысячи",
                "тысяч",
                "тысячу",
                "тысяче",
                "тысячам",
                "тысячей",
                "тысячью",
                "тысячами",
                "тысячах");

        @Override
        List<List<Set<String>>> forms(long value) {
          List<Set<String>> words = new ArrayList<>();
          thousands((int) value, words);
          List<List<Set<String>>> forms = new ArrayList<>();
          forms.add(words);
          if (value >= 1_000 && value < 2_000) {
            forms.add(words.subList(1, words.size())); // тысяча without одна
          }
          return forms;
        }

        private void thousands(int n, List<Set<String>> words) {
          if (n >= 1_000) {
            thousands(n / 1_000, words);
            words.add(THOUSAND);
          }
          int rest = n % 1_000;
          if (rest >= 100) {
            words.add(Set.of(HUNDREDS.split(" ", -1)[rest / 100 - 1].split(",", -1)));
          }
          int tail = rest % 100;
          if (tail >= 20) {
            words.add(Set.of(ten(tail / 10).split(",", -1)));
          }
          int last = tail >= 20 ? tail % 10 : tail;
          if (last > 0 || n == 0) {
            words.add(Set.of(unit(last).split(",", -1)));
          }
        }
      };

  /** The languages whose words a number is written in. */
  static final List<NumberWords> ALL = List.of(GERMAN, FRENCH, SPANISH, ITALIAN, RUSSIAN);

  static final long VALUE_MAX = 999_999;

  /** Words that stand between the parts of a number. */
  static final Set<String> JOINERS = Set.of("und", "et", "y", "e", "и");

  private static final String KANJI_DIGITS = "〇一二三四五六七八九";

  private final String[] units;
  private final String[] tens; // from twenty

  private NumberWords(String units, String tens) {
    this.units = units.split(" ", -1);
    this.tens = tens.split(" ", -1);
  }

  /**
   * The ways to write a number, each a row of words with their spellings.
   *
   * @param value 0 to {@link #VALUE_MAX}
   */
  abstract List<List<Set<String>>> forms(long value);

  String unit(int n) {
    return units[n];
  }

  String ten(int n) {
    return tens[n - 2];
  }

  private static void split(String words, List<Set<String>> into) {
    for (String word : words.split("-", -1)) {
      into.add(Set.of(word));
    }
  }

  /** The ways to write a number in Japanese and Chinese. */
  static Set<String> kanji(long value) {
    StringBuilder digits = new StringBuilder();
    for (char digit : Long.toString(value).toCharArray()) {
      digits.append(KANJI_DIGITS.charAt(digit - '0'));
    }
    Set<String> forms = new LinkedHashSet<>();
    forms.add(digits.toString());
    if (value > 0) {
      forms.add(kanji(value, false));
      String chinese = kanji(value, true);
      for (String ten : List.of(chinese, chinese.replace("零十", "零一十"))) {
        for (String two : withOtherTwo(ten)) {
          forms.add(two);
          forms.add(two.replace('零', '〇'));
        }
      }
    }
    return forms;
  }

  /* Before hundred, thousand and ten thousand two is 二 or 两. */
  private static Set<String> withOtherTwo(String number) {
    Set<String> forms = new LinkedHashSet<>(Set.of(number));
    for (int i = 0; i + 1 < number.length(); i++) {
      if (number.charAt(i) == '二' && "百千万".indexOf(number.charAt(i + 1)) >= 0) {
        for (String form : List.copyOf(forms)) {
          forms.add(form.substring(0, i) + "两" + form.substring(i + 1));
        }
      }
    }
    return forms;
  }

  private static String kanji(long value, boolean chinese) {
    if (value >= 10_000) {
      long rest = value % 10_000;
      String gap = chinese && rest > 0 && rest < 1_000 ? "零" : "";
      return kanji(value / 10_000, chinese) + "万" + (rest == 0 ? "" : gap + kanji(rest, chinese));
    }
    StringBuilder out = new StringBuilder();
    boolean gap = false;
    long rest = value;
    for (int power = 1_000; power >= 1; power /= 10) {
      int digit = (int) (rest / power);
      rest %= power;
      if (digit == 0) {
        gap = !out.isEmpty();
        continue;
      }
      out.append(chinese && gap ? "零" : "");
      gap = false;
      boolean bare = digit == 1 && power > 1 && (!chinese || (power == 10 && out.isEmpty()));
      out.append(bare ? "" : KANJI_DIGITS.charAt(digit));
      out.append(power == 1_000 ? "千" : power == 100 ? "百" : power == 10 ? "十" : "");
    }
    return out.toString();
  }
}
