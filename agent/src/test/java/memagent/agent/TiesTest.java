package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TiesTest {
  private static final Map<String, String> NOTES =
      new TreeMap<>(
          Map.of(
              "user.md",
              """
              # Nora
              - sister: [[entities/ada_holm.md]]
              - friend: [[entities/ivo_brandt.md]]
              - friend: [[entities/zoe_lind.md]]
              - dogs: [[entities/rex.md]], [[entities/bo.md]]
              """,
              "entities/ada_holm.md",
              "# Ada Holm\n- phone: 555 0101\n- city: Oslo\n",
              "entities/ada_krone.md",
              "# Ada Krone\n- phone: 555 0202\n- employer: the harbour\n",
              "entities/ivo_brandt.md",
              "# Ivo Brandt\n- phone: 555 0303\n- hobby: chess\n",
              "entities/zoe_lind.md",
              "# Zoe Lind\n- phone: 555 0404\n- hobby: rowing\n",
              "entities/rex.md",
              "# Rex\n- breed: setter\n",
              "entities/bo.md",
              "# Bo\n- breed: poodle\n"));

  private static String asked(String question) {
    return Ties.question(question, NOTES).orElse("");
  }

  @Test
  void asksWhichOneWhereTwoHaveTheNameThatIsSaid() {
    assertThat(asked("What is Ada's phone number?")).endsWith("Do you mean Ada Holm or Ada Krone?");
    assertThat(asked("Put in a new number for Ada, it is 555 0909 from today."))
        .contains("Ada Holm or Ada Krone");
  }

  @Test
  void asksNothingWhereAnythingTellsThemApart() {
    assertThat(asked("What is Ada Krone's phone number?")).isEmpty();
    assertThat(asked("What is my sister Ada's phone number?")).isEmpty();
    assertThat(asked("Which city does Ada live in?")).isEmpty();
    assertThat(asked("What is the number of Ada from the harbour?")).isEmpty();
    assertThat(asked("What are the numbers of both Adas, Ada and Ada?")).isEmpty();
  }

  @Test
  void asksWhichOneWhereTheOwnNoteHasTwoOfTheRelation() {
    assertThat(asked("What is my friend's phone number?"))
        .endsWith("Do you mean Ivo Brandt or Zoe Lind?");
    assertThat(asked("What are my friends called?")).isEmpty();
    assertThat(asked("What does my friend Zoe do for fun?")).isEmpty();
    assertThat(asked("Is my friend who plays chess at home?")).isEmpty();
    assertThat(asked("What is my sister's phone number?")).isEmpty();
  }

  @Test
  void asksWhichOneOfTwoLines() {
    Map<String, String> plots =
        Map.of(
            "plots.md",
            "# Plots\n| no | who | paid |\n|--|--|--|\n| 3 | Sam Ogle | yes |\n| 7 | Sam Weir | no |\n");
    assertThat(Ties.question("Has Sam paid?", plots).orElse(""))
        .endsWith("Do you mean Sam Ogle or Sam Weir?");
    assertThat(Ties.question("Has Sam Weir paid?", plots)).isEmpty();
    assertThat(Ties.question("Has Ogle paid?", plots)).isEmpty();
    assertThat(Ties.question("Has the younger Sam paid?", plots)).isEmpty();
    assertThat(Ties.question("Which Sam has paid?", plots)).isEmpty();
  }

  @Test
  void leavesOtherLanguagesToTheModel() {
    assertThat(asked("Wie lautet Adas Nummer? Ada soll mich anrufen.")).isEmpty();
  }
}
