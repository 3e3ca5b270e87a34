package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import memagent.model.ChatMessage;
import org.junit.jupiter.api.Test;

class MisquoteTest {
  private static final List<ChatMessage> LOOK =
      List.of(
          new ChatMessage.User(
              """
              <memory>
              === user.md
              # Edda Brandt
              - dentist: [[entities/doctor_weiss.md]]
              - hobbies: rowing, chess, old maps
              === entities/doctor_weiss.md
              # Doctor Åsa Weiss
              - phone: 0431 555 0142
              - phone: 0431 555 0160 (practice)
              === entities/frida_brandt.md
              - phone: 0431 555 0177
              likely:
              entities/doctor_weiss.md: - phone: 0431 555 0142
              </memory>

              what is my dentist's number?
              """));

  private static Optional<Astray> quoted(String thought) {
    return Astray.of(Memories.say(thought, "It is that."), "", LOOK, List.of());
  }

  @Test
  void findsALineThatGoesOnWithAnothersDigits() {
    Astray found = quoted("entities/doctor_weiss.md: - phone: 0431 555 0177").orElseThrow();
    assertThat(found.before()).endsWith("entities/doctor_weiss.md: ");
    assertThat(found.told()).contains("\"- phone: 0431 555 0177\"");
    assertThat(found.instead())
        .containsExactly("- phone: 0431 555 0142", "- phone: 0431 555 0160 (practice)");
  }

  @Test
  void findsTheSecondOfTwoQuotes() {
    assertThat(
            quoted(
                "user.md: - dentist: [[entities/doctor_weiss.md]] entities/frida_brandt.md: - phone: 0431 555 0142"))
        .map(Astray::instead)
        .contains(List.of("- phone: 0431 555 0177"));
  }

  @Test
  void leavesWhatTheNoteSaysInWholeOrInPart() {
    assertThat(quoted("entities/doctor_weiss.md: - phone: 0431 555 0142 That is the dentist."))
        .isEmpty();
    assertThat(quoted("entities/doctor_weiss.md: - phone: 0431")).isEmpty();
    assertThat(quoted("user.md: - hobbies: rowing, maps do not count")).isEmpty();
    assertThat(quoted("entities/nobody.md: - phone: 1")).isEmpty();
    assertThat(quoted("Both saved.")).isEmpty();
  }

  @Test
  void findsALineWithAKeyThatItsNoteHasNot() {
    Astray found = quoted("user.md: - shoes: 39").orElseThrow();
    assertThat(found.before().strip()).endsWith("<think>");
    assertThat(found.instead())
        .containsExactly("user.md: - hobbies: rowing, chess, old maps", "No");
    assertThat(quoted("user.md: Edda's dentist is Frida.").orElseThrow().told())
        .contains("\"Edda's dentist is Frida.\"");
    assertThat(quoted("user.md: before it was rowing.")).isEmpty();
  }

  @Test
  void findsARowThatGoesAstray() {
    List<ChatMessage> look =
        List.of(
            new ChatMessage.User(
                "<memory>\n=== entities/my boat.md\n| part | size |\n| keel | 3 m |\n| mast | 9 m |\n</memory>\n\n"));
    String turn = Memories.say("entities/my boat.md: | mast | 3 m |", "3 m.");
    assertThat(Astray.of(turn, "", look, List.of()).map(Astray::instead))
        .contains(List.of("| mast | 9 m |"));
  }

  @Test
  void leavesWhatALaterReadingSays() {
    String turn = Memories.say("entities/frida_brandt.md: - phone: 0431 555 0199", "Noted.");
    ChatMessage read = new ChatMessage.User("<result>\n{'a': '- phone: 0431 555 0199'}\n</result>");
    assertThat(Astray.of(turn, "", List.of(LOOK.getFirst(), read), List.of())).isEmpty();
    assertThat(Astray.of(turn, "", LOOK, List.of())).isPresent();
  }

  @Test
  void makesAGrammarOfTheSameTurnWithALineOfTheNote() {
    String turn =
        Memories.say("entities/frida_brandt.md: - phone: 0431 555 0142", "It is 0431 555 0142.");
    String grammar =
        Astray.of(turn, "", LOOK, List.of()).orElseThrow().grammar(TurnGrammar.Body.ANY);
    assertThat(grammar).contains("value ::= \"- phone: 0431 555 0177\"\n");
    assertThat(new Gbnf(grammar).accepts(turn.replace("0142", "0177"))).isTrue();
    assertThat(new Gbnf(grammar).accepts(turn)).isFalse();
    String acting =
        turn.replaceFirst("0142", "0177")
            .replaceAll("(?s)<python>.*", "<python>\nread = read_file(\"user.md\")\n</python>");
    assertThat(new Gbnf(grammar).accepts(acting)).isTrue();
    String replying =
        Astray.of(turn, "", LOOK, List.of()).orElseThrow().grammar(TurnGrammar.Body.REPLY);
    assertThat(new Gbnf(replying).accepts(acting)).isFalse();
  }
}
