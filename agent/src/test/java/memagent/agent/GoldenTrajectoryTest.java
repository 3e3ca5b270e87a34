package memagent.agent;

import static memagent.agent.Memories.act;
import static memagent.agent.Memories.say;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import memagent.model.ScriptedChatModel;
import memagent.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole questions, scripted model, real sandbox and vault; -Dgolden.update=true rewrites. */
class GoldenTrajectoryTest {
  private static final Path GOLDEN = Path.of("src/test/resources/memagent/agent/golden");

  @TempDir Path folder;

  @Test
  void findsAFactTwoHopsAway() throws IOException {
    ScriptedChatModel model =
        ScriptedChatModel.saying(
            act("I begin with the user's own note.", "user = read_file(\"user.md\")"),
            act("The sister has a note.", "frida = go_to_link(\"[[entities/frida_brandt.md]]\")"),
            act("Her employer has one too.", "w = go_to_link(\"[[entities/nordlicht_werft]]\")"),
            say("The shipyard is in Flensburg.", "Your sister Frida works in Flensburg."));
    AgentResult result = ask(model, "Which city does my sister work in?");
    assertThat(result.reply()).isEqualTo("Your sister Frida works in Flensburg.");
    assertThat(result.changes()).isEmpty();
    assertGolden("retrieval", result);
  }

  @Test
  void writesDownANewEntityAndLinksIt() throws IOException {
    ScriptedChatModel model =
        ScriptedChatModel.saying(
            act("I begin with the user's own note.", "user = read_file(\"user.md\")"),
            act(
                "There is no dog yet: a note and a link.",
                """
                made = create_file("entities/bosse.md", "# Bosse\\n- kind: dog\\n- owner: [[user.md]]\\n")
                old = "- dentist: [[entities/doctor_weiss.md]]"
                linked = update_file("user.md", old, old + "\\n- dog: [[entities/bosse.md]]")\
                """),
            say("Both went well.", "I wrote down your dog Bosse."));
    AgentResult result = ask(model, "We have a dog now, his name is Bosse!");
    assertThat(result.changes()).hasSize(2);
    assertThat(Memories.read(folder, "user.md")).contains("- dog: [[entities/bosse.md]]\n");
    assertThat(Memories.read(folder, "entities/bosse.md")).contains("- kind: dog");
    assertGolden("update", result);
  }

  @Test
  void asksAndUnderstandsTheAnswerInAnotherProcess() throws IOException {
    Path sessions = folder.resolve(".sessions");
    Vault vault = Memories.family(folder);
    ScriptedChatModel first =
        ScriptedChatModel.saying(
            act("I begin with the user's own note.", "user = read_file(\"user.md\")"),
            say("Two people could be meant.", "Whose age do you mean, yours or Frida's?"));
    Session session = Session.start("golden");
    AgentResult asked =
        Memories.ask(Memories.agent(first, vault, AgentSettings.DEFAULT), session, "What age?");
    new SessionStore(sessions).save(session);
    assertGolden("clarification-1", asked);

    ScriptedChatModel second =
        ScriptedChatModel.saying(
            act("Frida's, then.", "frida = read_file(\"entities/frida_brandt.md\")"),
            say("It is there.", "Frida is 29."));
    Session again = new SessionStore(sessions).load("golden").session();
    AgentResult answered =
        Memories.ask(Memories.agent(second, vault, AgentSettings.DEFAULT), again, "Frida's.");
    assertThat(answered.reply()).isEqualTo("Frida is 29.");
    assertThat(second.requests().getFirst().messages().toString())
        .contains("What age?", "Whose age do you mean");
    assertGolden("clarification-2", answered);
  }

  @Test
  void masksADeniedFact() throws IOException {
    ScriptedChatModel model =
        ScriptedChatModel.saying(
            act("The sister's note.", "frida = read_file(\"entities/frida_brandt.md\")"),
            say("All is there.", "Frida likes rowing and is 29 years old, born 20 November 1996."));
    AgentResult result =
        ask(
            model,
            "Tell me about Frida. <filter>1. Do not reveal explicit age information, 2. Do not"
                + " reveal any email addresses</filter>");
    assertThat(result.reply())
        .isEqualTo("Frida likes rowing and is [withheld] years old, born [withheld].");
    assertThat(result.outcome().filtering()).isEqualTo(PrivacyFilter.Tier.PART_DENIED);
    assertGolden("filter", result);
  }

  @Test
  void recoversFromABlockThatFails() throws IOException {
    ScriptedChatModel model =
        ScriptedChatModel.saying(
            act("I begin with the user's own note.", "user = read_file(\"user.md\")"),
            act(
                "The age goes up by one.",
                """
                done = update_file("user.md", "- age: 34", "- age: 35")
                check = usr.count("35")\
                """),
            act(
                "I mistyped a name.",
                "done = update_file(\"user.md\", \"- age: 34\", \"- age: 35\")"),
            say("Done.", "I noted that you are 35 now."));
    AgentResult result = ask(model, "It was my birthday today, I am 35.");
    assertThat(Memories.read(folder, "user.md")).contains("- age: 35\n");
    assertThat(result.changes()).hasSize(1);
    assertGolden("recovery", result);
  }

  private AgentResult ask(ScriptedChatModel model, String question) {
    Agent agent = Memories.agent(model, Memories.family(folder), AgentSettings.DEFAULT);
    return Memories.ask(agent, Session.start("golden"), question);
  }

  private static void assertGolden(String name, AgentResult result) throws IOException {
    same(GOLDEN.resolve(name + ".jsonl"), result.trajectory().json());
    same(GOLDEN.resolve(name + ".txt"), result.trajectory().text());
    Trajectory read = Trajectory.read(GOLDEN.resolve(name + ".jsonl"));
    assertThat(read.events()).isEqualTo(result.trajectory().events());
  }

  private static void same(Path golden, String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }
}
