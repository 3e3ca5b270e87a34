package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AskedNoteTest {
  private static final Shown SHOWN =
      Shown.in(
          """
          <memory>
          === user.md
          - father: [[entities/ole_lund.md]]
          - great uncle: [[entities/per_moe.md]]
          - uncle: [[entities/ivo_lund.md]]
          - clinic: [[entities/clinic.md]]
          - coach: [[entities/gone.md]]
          === entities/ole_lund.md
          # Ole Lund
          - landlord: [[entities/per_moe.md]]
          === entities/per_moe.md
          # Per Moe
          === entities/ivo_lund.md
          # Ivo Lund
          === entities/clinic.md
          aliases: [Sea Clinic]
          </memory>

          """);

  private static Optional<AskedNote> asked(String question) {
    return AskedNote.of(question, SHOWN);
  }

  @Test
  void followsTheLinksWhoseKeysStandInTheQuestion() {
    assertThat(asked("What is my dad's landlord's shoe size?"))
        .contains(
            new AskedNote(
                List.of("user.md", "entities/ole_lund.md", "entities/per_moe.md"),
                Set.of("sho", "siz"),
                false));
    assertThat(asked("my great uncle's age").map(AskedNote::path)).contains("entities/per_moe.md");
    assertThat(asked("my uncle's age").map(AskedNote::path)).contains("entities/ivo_lund.md");
    assertThat(asked("my coach's age").map(AskedNote::path)).contains("user.md");
  }

  @Test
  void beginsAtTheNoteThatTheQuestionNames() {
    assertThat(asked("Ole Lund's landlord's age").map(AskedNote::path))
        .contains("entities/per_moe.md");
    assertThat(asked("Per's age"))
        .contains(new AskedNote(List.of("entities/per_moe.md"), Set.of("age"), false));
    assertThat(asked("Sea Clinic's phone").map(AskedNote::isNamed)).contains(true);
  }

  @Test
  void saysNothingWhereTheWordsLeaveItOpen() {
    assertThat(asked("Ole Lund and Per Moe's age")).isEmpty();
    assertThat(asked("my uncle's and my father's phone")).isEmpty();
    assertThat(asked("the phone number, please")).isEmpty();
    assertThat(AskedNote.of("my age", Shown.in(""))).isEmpty();
  }
}
