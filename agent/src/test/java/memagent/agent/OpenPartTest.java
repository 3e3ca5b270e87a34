package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenPartTest {
  private static final String QUESTION = "Give me my locker number plus the boiler room.";
  private static final String LOCKER = "user.md: - locker number: 318";
  private static final String ROOM = "user.md: - boiler room: B 2";

  @TempDir Path folder;

  private List<String> open(String question, String filter) throws IOException {
    Files.writeString(
        folder.resolve("user.md"),
        "# Edda Brandt\n- locker number: 318\n- boiler room: B 2\n- kiln: north wall\n");
    PrivacyFilter privacy = PrivacyFilter.parse(filter);
    List<String> parts = privacy.open(QuestionParts.of(question));
    try (Vault vault = Vault.open(folder, VaultLimits.DEFAULT)) {
      return FirstLook.at(
              vault, Question.of(question), parts, Session.start("s"), TurnLimits.DEFAULT)
          .open(privacy, LocalDate.of(2026, 11, 28));
    }
  }

  @Test
  void aLineThatTheLookDoesNotShowIsNotOpen() {
    Excerpt shown =
        new Excerpt(
            List.of(new Excerpt.Part("user.md", true, List.of("- locker number: 318", "### room"))),
            List.of(),
            List.of(),
            List.of());
    FirstLook.Look look =
        new FirstLook.Look(
            shown,
            Set.of(),
            Optional.empty(),
            List.of(LOCKER, "user.md: - kiln: north", "entities/a.md: - locker number: 318"));
    PrivacyFilter privacy = PrivacyFilter.parse("Not a word about the boiler room.");
    assertThat(look.open(privacy, LocalDate.of(2026, 11, 28))).containsExactly(LOCKER);
  }

  private static Optional<Astray> seen(String thought, String reply) {
    String turn = Memories.say(thought, reply);
    return OpenPart.of(turn, turn.substring(0, turn.indexOf("</think>")), List.of(LOCKER));
  }

  @Test
  void theLineOfThePartThatNoFilterDeniesIsOpen() throws IOException {
    assertThat(open(QUESTION, "Not a word about the boiler room.").getFirst()).isEqualTo(LOCKER);
    assertThat(open(QUESTION, "Only the boiler room may be told.").getFirst()).isEqualTo(ROOM);
    assertThat(open(QUESTION, "Not a word about the boiler room.")).doesNotContain(ROOM);
  }

  @Test
  void nothingIsOpenWhereAllOrNothingIsDenied() throws IOException {
    assertThat(open(QUESTION, "Tell nobody anything.")).isEmpty();
    assertThat(open(QUESTION, "Not a word about the kiln.")).isEmpty();
    assertThat(open("What is my locker number?", "Not a word about the locker number.")).isEmpty();
  }

  @Test
  void aReplyThatRefusesAllIsDrawnAgain() {
    Astray found =
        seen("The filter denies the boiler room.", "I may not tell the boiler room.").orElseThrow();
    assertThat(found.before()).isEqualTo("<think>\n");
    assertThat(found.instead()).containsExactly(LOCKER);
    assertThat(found.told()).contains("locker number: 318").contains("may be told");
  }

  @Test
  void soIsOneThatQuotesWhatIsWithheld() {
    assertThat(seen("user.md: - boiler room: [withheld]", "Your locker number is Boiler room."))
        .isPresent();
  }

  @Test
  void aReplyThatTellsTheOpenPartOrAsksIsLeft() {
    assertThat(seen(LOCKER + " The filter denies the boiler room.", "318. The room is private."))
        .isEmpty();
    assertThat(seen("user.md: - kiln: north wall", "The kiln is at the north wall.")).isEmpty();
    assertThat(seen("The filter denies the boiler room.", "Which locker do you mean?")).isEmpty();
  }
}
