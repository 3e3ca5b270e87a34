package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import memagent.model.ChatMessage;
import org.junit.jupiter.api.Test;

class DisagreementTest {
  private static final String LOOK =
      """
      <memory>
      === user.md
      # Edda Brandt
      - mentor: [[entities/bo_ek.md]]
      - mentor tax number: 87
      - mentor desk: 4
      - clinic: [[entities/clinic.md]]
      - clinic (until 2015) phone: 3
      === entities/bo_ek.md
      # Bo Ek
      Bo's tax number is 22. His desk is 4.
      === entities/clinic.md
      - phone: 5
      </memory>

      """;

  private static Optional<List<String>> said(String thought, String reply) {
    return Astray.of(
            Memories.say(thought, reply), "?", List.of(new ChatMessage.User(LOOK)), List.of())
        .map(Astray::instead);
  }

  @Test
  void twoNotesThatSayDifferentThings() {
    List<String> both = List.of("user.md: 87, entities/bo_ek.md: 22. They disagree. Ask.");
    assertThat(said("entities/bo_ek.md: Bo's tax number is 22.", "It is 22.")).contains(both);
    assertThat(said("user.md: - mentor tax number: 87", "It is 87.")).contains(both);
  }

  @Test
  void aReplyThatAsksTwoThatAgreeAndWhatWasBefore() {
    assertThat(said("user.md: - mentor tax number: 87", "It is 87, or is it?")).isEmpty();
    assertThat(said("entities/bo_ek.md: His desk is 4.", "It is 4.")).isEmpty();
    assertThat(said("entities/clinic.md: - phone: 5", "It is 5.")).isEmpty();
  }
}
