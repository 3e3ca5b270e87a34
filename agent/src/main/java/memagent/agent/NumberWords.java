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
          Set<String> spellings = new LinkedHashSet<>();
          spellings.add(compound((int) value, true));
          spellings.add(compound((int) value, false));
          if (value >= 1_100 && value < 2_000) { // years
            int rest = (int) value % 100;
            spellings.add(
                compound((int) value / 100, true) + "hundert" + (rest == 0 ? "" : tail(rest)));
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

        private String compound(int n, boolean withOne) {
          if (n >= 1_000) {
            String thousands = n < 2_000 ? (withOne ? "ein" : "") : compound(n / 1_000, withOne);
            return thousands + "tausend" + (n % 1_000 == 0 ? "" : compound(n % 1_000, withOne));
          }
          if (n >= 100) {
            String hundreds = n < 200 ? (withOne ? "ein" : "") : unit(n / 100);
            return hundreds + "hundert" + (n % 100 == 0 ? "" : tail(n % 100));
          }
          return tail(n);
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
          for (boolean swiss : new boolean[] {false, true}) {
            List<Set<String>> words = new ArrayList<>();
            thousands((int) value, swiss, words);
            forms.add(words);
          }
          return forms;
        }

        private void thousands(int n, boolean swiss, List<Set<String>> words) {
          if (n >= 1_000) {
            if (n >= 2_000) {
              thousands(n / 1_000, swiss, words);
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
            below100(rest % 100, swiss, words);
          }
        }

        private void below100(int n, boolean swiss, List<Set<String>> words) {
          int ten = n / 10;
          boolean counted = !swiss && (ten == 7 || ten == 9); // soixante-dix, quatre-vingt-dix
          int rest = n - 10 * (counted ? ten - 1 : ten);
          if (n < 20) {
            split(unit(n), words);
            return;
          } else if (!swiss && ten >= 8) {
            words.add(Set.of("quatre"));
            words.add(Set.of("vingt", "vingts"));
          } else {
            words.add(Set.of(ten(counted ? ten - 1 : ten)));
          }
          if ((rest == 1 || rest == 11) && ten < 8) {
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
          return List.of(List.of(Set.of(compound((int) value))));
        }

        private String compound(int n) {
          if (n >= 1_000) {
            String thousands = n < 2_000 ? "mille" : compound(n / 1_000) + "mila";
            return thousands + (n % 1_000 == 0 ? "" : compound(n % 1_000));
          }
          if (n >= 100) {
            String hundreds = (n < 200 ? "" : unit(n / 100)) + "cento";
            return hundreds + (n % 100 == 0 ? "" : compound(n % 100));
          }
          if (n < 20) {
            return unit(n);
          }
          String ten = ten(n / 10);
          boolean elided = n % 10 == 1 || n % 10 == 8; // ventuno, ventotto
          return (elided ? ten.substring(0, ten.length() - 1) : ten)
              + (n % 10 == 0 ? "" : unit(n % 10));
        }
      };

  /* Each word in the nominative and the genitive. */
  private static final NumberWords RUSSIAN =
      new NumberWords(
          "ноль,ноля один,одна,одно,одного,одной два,две,двух три,трёх четыре,четырёх пять,пяти"
              + " шесть,шести семь,семи восемь,восьми девять,девяти десять,десяти"
              + " одиннадцать,одиннадцати двенадцать,двенадцати тринадцать,тринадцати"
              + " четырнадцать,четырнадцати пятнадцать,пятнадцати шестнадцать,шестнадцати"
              + " семнадцать,семнадцати восемнадцать,восемнадцати девятнадцать,девятнадцати",
          "двадцать,двадцати тридцать,тридцати сорок,сорока пятьдесят,пятидесяти"
              + " шестьдесят,шестидесяти семьдесят,семидесяти восемьдесят,восьмидесяти"
              + " девяносто,девяноста") {
        private static final String HUNDREDS =
            "сто,ста двести,двухсот триста,трёхсот четыреста,четырёхсот пятьсот,пятисот"
                + " шестьсот,шестисот семьсот,семисот восемьсот,восьмисот девятьсот,девятисот";

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
            words.add(Set.of("тысяча", "тысячи", "тысяч", "тысячу"));
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
      forms.add(kanji(value, true));
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
