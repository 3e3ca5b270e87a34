package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import memagent.model.ChatMessage;
import org.junit.jupiter.api.Test;

class SayReadTest {
  private static final List<ChatMessage> LOOK =
      List.of(
          new ChatMessage.User(
              """
              <memory>
              === user.md
              # Edda Brandt
              - sister: [[entities/frida_brandt.md]]
              - dentist: [[entities/doctor_weiss.md]]
              - age: 34
              === entities/doctor_weiss.md
              # Doctor Åsa Weiss
              - phone: 0431 555 0177
              </memory>

              who pulls my teeth?
              """));

  private static Optional<SayRead> read(String thought, String reply) {
    return SayRead.of(Memories.say(thought, reply), "who pulls my teeth?", List.of(), LOOK);
  }

  @Test
  void findsANameThatTheThoughtDoesNotLeadTo() {
    SayRead found =
        read("user.md: - dentist: [[entities/doctor_weiss.md]]", "Your dentist is Frida Brandt.")
            .orElseThrow();
    assertThat(found.value()).isEqualTo("Frida Brandt");
    assertThat(found.before()).endsWith("<reply>\nYour dentist is ");
    assertThat(found.instead()).containsExactly("Doctor Åsa Weiss");
  }

  @Test
  void findsANameThatIsMixedFromTwo() {
    assertThat(
            read("user.md: - sister: [[entities/frida_brandt.md]]", "Your sister is Frida Weiss."))
        .map(SayRead::instead)
        .contains(List.of("Frida Brandt"));
  }

  @Test
  void findsANumberThatStandsInNothingQuoted() {
    assertThat(read("entities/doctor_weiss.md: - phone: 0431 555 0177", "It is 0431 555 0179."))
        .map(SayRead::instead)
        .contains(List.of("0431 555 0177"));
    assertThat(read("user.md: - age: 34", "You are 43.")).map(SayRead::value).contains("43");
  }

  @Test
  void leavesANumberThatIsWrittenInAnotherForm() {
    assertThat(read("24000 - 13650 = 10350", "It leaves 10,350.")).isEmpty();
    assertThat(read("user.md: - age: thirty-four", "You are 34.")).isEmpty();
    assertThat(read("user.md: 取り消しは三日前まで", "はい、3日前までです。")).isEmpty();
    assertThat(read("24000 - 13650 = 10350", "It leaves 10,530.")).isPresent();
  }

  @Test
  void leavesWhatWasReadOrNeedsNoReading() {
    assertThat(read("user.md: - dentist: [[entities/doctor_weiss.md]]", "It is Doctor Weiss."))
        .isEmpty();
    assertThat(read("user.md: - age: 34", "Your age is 34.")).isEmpty();
    assertThat(read("34 + 1 = 35", "You are 35 in March, on a Monday.")).isEmpty();
    assertThat(read("Nothing to save.", "Your friend Frida is right.")).isEmpty(); // no link
    assertThat(read("user.md: - dentist: [[entities/doctor_weiss.md]]", "Deine Ärztin ist Frida."))
        .isEmpty();
  }

  @Test
  void makesAGrammarOfTheSameTurnWithAnotherValue() {
    String turn =
        Memories.say("user.md: - dentist: [[entities/doctor_weiss.md]]", "It is the Frida Brandt.");
    String grammar = SayRead.of(turn, "who?", List.of(), LOOK).map(SayRead::grammar).orElseThrow();
    assertThat(grammar).contains("value ::= \"Doctor Åsa Weiss\"\n");
    assertThat(new Gbnf(grammar).accepts(turn.replace("Frida Brandt", "Doctor Åsa Weiss")))
        .isTrue();
    assertThat(new Gbnf(grammar).accepts(turn)).isFalse();
  }
}
