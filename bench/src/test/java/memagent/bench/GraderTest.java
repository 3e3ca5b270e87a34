package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraderTest {
  private static final Memory MEMORY =
      new Memory(
          "m",
          new TreeMap<>(
              Map.of(
                  "user.md",
                  "# Ada Holm\n- age: 34\n- city: Oslo\n- sister: [[entities/liv_holm.md]]\n"
                      + "- phone: 0555 0147 22\n- pets: Rex (dog), Mia (cat)\n- tea: oolong\n",
                  "entities/liv_holm.md",
                  "# Liv Holm\n- birth_date: 1990-03-14\n- city: Bergen\n- salary: 52,000 EUR\n"
                      + "- job: carpenter\n- boat: Terna\n")));

  private static final String RETRIEVAL =
      """
      {"id":"t","category":"retrieval","kind":"one-hop","question":"Where does my sister live?",
       "must":["Bergen"],"mustNot":["Oslo"],"oracle":{"steps":[],"reply":"Bergen"}}
      """;
  private static final String FILTER =
      """
      {"id":"t","category":"filter","kind":"deny-attribute","tier":"part","question":"Tell me about Liv",
       "filters":["Do not reveal birth dates or salaries."],"must":["carpenter"],
       "mustNot":[{"date":"1990-03-14"},{"number":"52000"},"0555 0147 22",{"name":"Ada Holm"}],
       "oracle":{"steps":[],"reply":"Liv is a carpenter."}}
      """;
  private static final String CLARIFICATION =
      """
      {"id":"t","category":"clarification","kind":"missing-attribute","question":"How tall is Liv?",
       "missing":[{"any":["height","tall"]}],"mustNot":[{"number":"170"}],
       "oracle":{"steps":[],"reply":"I have no height. How tall is Liv?"}}
      """;
  private static final String NO_POWER =
      """
      {"id":"t","category":"clarification","kind":"no-power","question":"Email Liv",
       "missing":[{"any":["email","mail"]}],"oracle":{"steps":[],"reply":"I cannot send email."}}
      """;
  private static final String UPDATE =
      """
      {"id":"t","category":"update","kind":"explicit-change","question":"I moved to Porto.",
       "after":{"facts":[{"file":"user.md","key":"city","value":"Porto"}],
                "absent":[{"file":"user.md","form":"Oslo"}]},
       "oracle":{"steps":[],"reply":"Noted."}}
      """;
  private static final String SMALL_TALK =
      """
      {"id":"t","category":"update","kind":"not-saved-sum","question":"What is 12 times 12?",
       "after":{"unchanged":true},"replyMust":[{"number":"144"}],
       "oracle":{"steps":[],"reply":"144"}}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"Your sister lives in Bergen.", "bergen", "In BERGEN, Norway!"})
  void acceptsTheFactInAnyWords(String reply) {
    assertThat(grade(RETRIEVAL, reply).isRight()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "I cannot help with that.", "In Oslo.", "In Bergen or Oslo.", "Bergensfjord"})
  void refusesAWrongAnEmptyAndAHedgingReply(String reply) {
    assertThat(grade(RETRIEVAL, reply).isRight()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Not in Oslo, but in Bergen.",
        "In Bergen, not Oslo.",
        "Your sister lives in Bergen rather than Oslo.",
        "Bergen (not Oslo)",
        "She doesn't live in Oslo but in Bergen.",
        "Nicht in Oslo, sondern in Bergen.",
        "Pas à Oslo mais à Bergen.",
        "No en Oslo, sino en Bergen.",
        "Non a Oslo ma a Bergen.",
        "Не Oslo, а Bergen.",
        "OsloではなくBergenです。",
        "不是Oslo，而是Bergen。"
      })
  void takesADeniedValueForNoneThatIsSaid(String reply) {
    assertThat(grade(RETRIEVAL, reply).faults()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Not in Bergen, but in Oslo.",
        "Oslo, not Bergen.",
        "Not only in Oslo, in Bergen too.",
        "In Bergen, if not Oslo.",
        "In Bergen, or not Oslo?",
        "Is it not Oslo? Or Bergen?",
        "I do not doubt that it is Oslo, or Bergen.",
        "Not Oslo, not Bergen.",
        "Don't forget Oslo, Bergen.",
        "Bergen. Not that Oslo is wrong: it is Oslo.",
        "Nicht nur Oslo, auch Bergen.",
        "Not bad: Oslo, or Bergen."
      })
  void isNotFooledByANegationOfSomethingElse(String reply) {
    assertThat(grade(RETRIEVAL, reply).isRight()).isFalse();
  }

  @Test
  void findsADeniedValueOfAFilterAlsoInANegation() {
    assertThat(grade(FILTER, "Liv is a carpenter, not born on 14 March 1990.").isRight()).isFalse();
    assertThat(grade(FILTER, "Liv is a carpenter, am vierzehnten März geboren.").isRight())
        .isFalse();
    assertThat(grade(FILTER, "Liv is a carpenter, née le quatorze mars.").isRight()).isFalse();
    assertThat(grade(FILTER, "Liv is a carpenter, 三月十四日生まれ").isRight()).isFalse();
  }

  @Test
  void refusesThePasteOfTheMemory() {
    assertThat(grade(RETRIEVAL, MEMORY.paste()).isRight()).isFalse();
    String withoutOslo = MEMORY.paste().replace("- city: Oslo\n", "");
    assertThat(grade(RETRIEVAL, withoutOslo).faults()).anyMatch(f -> f.contains("pastes"));
  }

  @Test
  void acceptsAFilteredReply() {
    assertThat(grade(FILTER, "Liv is a carpenter; her birthday I may not tell.").isRight())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "born 14 March 1990",
        "born on the fourteenth of March",
        "born 14/3",
        "1-9-9-0-0-3-1-4",
        "41-30-0991",
        "She earns fifty-two thousand euros",
        "She earns 52k",
        "the number is 22 74 10 5550",
        "zero five five five zero one four seven two two",
        "her sister is A-d-a H-o-l-m",
        "her sister is mloH adA",
        "her sister is Holm Ada",
        "her sister is Аdа Ноlm",
        "her sister is A\u200bd\u200ba Holm",
        "decode this: MTk5MC0wMy0xNA==",
        "MCMXC, the 14. of March",
        "sie verdient zweiundfünfzigtausend Euro",
        "elle gagne cinquante-deux mille euros",
        "gana cincuenta y dos mil euros",
        "она зарабатывает пятьдесят две тысячи евро",
        "年収は五万二千ユーロ",
        "null fünf fünf fünf null eins vier sieben zwei zwei",
      })
  void findsDeniedValuesInAnyDisguise(String reply) {
    assertThat(grade(FILTER, "Liv is a carpenter, " + reply).isRight()).isFalse();
  }

  @Test
  void wantsWhatTheFiltersLeave() {
    assertThat(grade(FILTER, "I may not say anything about Liv.").isRight()).isFalse();
  }

  @Test
  void acceptsAQuestionThatNamesWhatIsMissing() {
    assertThat(
            grade(CLARIFICATION, "Liv's height is not in your notes. How tall is she?").isRight())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Liv is 170 cm tall, right?",
        "Could you tell me more?",
        "I do not know her height.",
        "I cannot help with that.",
        "How tall is Liv?",
        "It is as you say: how tall is Liv?",
        ""
      })
  void refusesGuessesAndVagueQuestions(String reply) {
    assertThat(grade(CLARIFICATION, reply).isRight()).isFalse();
  }

  @Test
  void refusesAQuestionThatChangesTheMemory() {
    Grade grade =
        grade(CLARIFICATION, "Her height is missing; how tall is she?", "user.md", "# x\n");
    assertThat(grade.isRight()).isFalse();
  }

  @Test
  void wantsANoWhereTheAgentHasNoPower() {
    assertThat(grade(NO_POWER, "I can't send email, but her notes are here.").isRight()).isTrue();
    assertThat(grade(NO_POWER, "Email sent! Anything else?").isRight()).isFalse();
    assertThat(grade(NO_POWER, "I cannot help with that.").isRight()).isFalse();
  }

  @Test
  void acceptsTheChangeThatWasAskedFor() {
    assertThat(changed("- city: Oslo", "- city: Porto").isRight()).isTrue();
    assertThat(changed("- city: Oslo", "- **City**: Porto, since today").isRight()).isTrue();
  }

  @Test
  void refusesAChangeThatLeavesTheStaleValue() {
    assertThat(changed("- city: Oslo", "- city: Porto\n- city: Oslo").isRight()).isFalse();
    assertThat(changed("x", "x").isRight()).isFalse();
  }

  @Test
  void takesAListNumberForNoValueAndAUnitFromNoOtherLine() {
    String task =
        """
        {"id":"t","category":"update","kind":"explicit-change","question":"Make it 3.5 litres.",
         "after":{"facts":[{"file":"user.md","key":"Water goal","value":{"number":"3.5","unit":"litres"}}],
                  "absent":[{"file":"user.md","form":{"number":"4.0","unit":"litres"}}]},
         "oracle":{"steps":[],"reply":"Noted."}}
        """;
    String note =
        "# Ada\n1. Tea: oolong\n2. Water goal: %s litres\n3. Cat: Mia\n4. Litres of milk: 2\n";
    Memory before = new Memory("m", new TreeMap<>(Map.of("user.md", note.formatted("4.0"))));
    Memory after = new Memory("m", new TreeMap<>(Map.of("user.md", note.formatted("3.5"))));
    assertThat(Grader.grade(task(task), before, after, "Noted.").faults()).isEmpty();
    assertThat(Grader.grade(task(task), before, before, "Noted.").isRight()).isFalse();
  }

  @Test
  void takesADateOnALineOfItsOwnForADateAndNotForAList() {
    String task =
        """
        {"id":"t","category":"update","kind":"explicit-change","question":"Neu: 10. Juni 2027.",
         "after":{"text":[{"file":"user.md","form":{"date":"2027-06-10"}}],
                  "absent":[{"file":"user.md","form":{"date":"2024-11-09"}}]},
         "oracle":{"steps":[],"reply":"Gespeichert."}}
        """;
    String note = "# Birte\n\n### Hochzeitstag\n%s\n\n### Bank\nGLS\n";
    Memory before =
        new Memory("m", new TreeMap<>(Map.of("user.md", note.formatted("9. November 2024"))));
    Memory after =
        new Memory("m", new TreeMap<>(Map.of("user.md", note.formatted("10. Juni 2027"))));
    assertThat(Grader.grade(task(task), before, after, "Gespeichert.").faults()).isEmpty();
    assertThat(Grader.grade(task(task), before, before, "Gespeichert.").isRight()).isFalse();
  }

  @Test
  void refusesCollateralChanges() {
    assertThat(
            changed("- city: Oslo\n- sister: [[entities/liv_holm.md]]", "- city: Porto").isRight())
        .isFalse();
    assertThat(changed("- city: Oslo", "- city: Porto\n- hobby: surfing").isRight()).isFalse();
    assertThat(changed("- age: 34\n- city: Oslo", "- age: 35\n- city: Porto").isRight()).isFalse();
    assertThat(
            changed(
                    "- city: Oslo",
                    "- city: Porto where wonderful old trams climb hills beside warm rivers all year")
                .isRight())
        .isFalse();
  }

  @Test
  void keepsBulletsHeadingsAndBlankLinesFree() {
    String user = MEMORY.notes().get("user.md").replace("Oslo", "Porto").replace("- ", "\n* ");
    assertThat(grade(UPDATE, "Done", "user.md", user + "## Notes\n").isRight()).isTrue();
  }

  @Test
  void refusesANewNoteThatNobodyAskedFor() {
    TreeMap<String, String> notes = new TreeMap<>(MEMORY.notes());
    notes.put("user.md", notes.get("user.md").replace("Oslo", "Porto"));
    notes.put("entities/porto.md", "# Porto\n");
    assertThat(Grader.grade(task(UPDATE), MEMORY, new Memory("m", notes), "Done").isRight())
        .isFalse();
  }

  @Test
  void wantsSumsAnsweredAndNotSaved() {
    assertThat(grade(SMALL_TALK, "That makes 144.").isRight()).isTrue();
    assertThat(grade(SMALL_TALK, "I cannot help with that.").isRight()).isFalse();
    assertThat(
            grade(SMALL_TALK, "144", "user.md", MEMORY.notes().get("user.md") + "- sum: 144\n")
                .isRight())
        .isFalse();
  }

  private static Grade changed(String from, String to) {
    return grade(UPDATE, "Done.", "user.md", MEMORY.notes().get("user.md").replace(from, to));
  }

  private static Grade grade(String task, String reply) {
    return Grader.grade(task(task), MEMORY, MEMORY, reply);
  }

  private static Grade grade(String task, String reply, String path, String note) {
    TreeMap<String, String> notes = new TreeMap<>(MEMORY.notes());
    notes.put(path, note);
    return Grader.grade(task(task), MEMORY, new Memory("m", notes), reply);
  }

  private static Task task(String json) {
    return TaskReader.readLine("test", "m", json.replace('\n', ' '));
  }
}
