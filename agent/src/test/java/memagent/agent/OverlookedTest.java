package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import memagent.model.ChatMessage;
import org.junit.jupiter.api.Test;

class OverlookedTest {
  private static final String QUESTION = "What did Corvin get for his birthday in 2030?";

  private static final String LOOK =
      """
      <memory>
      === entities/twins.md
      - birthday: 4 May, a passport
      === entities/corvin.md
      | 2030 | birthday | set of bone folders |
      likely:
      entities/twins.md: - school: Corvin's, on foot
      entities/corvin.md: | 2030 | birthday | set of bone folders |
      not found: get
      </memory>

      %s
      """;

  private static Optional<Astray> seen(String look, String turn) {
    return Astray.of(turn, QUESTION, List.of(new ChatMessage.User(look.formatted(QUESTION))));
  }

  @Test
  void findsALikelyLineThatHasMoreOfTheQuestion() {
    String turn = Memories.say("entities/twins.md: - birthday: 4 May, a passport", "A passport.");
    Astray found = seen(LOOK, turn).orElseThrow();
    assertThat(found.before()).isEqualTo("<think>\n");
    assertThat(found.instead())
        .containsExactly("entities/corvin.md: | 2030 | birthday | set of bone folders |");
    assertThat(new Gbnf(found.grammar(TurnGrammar.Body.ANY)).accepts(turn)).isFalse();
  }

  @Test
  void leavesWhoQuotesALikelyLineOrNone() {
    assertThat(seen(LOOK, Memories.say("entities/twins.md: - school: Corvin's, on foot", "Old.")))
        .isEmpty();
    assertThat(seen(LOOK, Memories.say("Nothing to save.", "Fine."))).isEmpty();
  }

  @Test
  void leavesALineThatOnlyLeadsOn() {
    String look = LOOK.replace("| set of bone folders |", "| [[entities/folders.md]] |");
    assertThat(seen(look, Memories.say("entities/twins.md: - birthday: 4 May", "4 May.")))
        .isEmpty();
  }

  @Test
  void leavesWhoAsksBackActsOrObeysAFilter() {
    String thought = "entities/twins.md: - birthday: 4 May, a passport";
    assertThat(seen(LOOK, Memories.say(thought, "Whose birthday?"))).isEmpty();
    assertThat(seen(LOOK, Memories.act(thought, "read = read_file(\"user.md\")"))).isEmpty();
    assertThat(seen(LOOK + "<filter>\n1. No gifts.\n</filter>", Memories.say(thought, "A hat.")))
        .isEmpty();
  }
}
