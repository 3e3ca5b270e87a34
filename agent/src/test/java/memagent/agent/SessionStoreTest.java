package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import memagent.agent.SessionStore.Loaded;
import memagent.model.ChatMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionStoreTest {
  @TempDir Path folder;

  private static Session with(String id, String... texts) {
    Session session = Session.start(id);
    for (String text : texts) {
      session.add(
          List.of(new ChatMessage.User(text), new ChatMessage.Assistant("re " + text)),
          "",
          200_000);
    }
    return session;
  }

  @Test
  void givesBackWhatItSaved() {
    SessionStore store = new SessionStore(folder.resolve("sessions"));
    Session session = with("a", "one", "zwei ✓ 三\n\"quoted\"");
    store.save(session);
    Loaded loaded = store.load("a");
    assertThat(loaded.warning()).isEmpty();
    assertThat(loaded.session().messages()).isEqualTo(session.messages());
    assertThat(loaded.session().questions()).isEqualTo(2);
  }

  @Test
  void beginsASessionThatIsNotThere() {
    Loaded loaded = new SessionStore(folder.resolve("none")).load("new");
    assertThat(loaded.session().messages()).isEmpty();
    assertThat(loaded.warning()).isEmpty();
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void letsOnlyTheOwnerRead() throws IOException {
    SessionStore store = new SessionStore(folder.resolve("sessions"));
    store.save(with("a", "one"));
    Path file = folder.resolve("sessions/a.json");
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Set<?> rights = Files.getPosixFilePermissions(file);
      assertThat(rights).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    try (Stream<Path> files = Files.list(folder.resolve("sessions"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"version\":1}",
        "{\"version\":1,\"id\":\"other\",\"questions\":1,\"messages\":[]}",
        "{\"version\":1,\"id\":\"a\",\"questions\":1,\"messages\":[{\"role\":\"tool\",\"text\":\"x\"}]}",
        "{\"version\":1,\"id\":\"a\",\"questions\":1,\"messages\":[null]}",
      })
  void setsADamagedFileAsideAndBeginsAFreshSession(String damaged) throws IOException {
    Files.writeString(folder.resolve("a.json"), damaged);
    Loaded loaded = new SessionStore(folder).load("a");
    assertThat(loaded.session().messages()).isEmpty();
    assertThat(loaded.warning()).singleElement().asString().contains("damaged").endsWith(".");
    assertThat(folder.resolve("a.json.damaged")).hasContent(damaged);
    assertThat(folder.resolve("a.json")).doesNotExist();
  }

  @Test
  void neverLosesTheDamagedFileOfAnEarlierTime() throws IOException {
    SessionStore store = new SessionStore(folder);
    for (String damaged : List.of("one", "two")) {
      Files.writeString(folder.resolve("a.json"), damaged);
      store.load("a");
    }
    assertThat(folder.resolve("a.json.damaged")).hasContent("one");
    assertThat(folder.resolve("a.json.damaged-2")).hasContent("two");
  }

  @Test
  void setsAsideAFileThatIsNotText() throws IOException {
    Files.write(folder.resolve("a.json"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
    assertThat(new SessionStore(folder).load("a").warning()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../a", "a/b", "a b", "-a", "é", "a\u0000"})
  void refusesAnIdThatIsNoFileName(String id) {
    assertThatThrownBy(() -> new SessionStore(folder).load(id))
        .isInstanceOf(AgentException.class)
        .hasMessageContaining("is not usable");
  }

  @Test
  void cutsTheOldestQuestionsFirstAndKeepsTheLastOne() {
    Session session = Session.start("a");
    for (int i = 0; i < 10; i++) {
      session.add(
          List.of(
              new ChatMessage.User("question " + i),
              new ChatMessage.Assistant("x".repeat(400)),
              new ChatMessage.User("<result>\n{}\n</result>"),
              new ChatMessage.Assistant("y".repeat(400))),
          "",
          2_000);
    }
    assertThat(session.questions()).isEqualTo(10);
    assertThat(session.messages()).hasSize(8);
    assertThat(session.messages().getFirst()).isEqualTo(new ChatMessage.User("question 8"));
  }
}
