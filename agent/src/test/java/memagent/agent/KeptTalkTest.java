package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import memagent.model.ChatMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTalkTest {
  @TempDir Path home;
  private Path sessions;
  private Path trajectories;
  private KeptTalk talk;

  @BeforeEach
  void talks() throws IOException {
    sessions = home.resolve("sessions");
    trajectories = home.resolve("trajectories");
    talk = new KeptTalk(sessions, trajectories);
    Session session = Session.start("a");
    add(session, "Where is the boat?", "In the harbour.");
    add(session, "And Jane?", "In Oslo.");
    session.add(
        List.of(
            new ChatMessage.User("Who sang?"),
            new ChatMessage.Assistant("<python>x = read_file(\"user.md\")</python>"),
            new ChatMessage.User("<result>\n{'x': '# A\\nJane sang'}\n</result>"),
            new ChatMessage.Assistant("<reply>She did.</reply>")),
        "",
        200_000);
    add(session, "Thanks", "You are welcome.");
    new SessionStore(sessions).save(session);
    Files.createDirectories(trajectories);
    Files.writeString(
        trajectories.resolve("a-0001.jsonl"), "{\"event\":\"recalled\",\"text\":\"x\"}\n");
    Files.writeString(
        trajectories.resolve("a-0002.jsonl"), "{\"event\":\"recalled\",\"text\":\"Jane\"}\n");
    Files.writeString(trajectories.resolve("jane-0001.jsonl"), "");
  }

  private static void add(Session session, String question, String reply) {
    session.add(
        List.of(new ChatMessage.User(question), new ChatMessage.Assistant(reply)), "", 200_000);
  }

  private static boolean tells(String text) {
    return text.toLowerCase(Locale.ROOT).contains("jane");
  }

  @Test
  void findsQuestionsAndFilesAndChangesNothing() throws IOException {
    String before = Files.readString(sessions.resolve("a.json"));
    KeptTalk.Found found = talk.find(KeptTalkTest::tells);
    assertThat(found.questions()).containsExactly("And Jane?", "Who sang?");
    assertThat(found.trajectories()).containsExactly("a-0002.jsonl", "jane-0001.jsonl");
    assertThat(sessions.resolve("a.json")).hasContent(before);
    assertThat(trajectories.resolve("a-0002.jsonl")).exists();
  }

  @Test
  void removesQuestionsWithAllThatCameOfThem() {
    talk.remove(KeptTalkTest::tells);
    Session session = new SessionStore(sessions).load("a").session();
    assertThat(session.messages())
        .extracting(ChatMessage::text)
        .containsExactly("Where is the boat?", "In the harbour.", "Thanks", "You are welcome.");
    assertThat(session.questions()).isEqualTo(4);
    assertThat(trajectories.resolve("a-0001.jsonl")).exists();
    assertThat(trajectories.resolve("a-0002.jsonl")).doesNotExist();
    assertThat(talk.find(KeptTalkTest::tells)).isEqualTo(new KeptTalk.Found(List.of(), List.of()));
  }

  @Test
  void aSessionThatIsDamagedOrNamedSoGoesAsAWhole() throws IOException {
    Files.writeString(sessions.resolve("b.json.damaged"), "{ half of it, Jane");
    Files.writeString(
        sessions.resolve("c.json"), "{\"id\":\"c\",\"more\":\"Jane\",\"messages\":[]}");
    Files.writeString(sessions.resolve(".123.tmp"), "Jane");
    new SessionStore(sessions).save(Session.start("with-jane"));
    assertThat(talk.remove(KeptTalkTest::tells).questions())
        .contains(".123.tmp", "b.json.damaged", "with-jane.json");
    assertThat(sessions.resolve("with-jane.json")).doesNotExist();
    assertThat(sessions.resolve("b.json.damaged")).doesNotExist();
    assertThat(talk.find(KeptTalkTest::tells).questions()).isEmpty();
    assertThat(sessions.resolve("a.json")).exists();
  }

  @Test
  void nothingThereIsNothingFound() {
    KeptTalk none = new KeptTalk(home.resolve("none"), home.resolve("nothing"));
    assertThat(none.remove(KeptTalkTest::tells).questions()).isEmpty();
    assertThat(home.resolve("none")).doesNotExist();
  }
}
