package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NearEditTest {
  private static final String NOTE =
      """
      # Tent
      Its purchase date is 2013-08-21. The tent's end of the warranty is 2029-11-22. It is linen.
      - colour: green
      - colour of the bag: green
      - borrower: Emil Delgado
      - pegs: 12
      """;

  private static String edited(String old, String now) {
    return NearEdit.of(NOTE, old, now).map(edit -> NOTE.replace(edit.old(), edit.now())).orElse("");
  }

  @Test
  void changesTheValueWhereTheLineWasRetold() {
    assertThat(edited("Its warranty ends on 2029-11-22.", "Its warranty ends on 2030-08-04."))
        .contains("The tent's end of the warranty is 2030-08-04. It is linen.")
        .contains("2013-08-21");
    assertThat(edited("Borrower - Emil Delgado", "Borrower - Ana Sol"))
        .contains("- borrower: Ana Sol");
  }

  @Test
  void addsBelowAndTakesOutTheLineThatIsMostAlike() {
    assertThat(edited("- tent pegs: 12", "- tent pegs: 12\n- poles: 3"))
        .contains("- pegs: 12\n- poles: 3\n");
    assertThat(edited("borrower is Emil Delgado", "")).doesNotContain("Emil").contains("- pegs");
  }

  @Test
  void leavesWhatIsInDoubt() {
    assertThat(edited("- paint: green", "- paint: red")).isEmpty(); // no word of a line
    assertThat(edited("- the colour: green", "- the colour: red")).isEmpty(); // two lines
    assertThat(edited("- pegs: 14", "- pegs: 15")).isEmpty(); // no such value
    assertThat(edited("- price: 12", "")).isEmpty(); // too little in common
    assertThat(edited("Its bought on 2013-08-2", "Its bought on 2013-08-3")).isEmpty();
    assertThat(edited("two\nlines", "one")).isEmpty();
    assertThat(edited("", "one")).isEmpty();
  }
}
