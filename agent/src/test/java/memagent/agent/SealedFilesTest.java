package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import memagent.model.ChatMessage;
import memagent.vault.Encryption;
import memagent.vault.MemoryKey;
import memagent.vault.SecretPolicy;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedFilesTest {
  private static final TrajectoryEvent JANE = new TrajectoryEvent.Hinted(1, "frame", "Jane Doe");

  @TempDir Path folder;

  private static MemoryKey key(Path memory) throws IOException {
    Files.createDirectories(memory);
    try (Vault vault = Vault.open(memory, VaultLimits.DEFAULT)) {
      return Encryption.begin(vault, "twelve small boats".toCharArray());
    }
  }

  private SessionStore store(MemoryKey key) {
    return new SessionStore(folder.resolve("sessions"), SecretPolicy.KEEP_ALL, key);
  }

  private static Session session(String id) {
    Session session = Session.start(id);
    session.add(
        List.of(new ChatMessage.User("Who is Jane Doe?"), new ChatMessage.Assistant("Jane.")),
        "",
        200_000);
    return session;
  }

  @Test
  void aSessionIsReadWithItsKeyOnlyAndNeverSetAside() throws IOException {
    MemoryKey key = key(folder.resolve("m"));
    store(key).save(session("sealed"));
    Path file = folder.resolve("sessions/sealed.json");
    assertThat(MemoryKey.isSealed(Files.readAllBytes(file))).isTrue();
    assertThat(store(key).load("sealed").session().messages()).hasSize(2);
    for (MemoryKey other : List.of(MemoryKey.NONE, key(folder.resolve("other")))) {
      assertThatThrownBy(() -> store(other).load("sealed"))
          .isInstanceOf(AgentException.class)
          .hasMessageContaining("belongs to an encrypted memory");
      assertThat(store(other).latest()).isEmpty();
    }
    assertThat(store(key).latest()).contains("sealed");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThat(store(key).load("sealed").warning()).hasSize(1);
  }

  @Test
  void eachLineOfATrajectoryIsSealed() throws IOException {
    MemoryKey key = key(folder.resolve("m"));
    Path file = folder.resolve("t/a.jsonl");
    Trajectory written = Trajectory.to(file, SecretPolicy.KEEP_ALL, key);
    written.add(JANE);
    written.add(JANE);
    assertThat(Files.readAllLines(file)).hasSize(2).noneMatch(line -> line.contains("Jane"));
    assertThat(Trajectory.read(file, key).events()).containsExactly(JANE, JANE);
    assertThatThrownBy(() -> Trajectory.read(file))
        .isInstanceOf(AgentException.class)
        .hasMessageContaining("it is encrypted");
    // A line that a crash cut is left out, as in a plain one.
    Files.writeString(file, Files.readString(file).substring(0, 200));
    assertThat(Trajectory.read(file, key).events().size()).isLessThan(2);
  }

  @Test
  void whatIsKeptIsEncryptedAndDecryptedAsItLies() throws IOException {
    MemoryKey key = key(folder.resolve("m"));
    store(MemoryKey.NONE).save(session("a"));
    store(key(folder.resolve("other"))).save(session("b"));
    Path trajectory = folder.resolve("t/a.jsonl");
    Trajectory.to(trajectory).add(JANE);
    byte[] plainSession = Files.readAllBytes(folder.resolve("sessions/a.json"));
    byte[] othersSession = Files.readAllBytes(folder.resolve("sessions/b.json"));
    byte[] plainTrajectory = Files.readAllBytes(trajectory);

    SealedFiles sealed = new SealedFiles(key);
    sealed.whole(folder.resolve("sessions"));
    sealed.lines(folder.resolve("t"));
    sealed.lines(folder.resolve("none"));
    assertThat(sealed.written()).isEqualTo(2);
    assertThat(sealed.left()).isEmpty();
    assertThat(store(key).load("a").session().questions()).isEqualTo(1);
    assertThat(Trajectory.read(trajectory, key).events()).containsExactly(JANE);
    SealedFiles again = new SealedFiles(key);
    again.whole(folder.resolve("sessions"));
    again.lines(trajectory);
    assertThat(again.written()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("sessions/b.json"))).isEqualTo(othersSession);

    // Found and taken out where it is sealed, too.
    KeptTalk talk = new KeptTalk(folder.resolve("sessions"), folder.resolve("t"), key);
    KeptTalk.Found found = talk.find(text -> text.contains("Jane Doe"));
    assertThat(found.questions()).hasSize(1);
    assertThat(found.trajectories()).containsExactly("a.jsonl");

    MemoryKey decrypting;
    try (Vault vault =
        Vault.open(
            folder.resolve("m"),
            VaultLimits.DEFAULT,
            new memagent.vault.HistorySettings(
                folder.resolve("h"), java.time.Instant::now, warning -> {}),
            key)) {
      decrypting = Encryption.beginDecrypting(vault);
    }
    SealedFiles opened = new SealedFiles(decrypting);
    opened.whole(folder.resolve("sessions"));
    opened.lines(folder.resolve("t"));
    assertThat(Files.readAllBytes(folder.resolve("sessions/a.json"))).isEqualTo(plainSession);
    assertThat(Files.readAllBytes(trajectory)).isEqualTo(plainTrajectory);
  }
}
