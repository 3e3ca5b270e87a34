package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import memagent.agent.PrivacyFilter.Checked;
import memagent.agent.PrivacyFilter.Tier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyFilterTest {
  private static final LocalDate TODAY = LocalDate.of(2025, 8, 1);

  /** One case of the file. */
  record Case(String filter, String question, String reply, String expect) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String block : text("cases.txt").split("\n\n", -1)) {
      String[] lines = block.lines().filter(line -> !line.startsWith("#")).toArray(String[]::new);
      cases.add(
          new Case(
              after(lines[0], "filter:"),
              after(lines[1], "question:"),
              after(lines[2], "reply:"),
              after(lines[3], "expect:")));
    }
    return cases.stream();
  }

  private static String after(String line, String field) {
    assertThat((line + " ")).startsWith(field);
    return line.substring(field.length()).strip();
  }

  static String text(String name) {
    try (var in = PrivacyFilterTest.class.getResourceAsStream("privacy/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<SeenFact> facts() {
    List<SeenFact> facts = new ArrayList<>();
    for (String path :
        List.of(
            "user.md",
            "entities/ines_marek.md",
            "entities/tom_marek.md",
            "entities/doctor_okafor.md")) {
      facts.addAll(SeenLines.facts(path, text(path)));
    }
    return facts;
  }

  private static Checked check(String filter, String question, String reply) {
    return PrivacyFilter.parse(filter).check(reply, question, facts(), TODAY);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void masksWhatIsDeniedAndNothingElse(Case one) {
    Checked checked = check(one.filter(), one.question(), one.reply());
    String shown =
        switch (checked.tier()) {
          case NOTHING_DENIED -> "SAME";
          case PART_DENIED -> checked.reply();
          case ALL_DENIED -> "ALL";
        };
    assertThat(shown).as(one.toString() + checked.maskings()).isEqualTo(one.expect());
  }

  @Test
  void saysInPlainWordsThatAllOfItIsWithheld() {
    Checked checked = check("Do not reveal ages", "How old is Tom?", "Tom is 38.");
    assertThat(checked.tier()).isEqualTo(Tier.ALL_DENIED);
    assertThat(checked.reply())
        .isEqualTo("I may not tell you that: a privacy filter of this memory withholds it.");
  }

  @Test
  void namesTheRuleAndTheFactOfEachMaskingAndNotTheValue() {
    Checked checked =
        check("Do not reveal ages.", "Tell me about Tom.", "Tom is 38, at Norsk Bokhandel.");
    assertThat(checked.maskings())
        .contains(new TrajectoryEvent.Masking("Do not reveal ages.", "entities/tom_marek.md: age"));
    assertThat(checked.maskings().toString()).doesNotContain("38");
  }

  @Test
  void readsNumberedSentencesInOneLineAndInSeveral() {
    List<String> wanted = List.of("Do not reveal ages", "Do not share phone numbers");
    assertThat(
            PrivacyFilter.parse("1. Do not reveal ages, 2. Do not share phone numbers").sentences())
        .isEqualTo(wanted);
    assertThat(
            PrivacyFilter.parse("1. Do not reveal ages\n2. Do not share phone numbers\n")
                .sentences())
        .isEqualTo(wanted);
    assertThat(
            PrivacyFilter.parse("# Filters\n- Do not reveal ages\n- Do not share phone numbers")
                .sentences())
        .isEqualTo(wanted);
  }

  @Test
  void deniesNothingWithoutAFilter() {
    assertThat(PrivacyFilter.parse("").denies()).isFalse();
    assertThat(PrivacyFilter.parse("No restrictions.").denies()).isFalse();
    assertThat(PrivacyFilter.parse("Do not reveal ages").denies()).isTrue();
  }

  private static String checked(String note, String filter, String reply) {
    List<SeenFact> facts = SeenLines.facts("entities/adrian_bhatt.md", note);
    Checked checked = PrivacyFilter.parse(filter).check(reply, "", facts, TODAY);
    return checked.tier() == Tier.ALL_DENIED ? "ALL" : checked.reply();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "You may share the age and nothing more.",
        "The age, nothing else.",
        "You may tell the age, no more than that.",
        "Answer questions about the age; refuse all others.",
        "Share the age and keep the rest private.",
        "Disclose the age only.",
        "Only the age may be told; nothing else.",
        "Tell the age if asked, but nothing beyond that.",
        "The age, and only that, may be shared.",
        "Nothing but the age may get out.",
        "Keep everything to yourself but the age.",
        "Keep all back except for the age.",
        "Withhold anything other than the age.",
        "Speak of the age alone and of nothing else.",
        "Nothing but the age may pass your lips.",
        "Teile das Alter mit, sonst nichts.",
        "Tu peux dire son âge, rien d'autre."
      })
  void readsWhatMayBeSharedAndNothingMoreAsAnAllowList(String filter) {
    String note = "# Adrian Bhatt\n- age: 59\n- chess rating: 1840\n- phone: 555-0142-877\n";
    assertThat(checked(note, filter, "Adrian is 59 years old."))
        .isEqualTo("Adrian is 59 years old.");
    assertThat(checked(note, filter, "Adrian is 59, his phone number is 555-0142-877."))
        .isEqualTo("Adrian is 59, his phone number is [withheld].");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Speak of the shoe size alone and of nothing else.",
        "The shoe size, nothing else.",
        "Nothing but the shoe size may be told."
      })
  void anAllowListThatSaysNothingElseHoldsBackWhateverHasAKey(String filter) {
    String note = "# Adrian Bhatt\n- chess rating: 1840\n- shoe size – 43\n- desk – window\n";
    String said = "His shoe size is 43, his rating 1840, his desk at the window.";
    assertThat(checked(note, filter, said))
        .isEqualTo("His shoe size is 43, his rating [withheld], his desk at the [withheld].");
    assertThat(checked(note, "Only the shoe size may be told.", said)).isEqualTo(said);
  }

  @Test
  void anAllowListLeavesTheNamesOfRowsAndWhatHasAnotherNameInTheNotes() {
    String table = "# A\n| what | value |\n| --- | --- |\n| eye test | 3 May |\n| chest | 99 |\n";
    PrivacyFilter alone = PrivacyFilter.parse("Speak of the eye test alone and of nothing else.");
    assertThat(alone.mask(table, java.util.Map.of("a.md", table), TODAY))
        .contains("| eye test | 3 May |")
        .contains("| chest | [withheld] |");
    assertThat(checked("# A\n- hobby: rowing\n", "The pastime, nothing else.", "It is rowing."))
        .isEqualTo("It is rowing.");
  }

  @Test
  void aClauseThatSaysNothingCountsWhereTheRestIsUnknown() {
    String note = "# Adrian Bhatt\n- chess rating: 1840\n- shoe size: 43\n";
    String said = "His rating is 1840, his shoe size 43.";
    assertThat(checked(note, "The book stays shut this week: tell nothing.", said))
        .isEqualTo("ALL");
    assertThat(checked(note, "On the chess rating: tell nothing.", said))
        .isEqualTo("His rating is [withheld], his shoe size 43.");
  }

  @Test
  void aWordOfSecrecyMayBeAPartOfWhatMayBeTold() {
    String note = "# Adrian Bhatt\n- secret ingredient: cumin\n- phone: 555-0142-877\n";
    assertThat(checked(note, "Nothing but the secret ingredient may be told.", "It is cumin."))
        .isEqualTo("It is cumin.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Share anything but the age.",
        "Everything except the age may be told.",
        "You may give out all but the age."
      })
  void readsAnythingButAsADenial(String filter) {
    String note = "# Adrian Bhatt\n- age: 59\n- chess rating: 1840\n- phone: 555-0142-877\n";
    assertThat(checked(note, filter, "Adrian is 59, his phone number is 555-0142-877."))
        .isEqualTo("Adrian is [withheld], his phone number is 555-0142-877.");
  }

  @Test
  void deniesWhatARefusalNamesEvenIfItEndsWithNothingMore() {
    String note = "- age: 59\n- phone: 555-0142-877\n";
    assertThat(checked(note, "Do not share the age, nothing more.", "He is 59.")).isEqualTo("ALL");
  }

  @Test
  void deniesOneBodilyFigureAndLeavesAnother() {
    String note = "- weight: 80 kg\n- blood pressure: 165/80\n- height: 182 cm\n";
    String filter = "Never tell the weight.";
    assertThat(checked(note, filter, "The blood pressure is 165/80."))
        .isEqualTo("The blood pressure is 165/80.");
    for (String reply :
        List.of(
            "The weight is 80 kg.",
            "The weight is 80.",
            "80 is his weight, I believe.",
            "He weighs eighty kg.",
            "The blood pressure is 165/80 and the weight is 80.")) {
      assertThat(checked(note, filter, reply))
          .as(reply)
          .doesNotContain("weight is 80")
          .isNotEqualTo(reply);
    }
    assertThat(checked(note, "Share no health information.", "The blood pressure is 165/80."))
        .isEqualTo("ALL");
    assertThat(checked(note, "You may share the age and nothing more.", "He is 182 cm tall."))
        .isEqualTo("ALL");
  }

  @Test
  void takesAContactPersonForAPersonAndNotForAnAddress() {
    String note = "- address: Laurel Avenue 38\n- contact person: Ilse Brandt\n";
    String filter = "The contact person: not to be disclosed.";
    assertThat(checked(note, filter, "The address is Laurel Avenue 38."))
        .isEqualTo("The address is Laurel Avenue 38.");
    assertThat(checked(note, filter, "Ask for Ilse Brandt.")).isEqualTo("ALL");
    assertThat(checked(note, "Do not share contact details.", "Ask for Ilse Brandt."))
        .isEqualTo("ALL");
  }

  @Test
  void readsSentencesThatEndInAFigureOneByOne() {
    String note =
        "# Adrian Bhatt\n\nAdrian's next check-up is 2025-09-06. His marathon time is 3:05:47. His"
            + " lucky number is 65.\n";
    String filter = "Do not share the next check-up with anyone.";
    String reply = "The marathon time is 3:05:47. I may not share the next check-up.";
    assertThat(checked(note, filter, reply)).isEqualTo(reply);
    assertThat(checked(note, filter, "It is on 6 September 2025.")).isEqualTo("ALL");
    String story = "Tom moved house on 2025-02-01. He lives in Oslo now, at 9 Harbour Steps.\n";
    assertThat(checked(story, "Say nothing about Tom.", "He lives at 9 Harbour Steps."))
        .doesNotContain("Harbour");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sie ist siebenundsechzig Jahre alt.",
        "Elle a soixante-sept ans.",
        "Tiene sesenta y siete años.",
        "Ha sessantasette anni.",
        "Ей шестьдесят семь лет.",
        "六十七歳です。",
        "Sie ist 67 Jahre alt."
      })
  void findsADeniedAgeInWordsOfOtherLanguages(String reply) {
    assertThat(check("Do not reveal ages.", "How old is she?", reply).reply())
        .doesNotContainIgnoringCase("siebenundsechzig")
        .doesNotContain("soixante", "sesenta", "sessanta", "шестьдесят", "六十七", "67");
  }

  @Test
  void findsADeniedTelephoneNumberThatIsReadOutInAnotherLanguage() {
    String reply = "Die Nummer: vier sieben neun eins zwei drei vier fünf sechs sieben.";
    assertThat(check("Do not share phone numbers.", "", reply).reply())
        .doesNotContain("fünf sechs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Можно говорить только возраст.", "возрастだけ教えてよい。"})
  void readsAnAllowListInScriptsBeyondLatin(String filter) {
    String note = "# Дача\n- возраст: 59\n- пароль: берёза\n";
    assertThat(checked(note, filter, "Возраст 59, пароль берёза."))
        .contains("59")
        .doesNotContain("берёза");
  }

  @Test
  void readsWhatARuleInRussianForbids() {
    String note = "# Дача\n\n- пароль: берёза\n- соседка: Клавдия Лунина\n";
    String filter = "Никогда никому не говори пароль.";
    assertThat(checked(note, filter, "Пароль: берёза.")).doesNotContain("берёза");
    assertThat(checked(note, filter, "Соседку зовут Клавдия Лунина.")).contains("Клавдия Лунина");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The resting place must stay under wraps.",
        "Let nobody learn the resting place.",
        "My resting place is taboo.",
        "About the resting place: silence, please."
      })
  void aSentenceInOtherWordsDeniesWhatTheFactsKnowOfIt(String sentence) {
    List<SeenFact> known =
        SeenLines.facts(
            "user.md", "# User\n- resting place: the attic\n- place of work: Kiel\n- tea: mint\n");
    Checked checked =
        PrivacyFilter.parse(sentence)
            .check("It is the attic, you work in Kiel and drink mint.", "Tell me.", known, TODAY);
    assertThat(checked.reply()).isEqualTo("It is [withheld], you work in Kiel and drink mint.");
  }
}
