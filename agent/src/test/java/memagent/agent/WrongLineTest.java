package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import memagent.model.ChatMessage;
import org.junit.jupiter.api.Test;

class WrongLineTest {
  private static final String LOOK =
      """
      <memory>
      === user.md
      # Edda Brandt
      - shoe size: 39
      - favourite soup: borscht
      - hat size: 54
      - old hat size: 52
      - landlord: [[entities/ole_lund.md]]
      - bakery: [[entities/bakery.md]]
      - bookkeeper: Tilda Moor [[entities/tilda_moor.md]]
      === entities/bakery.md
      # Bakery Sol
      - account number: B-11
      - sister shop: [[entities/mill.md]]
      === entities/mill.md
      # Mill Sol
      - account number: M-22
      - opens: 7:00
      === entities/tilda_moor.md
      # Tilda Moor
      | what | value |
      | glove size | 7 |
      | favourite soup | miso |
      === entities/ole_lund.md
      # Ole Lund
      Ole's boat is the Gull. His chest measurement is 104 cm. His lamp's resting place is in the chest of drawers.
      </memory>

      """;

  private static Optional<Astray> said(String question, String thought, String reply) {
    String turn = Memories.say(thought, reply);
    return Astray.of(turn, question, List.of(new ChatMessage.User(LOOK + question)), List.of());
  }

  private static List<String> instead(String question, String thought) {
    return said(question, thought, "It is that.").map(Astray::instead).orElse(List.of());
  }

  @Test
  void theSameAttributeOfAnotherPerson() {
    assertThat(instead("What soup does Tilda Moor like?", "user.md: - favourite soup: borscht"))
        .containsExactly("entities/tilda_moor.md: | favourite soup | miso |");
    assertThat(
            instead(
                "My favourite soup, please.", "entities/tilda_moor.md: | favourite soup | miso |"))
        .containsExactly("user.md: - favourite soup: borscht");
  }

  @Test
  void anAttributeThatOnlyAnotherPersonHas() {
    assertThat(instead("May I have my glove size?", "entities/tilda_moor.md: | glove size | 7 |"))
        .containsExactly("No");
    assertThat(
            instead(
                "May I have my bookkeeper's glove size?",
                "entities/tilda_moor.md: | glove size | 7 |"))
        .isEmpty();
    assertThat(instead("Who sells the glove size?", "entities/tilda_moor.md: | glove size | 7 |"))
        .isEmpty(); // nobody is asked about
  }

  @Test
  void aNoteOnTheWayToTheOneThatIsAskedAbout() {
    assertThat(
            instead(
                "What is my bakery's sister shop's account number?",
                "entities/bakery.md: - account number: B-11"))
        .containsExactly("entities/mill.md: - account number: M-22");
    assertThat(
            instead(
                "What is my bakery's account number?",
                "entities/bakery.md: - account number: B-11"))
        .isEmpty();
  }

  @Test
  void anotherSentenceOfTheRightNote() {
    String wrong =
        "entities/ole_lund.md: His lamp's resting place is in the chest of drawers. The filter is about something else.";
    assertThat(instead("What is my landlord's chest measurement?", wrong))
        .containsExactly("entities/ole_lund.md: His chest measurement is 104 cm.");
    assertThat(instead("Where does my landlord's lamp rest?", wrong)).isEmpty();
    assertThat(instead("What do you know of my landlord?", wrong)).isEmpty();
  }

  @Test
  void whatAFilterLeavesOfAQuestion() {
    assertThat(
            instead(
                "My landlord's boat and chest measurement?",
                "entities/ole_lund.md: His chest measurement is 104 cm. Only the boat is allowed."))
        .containsExactly("entities/ole_lund.md: Ole's boat is the Gull.");
    assertThat(
            instead(
                "My landlord's boat and chest measurement?",
                "entities/ole_lund.md: His chest measurement is 104 cm. The filter denies the boat."))
        .isEmpty();
  }

  @Test
  void aNoteOrAKeyThatIsSaidToBeMissingAndIsShown() {
    assertThat(
            said(
                    "When does Mill Sol open?",
                    "No note of Mill Sol. Ask.",
                    "There is no such note. What is it?")
                .map(Astray::instead))
        .contains(List.of("entities/mill.md: - opens: 7:00"));
    assertThat(
            said("My shoe size?", "No shoe size in user.md. Ask.", "It is not noted. What is it?")
                .map(Astray::instead))
        .contains(List.of("user.md: - shoe size: 39"));
    assertThat(
            said("My ring size?", "No ring size in user.md. Ask.", "It is not noted. What is it?"))
        .isEmpty();
    assertThat(said("Ivo's age?", "No note of Ivo. Ask.", "Who is Ivo?")).isEmpty();
  }

  @Test
  void aValueThatCannotBeTheAnswer() {
    assertThat(instead("When does my bakery bake?", "entities/bakery.md: - account number: B-11"))
        .containsExactly("No");
    assertThat(instead("When does Mill Sol get up?", "entities/mill.md: - account number: M-22"))
        .containsExactly("entities/mill.md: - opens: 7:00", "No");
    assertThat(instead("When does Mill Sol get up?", "entities/mill.md: - opens: 7:00")).isEmpty();
  }

  @Test
  void whatAThingWasBefore() {
    assertThat(instead("What was my previous hat size?", "user.md: - hat size: 54"))
        .containsExactly("user.md: before it was 52.");
    assertThat(instead("What is my hat size?", "user.md: - hat size: 54")).isEmpty();
    assertThat(instead("What was my previous shoe size?", "user.md: - shoe size: 39")).isEmpty();
  }

  @Test
  void anAnswerThatIsQuotedAndDenied() {
    Astray found =
        said(
                "What is Mill Sol's account number?",
                "entities/mill.md: - account number: M-22 Only the account is noted.",
                "For Mill Sol I have only M-22, no number. What is it?")
            .orElseThrow();
    assertThat(found.instead()).containsExactly("entities/mill.md: - account number: M-22");
    Gbnf grammar = new Gbnf(found.grammar(TurnGrammar.Body.REPLY));
    assertThat(grammar.accepts(Memories.say(found.instead().getFirst(), "M-22."))).isTrue();
    assertThat(grammar.accepts(Memories.say(found.instead().getFirst() + " No.", "M-22.")))
        .isFalse();
    assertThat(
            said(
                "Which bank is Mill Sol's account number with?",
                "entities/mill.md: - account number: M-22 No bank.",
                "No bank is noted. Which is it?"))
        .isEmpty();
  }

  @Test
  void theNameOfWhomTheQuestionMeans() {
    assertThat(
            instead(
                "Under what name do I have my bookkeeper down?",
                "entities/tilda_moor.md: | glove size | 7 |"))
        .containsExactly("user.md: - bookkeeper: Tilda Moor [[entities/tilda_moor.md]]");
    assertThat(
            instead(
                "What is my bookkeeper's glove size called?",
                "entities/tilda_moor.md: | glove size | 7 |"))
        .isEmpty();
  }

  @Test
  void aLinkThatOnlyLeadsOn() {
    assertThat(
            instead(
                "What is my bakery's sister shop's account number?",
                "entities/bakery.md: - sister shop: [[entities/mill.md]]"))
        .containsExactly("entities/mill.md: - account number: M-22");
    assertThat(
            instead(
                "Who is my bakery's sister shop?",
                "entities/bakery.md: - sister shop: [[entities/mill.md]]"))
        .isEmpty();
  }

  @Test
  void aChangeInTheNoteOfSomebodyElse() {
    String act =
        "<think>entities/tilda_moor.md: | favourite soup | miso |</think>\n<python>\ndone = update_file()\n</python>";
    List<ChatMessage> look = List.of(new ChatMessage.User(LOOK));
    assertThat(
            Astray.of(act, "My favourite soup has changed to goulash.", look, List.of())
                .map(Astray::instead))
        .contains(List.of("user.md: - favourite soup: borscht"));
    assertThat(Astray.of(act, "Tilda's favourite soup is goulash now.", look, List.of())).isEmpty();
    assertThat(
            Astray.of(act, "Tilda Moor's glove size is 8 now.", look, List.of())
                .map(Astray::instead))
        .contains(List.of("entities/tilda_moor.md: | glove size | 7 |"));
    assertThat(Astray.of(act, "The favourite soup of my aunt is goulash now.", look, List.of()))
        .isEmpty(); // she may be meant
  }

  @Test
  void leavesSeveralQuotesAndOtherThoughts() {
    assertThat(
            instead(
                "What soup does Tilda Moor like?",
                "user.md: - favourite soup: borscht / - shoe size: 39"))
        .isEmpty();
    assertThat(instead("What soup does Tilda Moor like?", "Only soup is noted.")).isEmpty();
    assertThat(instead("What soup do Tilda Moor and Ole Lund like?", "user.md: - shoe size: 39"))
        .isEmpty();
  }
}
