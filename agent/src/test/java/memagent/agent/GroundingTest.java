package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroundingTest {
  private static final String READ = Memories.USER + Memories.FRIDA + "- rent: 1,450 EUR\n";

  @Test
  void findsInventedNumbersNamesAndMailAddresses() {
    assertThat(Grounding.values("You live in Hamburg and are 57; mail ed@kiel.example.", READ))
        .containsExactlyInAnyOrder("Hamburg", "57", "ed@kiel.example");
  }

  @Test
  void passesWhatWasReadInAnyForm() {
    assertThat(
            Grounding.values(
                "Frida is twenty-nine, born on 20 November 1996; rent is 1450 in Kiel.", READ))
        .isEmpty();
  }

  @Test
  void passesWhatIsDerivedFromTwoNumbersThatWereRead() {
    assertThat(Grounding.values("Together you are 63, and 29 + 34 is that.", READ)).isEmpty();
  }

  @Test
  void passesWordsAtTheStartOfASentenceAndSmallNumbers() {
    assertThat(Grounding.values("Yes. There are 2 people. Nobody else is known.", READ)).isEmpty();
  }
}
