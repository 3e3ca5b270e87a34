package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpelledNumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "59|Sie ist neunundfünfzig Jahre alt.",
        "59|neun-und-fuenfzig",
        "31|EINUNDDREISSIG",
        "1958|neunzehnhundertachtundfünfzig",
        "101000|hunderteintausend Euro",
        "101000|einhunderteintausend",
        "1150|tausendeinhundertfünfzig",
        "1001|tausendundeine Nacht",
        "101|hundertein Tage",
        "59|neun\u00adund\u00adfünfzig",
        "2025|zweitausendfünfundzwanzig",
        "120|hundertzwanzig Euro",
        "59|Elle a cinquante-neuf ans.",
        "71|soixante et onze",
        "71|septante et un",
        "80|quatre-vingts",
        "97|quatre-vingt-dix-sept",
        "81|huitante-et-un",
        "185|cent quatre-vingt-cinq",
        "1450|quatorze cent cinquante",
        "101|cent une pages",
        "1450|mille quatre cent cinquante",
        "59|Tiene cincuenta y nueve años.",
        "22|VEINTIDÓS",
        "520|quinientas veinte",
        "100|cien euros",
        "58|cinquantotto anni",
        "21|ventuno",
        "180|centottanta",
        "688801|seicentottantottomilaottocentouno",
        "59|Ей пятьдесят девять лет.",
        "59|ей нет и пятидесяти девяти",
        "5200|пять тысяч двести",
        "59|с пятьюдесятью девятью рублями",
        "207|к двумстам семи",
        "21000|двадцать одну тысячу",
        "59|五十九歳です",
        "105|一百零五",
        "2025|二〇二五",
        "12000|一万二千円",
        "2200|两千二百元",
        "105|一百〇五"
      })
  void findsNumbersInWords(long value, String text) {
    assertThat(SpelledNumbers.in(text).of(value)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "50|neunundfünfzig",
        "9|neunundfünfzig",
        "50|cinquante-neuf",
        "20|quatre-vingts",
        "4|quatre-vingts",
        "50|cincuenta y nueve",
        "9|cincuenta y nueve",
        "59|ciento cincuenta y nueve",
        "50|пятьдесят девять",
        "59|二百五十九",
        "7|Я люблю свою семью.",
        "1|в одном доме",
        "3|三月に会いました",
        "1|Das ist ein Haus.",
        "1|un ami et une amie",
        "11|It is only once a week.",
        "6|The six of you.",
        "7|Sept is when you are off."
      })
  void doesNotTakeAPartOrAnotherWordForThem(long value, String text) {
    assertThat(SpelledNumbers.in(text).of(value)).isEmpty();
  }

  @Test
  void tellsListedNumbersApart() {
    SpelledNumbers numbers = SpelledNumbers.in("fünf, neun und zwölf");
    assertThat(LongStream.range(1, 100).filter(n -> !numbers.of(n).isEmpty()))
        .containsExactly(5L, 9L, 12L);
  }

  @Test
  void findsNoThousandWhereItGoesOnInAnotherLanguageThatHasTheWord() {
    SpelledNumbers numbers = SpelledNumbers.in("mille sept");
    assertThat(numbers.of(1_007)).hasSize(1);
    assertThat(numbers.of(1_000)).isEmpty(); // mille is Italian too
    assertThat(numbers.of(7)).isEmpty();
  }

  @Test
  void findsEachNumberInItsOwnWordsAndInNoOther() {
    for (NumberWords language : NumberWords.ALL) {
      for (long next = 13; next < 1_000; next += 7) {
        long value = next;
        for (var form : language.forms(value)) {
          String text =
              String.join(
                  " ",
                  form.stream().map(w -> w.stream().sorted().findFirst().orElseThrow()).toList());
          SpelledNumbers numbers = SpelledNumbers.in(text);
          assertThat(numbers.of(value)).as(text).hasSize(1);
          assertThat(
                  LongStream.of(value - 1, value + 1, value % 100, value / 100 * 100)
                      .filter(n -> n != value && !numbers.of(n).isEmpty()))
              .as(text)
              .isEmpty();
        }
      }
    }
  }
}
