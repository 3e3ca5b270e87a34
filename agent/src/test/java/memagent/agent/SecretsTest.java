package memagent.agent;

import static memagent.agent.Memories.act;
import static memagent.agent.Memories.ask;
import static memagent.agent.Memories.say;
import static memagent.agent.Memories.small;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import memagent.model.Cancellation;
import memagent.model.ScriptedChatModel;
import memagent.vault.SecretPolicy;
import memagent.vault.Vault;
import memagent.vault.WithheldSecret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in what a model writes, and filters over what it finds. */
class SecretsTest {
  private static final String PASSWORD = "Lavender_46";
  private static final String CARD = "4012888888881881";

  @TempDir Path folder;

  @Test
  void aSecretIsInNoFileThatATurnLeavesBehind() throws IOException {
    Path memory = folder.resolve("memory");
    Vault vault = Memories.family(memory);
    vault.guardSecrets(SecretPolicy.USUAL);
    ScriptedChatModel model =
        small(
            act(
                "keep both",
                "a = update_file(\"user.md\", \"- age: 34\", \"- age: 34\\n- mail password: "
                    + PASSWORD
                    + "\")\nb = update_file(\"user.md\", \"- city: Kiel\", \"- city: Kiel\\n- card: "
                    + CARD
                    + "\")"),
            say("y", "The card is noted, and the password is not: keep it elsewhere."));
    AgentSettings settings = AgentSettings.DEFAULT.withTrajectories(folder.resolve("trajectories"));
    List<WithheldSecret> told = new ArrayList<>();
    AgentListener listener =
        new AgentListener() {
          @Override
          public void withheld(List<WithheldSecret> secrets) {
            told.addAll(secrets);
          }
        };
    Session session = Session.start("s");
    Memories.agent(model, vault, settings)
        .run(
            session,
            "My mail password is " + PASSWORD + " and my card is " + CARD + ".",
            listener,
            new Cancellation());
    new SessionStore(folder.resolve("sessions"), vault.secrets()).save(session);

    assertThat(model.requests().getLast().messages().getLast().text())
        .contains("has a password on line 4, and this memory keeps none")
        .doesNotContain(PASSWORD);
    assertThat(told)
        .extracting(WithheldSecret::sentence)
        .containsExactly(
            "user.md: not written, because of a password; the setting secrets says that this memory keeps none.",
            "user.md: a payment card number was masked, as the setting secrets says.");
    assertThat(Memories.read(memory, "user.md"))
        .contains("- city: Kiel\n- card: [card number masked, ends in 1881]\n")
        .doesNotContain("password");
    for (String place : List.of("trajectories", "sessions")) {
      String written = all(folder.resolve(place));
      assertThat(written)
          .contains("password is [password masked]", "[card number masked, ends in 1881]")
          .doesNotContain("Lavender")
          .doesNotContain(CARD);
    }
    assertThat(Trajectory.read(folder.resolve("trajectories/s-0001.jsonl")).events()).hasSize(6);
    assertThat(new SessionStore(folder.resolve("sessions")).load("s").warning()).isEmpty();
  }

  @Test
  void aFilterHoldsForWhatWasFoundBySearching() {
    for (String code :
        List.of(
            "found = search_memory(\"Frida age\")", "found = search_memory(\"sister birth\", 3)")) {
      ScriptedChatModel model =
          small(act("x", code), say("y", "Frida is 29, born 1996-11-20, and rows."));
      Path memory = folder.resolve("memory" + code.length());
      AgentSettings settings =
          AgentSettings.DEFAULT.withFilters("Do not reveal anybody's age or birth date.");
      AgentResult result =
          ask(
              Memories.agent(model, Memories.family(memory), settings),
              Session.start("s"),
              "Tell me about Frida.");
      assertThat(model.requests().getLast().messages().getLast().text())
          .containsAnyOf("29", "1996");
      assertThat(result.reply()).contains("rows").doesNotContain("29").doesNotContain("1996");
    }
  }

  private static String all(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
