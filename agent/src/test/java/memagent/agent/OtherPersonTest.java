package memagent.agent;

import static memagent.agent.Memories.act;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import memagent.model.ScriptedChatModel;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import memagent.vault.VaultChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherPersonTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Hesper Lund's birthday is the 9th of August. | - birthday: 9 August
          I heard that Hesper Lund’s phone is 0199. | - phone: 0199
          """)
  void whatIsToldOfOneIsKeptOutOfAnothersNote(String message, String line) {
    assertThat(question(message, "# Perpetua Quill\n", line))
        .hasValue("I have no note of Hesper Lund to write this in. Shall I make one?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Hesper Lund's birthday is the 9th of August. | # Hesper Lund | - birthday: 9 August
          Hesper Lund's birthday is the 9th of August. | # Thistle Quartet | - Hesper: 9 August
          Perpetua took Hesper Lund's place. | # Perpetua Quill | - place: second violin
          My neighbour's birthday is the 9th of August. | # Perpetua Quill | - birthday: 9 August
          Hesper's birthday is the 9th of August. | # Perpetua Quill | - birthday: 9 August
          Mrs Obuya's tap drips. | # Repairs | - tap: drips
          Hesper Lund's and Ada Holm's shifts are off. | # Perpetua Quill | - shift: off
          """)
  void whatMayBeMeantIsKept(String message, String title, String line) {
    assertThat(question(message, title + "\n", line)).isEmpty();
  }

  private static Optional<String> question(String message, String note, String line) {
    return OtherPerson.question(
        message,
        List.of(
            new VaultChange.Updated(
                NotePath.of("entities/somebody.md"), note, note + line + "\n")));
  }

  @Test
  void thePersonIsAskedAndNothingIsWritten() throws Exception {
    try (Vault vault = Memories.family(folder)) {
      ScriptedChatModel model =
          ScriptedChatModel.saying(
              act(
                  "Frida is near.",
                  "d = update_file(\"entities/frida_brandt.md\", \"- age: 29\", \"- age: 30\")"));
      AgentResult result =
          Memories.ask(
              Memories.agent(
                  model,
                  vault,
                  AgentSettings.DEFAULT.withHelp(new CodeHelp(Switch.OFF, Switch.ON, Switch.OFF))),
              Session.start("s"),
              "Hesper Lund's age is 30.");
      assertThat(result.changes()).isEmpty();
      assertThat(Files.readString(folder.resolve("entities/frida_brandt.md"))).contains("age: 29");
      assertThat(result.reply())
          .isEqualTo("I have no note of Hesper Lund to write this in. Shall I make one?");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Delete Doctor Weiss, note and link. | false
          Delete Frida Brandt and what you know of Doctor Weiss. | true
          Delete my sister's note. | true
          """)
  void aNoteIsKeptWhereAnotherOneIsToBeDeleted(String message, boolean deletes) throws Exception {
    try (Vault vault = Memories.family(folder)) {
      ScriptedChatModel model =
          ScriptedChatModel.saying(
              act("Frida goes.", "d = delete_file(\"entities/frida_brandt.md\")"),
              Memories.say("Deleted.", "Deleted."));
      AgentResult result =
          Memories.ask(
              Memories.agent(
                  model,
                  vault,
                  AgentSettings.DEFAULT.withHelp(new CodeHelp(Switch.OFF, Switch.ON, Switch.OFF))),
              Session.start("s"),
              message);
      assertThat(Files.exists(folder.resolve("entities/frida_brandt.md"))).isEqualTo(!deletes);
      assertThat(result.reply())
          .isEqualTo(
              deletes
                  ? "Deleted."
                  : "You speak of Doctor Weiss, and this would delete somebody else's note."
                      + " Which one shall go?");
    }
  }
}
