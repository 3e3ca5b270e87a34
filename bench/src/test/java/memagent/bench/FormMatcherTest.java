package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormMatcherTest {
  private static final NameBook NO_NAMES = new NameBook(memory(""));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-05-12",
        "It was on 12/05/2024.",
        "5/12/24",
        "12.5.2024",
        "May 12, 2024",
        "12 May",
        "the 12th of May 2024",
        "the twelfth of May",
        "May twelfth, twenty twenty-four",
        "am 12. Mai 2024",
        "le 12 mai 2024",
        "el 12 de mayo de 2024",
        "12 мая 2024 года",
        "2024年5月12日",
        "5月12日",
        "2024. május 12.",
        "١٢ مايو ٢٠٢٤",
        "20240512",
        "am zwölften Mai",
        "der zwölfte Mai 2024",
        "le douze mai 2024",
        "el doce de mayo de 2024",
        "il dodici maggio",
        "двенадцатого мая 2024 года",
        "五月十二日",
        "二〇二四年五月十二日"
      })
  void findsADayInAnyNotation(String text) {
    assertThat(holds(new Form.Day(LocalDate.of(2024, 5, 12)), text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"12 May 2023", "13 May 2024", "2024-05-21", "May 2024", "12 people may go"})
  void doesNotTakeAnotherDayForIt(String text) {
    assertThat(holds(new Form.Day(LocalDate.of(2024, 5, 12)), text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|am ersten März",
        "1|le premier mars",
        "1|el primero de marzo",
        "1|il primo marzo",
        "1|первое марта",
        "3|третьего марта",
        "7|le sept mars",
        "7|am siebten März",
        "20|am zwanzigsten März",
        "21|le vingt et un mars",
        "21|двадцать первого марта",
        "23|двадцать третьего марта",
        "30|am dreißigsten März",
        "31|treinta y uno de marzo",
        "31|trentuno marzo",
        "20|三月二十日",
        "31|三月三十一日"
      })
  void findsADayInWordsOfOtherLanguages(int day, String text) {
    for (int other = 1; other <= 31; other++) {
      assertThat(holds(new Form.Day(LocalDate.of(2024, 3, other)), text))
          .as(text + " " + other)
          .isEqualTo(other == day);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"May 2024", "2024-05", "05/2024", "in May", "12 May 2024", "mai 2024"})
  void findsAMonthInAnyNotation(String text) {
    assertThat(holds(new Form.Month(YearMonth.of(2024, 5)), text)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1250|It costs 1,250.",
        "1250|1.250 €",
        "1250|1 250 pieces",
        "1250|1250.00",
        "1250|one thousand two hundred and fifty",
        "1250|1.25k",
        "1250.5|1,250.50 kg",
        "1250.5|1.250,5",
        "35|thirty-five",
        "35|35kg",
        "3000000|3 million",
        "-5|minus five degrees",
        "-5|-5 °C",
        "12|3, 12, 40",
        "2.5|two point five",
        "120000|1,20,000"
      })
  void findsANumberInAnyNotation(String value, String text) {
    assertThat(holds(new Form.Amount(new BigDecimal(value), Optional.empty()), text)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12|It was on 2024-05-12.",
        "14|at 14:30",
        "25|one hundred twenty-five",
        "5|A5",
        "250|1,250",
        "5|-5 degrees",
        "5|5.5"
      })
  void doesNotTakeAPartForTheNumber(String value, String text) {
    assertThat(holds(new Form.Amount(new BigDecimal(value), Optional.empty()), text)).isFalse();
  }

  @Test
  void readsDigitsThatTouchLettersOfScriptsWithoutSpaces() {
    Form yen = new Form.Amount(new java.math.BigDecimal("3500"), java.util.Optional.empty());
    for (String text : java.util.List.of("合計は3500円です", "全部で３５００円になりました", "费用是3500元左右")) {
      assertThat(new FormMatcher(text, NameBook.EMPTY).holds(yen)).as(text).isTrue();
    }
    Form many = new Form.Amount(new java.math.BigDecimal("30000"), java.util.Optional.empty());
    assertThat(new FormMatcher("家賃は3万円です", NameBook.EMPTY).holds(many)).isTrue();
    Form fourteen = new Form.Amount(new java.math.BigDecimal("14"), java.util.Optional.empty());
    assertThat(new FormMatcher("予約は3月14日です", NameBook.EMPTY).holds(fourteen)).isFalse();
    assertThat(new FormMatcher("猫が14匹います", NameBook.EMPTY).holds(fourteen)).isTrue();
    assertThat(new FormMatcher("型番はA14bです", NameBook.EMPTY).holds(fourteen)).isFalse();
  }

  @Test
  void wantsTheUnitBesideTheNumber() {
    Form form = new Form.Amount(new BigDecimal("12.5"), Optional.of(new Form.Phrase("kg")));
    assertThat(holds(form, "She weighs 12.5 kilograms.")).isTrue();
    assertThat(holds(form, "She weighs 12.5kg.")).isTrue();
    assertThat(holds(form, "It is 12.5 metres.")).isFalse();
    Form price = new Form.Amount(new BigDecimal("40"), Optional.of(new Form.Phrase("€")));
    assertThat(holds(price, "€40")).isTrue();
    assertThat(holds(price, "40 euros")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"14:30", "2:30 pm", "2.30 p.m.", "14h30", "half past two", "14.30 Uhr", "14時30分"})
  void findsATimeInAnyNotation(String text) {
    assertThat(holds(new Form.TimeOfDay(LocalTime.of(14, 30)), text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2:30 am", "15:30", "half past three", "14 people"})
  void doesNotTakeAnotherTimeForIt(String text) {
    assertThat(holds(new Form.TimeOfDay(LocalTime.of(14, 30)), text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "José|jose's",
        "São Paulo|She lives in SAO PAULO.",
        "0555 0147|Call 05550147.",
        "AB-1234-C|The code is AB1234C",
        "東京|彼女は東京に住んでいます",
        "서울|서울에 살아요",
        "80%|eighty, that is 80 percent",
        "Straße 5|strasse 5"
      })
  void findsWordsWhateverTheirCaseAccentsAndPunctuation(String phrase, String text) {
    assertThat(holds(new Form.Phrase(phrase), text)).isTrue();
  }

  @Test
  void findsWordsOnlyOnTheirBorders() {
    assertThat(holds(new Form.Phrase("art"), "She parted early.")).isFalse();
    assertThat(holds(new Form.Phrase("9"), "19 and 9.5")).isFalse();
  }

  @Test
  void takesTheFirstNameAloneWhereNobodyElseHasIt() {
    NameBook alone = new NameBook(memory("# Jane Doe\n- friend: Tom Reed\n"));
    NameBook shared = new NameBook(memory("# Jane Doe\n- friend: Jane Smith\n"));
    Form jane = new Form.PersonName("Jane Doe");
    assertThat(new FormMatcher("That is Jane.", alone).holds(jane)).isTrue();
    assertThat(new FormMatcher("That is Jane.", shared).holds(jane)).isFalse();
    assertThat(new FormMatcher("That is Ms Doe.", shared).holds(jane)).isTrue();
    assertThat(new FormMatcher("Doe, Jane", shared).holds(jane)).isTrue();
    assertThat(new FormMatcher("Jane Marie Doe", shared).holds(jane)).isTrue();
  }

  @Test
  void takesAnAliasForTheName() {
    NameBook book = new NameBook(memory("# Jane Doe\n- nickname: Jinny\n"));
    assertThat(new FormMatcher("It was Jinny.", book).holds(new Form.PersonName("Jane Doe")))
        .isTrue();
  }

  private static boolean holds(Form form, String text) {
    return new FormMatcher(text, NO_NAMES).holds(form);
  }

  private static Memory memory(String user) {
    return new Memory("m", new TreeMap<>(Map.of("user.md", user)));
  }
}
