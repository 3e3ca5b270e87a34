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
}
