package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptionTest {
  private static final String[] WORDS = {"Aldermoor", "harbour", "Zürich", "berth", "Which"};

  @TempDir Path folder;
  private Encrypted it;

  @BeforeEach
  void fill() {
    it = new Encrypted(folder);
    try (Vault vault = it.open(MemoryKey.NONE)) {
      put(vault, "user.md", "# Me\n\n- berth: 12 in the old harbour\n");
      put(vault, "people/corvin.md", "# Corvin Aldermoor\n\n- city: Zürich\n");
      put(vault, "people/corvin.md", "# Corvin Aldermoor\n\n- city: Rome\n- berth: 12\n");
    }
  }

  private static List<VaultChange> put(Vault vault, String name, String text) {
    try (VaultTransaction transaction =
        vault.begin(Author.agent("s1", 1, "Which berth has Corvin Aldermoor?"))) {
      transaction.create(path(name), text);
      return ((CommitOutcome.Committed) transaction.commit()).changes();
    }
  }

  private static Map<String, String> notes(Vault vault) {
    Map<String, String> notes = new TreeMap<>();
    vault.notes().forEach(note -> notes.put(note.value(), vault.note(note).text()));
    return notes;
  }

  /** What the history tells, without the ids, which are others. */
  private static List<String> told(Vault vault) {
    History history = vault.history().orElseThrow();
    return history.entries(100).stream()
        .map(entry ->
            entry.when()
                + " "
                + entry.author()
                + " "
                + history.diff(List.of(entry)).stream().map(VaultChange::diff).toList())
        .toList();
  }

  @Test
  void nothingOfTheNotesIsPlainAfterwardsAndAllCanBeRead() throws IOException {
    Map<String, String> notes;
    List<String> told;
    try (Vault vault = it.open(MemoryKey.NONE)) {
      vault.keepIndexIn(folder.resolve("search"), SearchListener.SILENT);
      vault.embedWith(TinyEmbedder::new);
      assertThat(vault.index().search("berth", 5)).isNotEmpty();
      notes = notes(vault);
      told = told(vault);
    }
    Fixture.write(it.memory, "by_hand.md", "# Found by hand in the harbour\n");
    notes.put("by_hand.md", "# Found by hand in the harbour\n");
    assertThat(it.with(WORDS)).isNotEmpty();

    MemoryKey key = it.encrypt();
    assertThat(it.with(WORDS)).isEmpty();
    assertThat(it.with(" city", "born", "Rome")).isEmpty();
    assertThat(folder.resolve("search")).isEmptyDirectory();
    try (Vault vault = it.open(it.unlock())) {
      vault.keepIndexIn(folder.resolve("search"), SearchListener.SILENT);
      assertThat(notes(vault)).isEqualTo(notes);
      assertThat(told(vault).subList(1, told.size() + 1)).isEqualTo(told);
      assertThat(vault.index().search("Corvin berth", 5)).isNotEmpty();
      assertThat(vault.problems()).isEmpty();
      assertThat(Encryption.left(vault, List.of())).isEmpty();
      put(vault, "people/anna.md", "# Anna in Zürich\n\nBerth in the harbour\n");
    }
    assertThat(it.with(WORDS)).isEmpty();
    assertThat(folder.resolve("search")).isEmptyDirectory();
    assertThat(it.look().state()).isEqualTo(Encryption.State.ENCRYPTED);
    assertThat(it.warnings).isEmpty();
    assertThat(key.seals()).isTrue();
  }

  @Test
  void theLastLookFindsPlainTextWhereverItLies() throws IOException {
    MemoryKey key = it.encrypt();
    Path elsewhere =
        Fixture.write(folder, "x/log.txt", "..# Corvin Aldermoor\n\n- city: Rome\n- berth: 12..");
    Fixture.write(it.memory, ".trash/old.md", "# Corvin Aldermoor\n\n- city: Rome\n- berth: 12\n");
    Fixture.write(it.memory, "copy.md", "# Corvin Aldermoor\n\n- city: Rome\n- berth: 12\n");
    try (Vault vault = it.open(key)) {
      assertThat(Encryption.left(vault, List.of(elsewhere)))
          .extracting(ForgetTrace::kind)
          .containsExactly(
              "files of the memory",
              "hidden files that others keep in the memory",
              "other files in our folders");
      assertThat(vault.problems())
          .extracting(VaultProblem::reason)
          .containsExactly(
              "'copy.md' is not encrypted, though the memory is: encrypt the memory once more to take it in.");
    }
    // Another run takes in what has come since.
    assertThat(it.carryOut(key, (point, done, all) -> {}).files()).isEqualTo(1);
    try (Vault vault = it.open(key)) {
      assertThat(vault.problems()).isEmpty();
      assertThat(vault.note(path("copy.md")).title()).isEqualTo("Corvin Aldermoor");
    }
  }

  @Test
  void decryptingGivesTheVeryFilesBack() throws IOException {
    Map<String, String> before = files();
    List<String> told;
    try (Vault vault = it.open(MemoryKey.NONE)) {
      told = told(vault);
    }
    it.encrypt();
    assertThat(files()).isNotEqualTo(before);
    it.decrypt();
    assertThat(files()).isEqualTo(before);
    assertThat(it.look().state()).isEqualTo(Encryption.State.PLAIN);
    try (Vault vault = it.open(MemoryKey.NONE)) {
      assertThat(told(vault)).isEqualTo(told);
    }
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(it.memory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.toString().contains(".mem-agent")) {
          files.put(
              it.memory.relativize(file).toString(),
              Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }

  @Test
  void theHistoryOfAnEncryptedMemoryWorksAsAnyOther() {
    it.encrypt();
    try (Vault vault = it.open(it.unlock())) {
      History history = vault.history().orElseThrow();
      HistoryEntry latest = history.entries(1).getFirst();
      assertThat(history.factValues(path("people/corvin.md"), "city")).hasSize(2);
      try (AsOf then = history.asOf(history.entries(2).getLast())) {
        assertThat(then.vault().note(path("people/corvin.md")).text()).contains("Zürich");
        assertThat(then.vault().index().search("Zürich", 3)).isNotEmpty();
      }
      assertThat(history.sources(path("people/corvin.md"))).hasSize(4);
      assertThat(history.undo(List.of(latest), UndoOutcome.Prefer.ASK, Author.PROGRAM))
          .isInstanceOf(UndoOutcome.Undone.class);
      assertThat(vault.note(path("people/corvin.md")).text()).contains("Zürich");
      history.restore(NotePath.ROOT, latest, Author.PROGRAM);
      assertThat(vault.note(path("people/corvin.md")).text()).contains("Rome");
    }
  }

  @Test
  void aCopyOfThePastIsEncryptedToo() throws IOException {
    it.encrypt();
    try (Vault vault = it.open(it.unlock())) {
      History history = vault.history().orElseThrow();
      try (AsOf then = history.asOf(history.entries(1).getFirst())) {
        assertThat(then.vault().notes()).hasSize(2);
        assertThat(it.with(WORDS)).isEmpty();
      }
    }
  }

  @Test
  void withoutTheKeyThereIsOneSentenceAndNothingIsTouched() throws IOException {
    it.encrypt();
    Map<String, String> before = files();
    assertThatThrownBy(() -> it.open(MemoryKey.NONE))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("is encrypted: type its passphrase");
    assertThatThrownBy(() -> it.look().unlock("twelve small goats".toCharArray()))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("This is not the passphrase of the memory");
    assertThatThrownBy(() -> it.open(MemoryKey.random()))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("belongs to another memory");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aProgramThatHasItOpenPlainWritesNothingPlainIntoIt() {
    try (Vault old = it.open(MemoryKey.NONE)) {
      it.encrypt();
      assertThatThrownBy(() -> put(old, "user.md", "# plain\n"))
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("is encrypted");
    }
    try (Vault old = it.open(it.unlock())) {
      it.decrypt();
      assertThatThrownBy(() -> put(old, "user.md", "# sealed\n"))
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("start this one again");
    }
  }

  @Test
  void aProgramThatOpenedItHalfWaySealsWhatItAddsLater() throws IOException {
    MemoryKey key = it.begin();
    try (Vault other = it.open(key)) {
      other.history().orElseThrow().entries(1);
      it.carryOut(key, (point, done, all) -> {});
      put(other, "late.md", "# Late in the harbour\n");
      assertThat(told(other)).as(it.warnings + "").hasSize(4);
    }
    assertThat(it.with(WORDS)).isEmpty();
    assertThat(it.warnings).isEmpty();
  }

  @Test
  void oneChangedByteOfANoteIsOneSentenceAndTheRestWorks() throws IOException {
    it.encrypt();
    Path file = it.memory.resolve("people/corvin.md");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 20] ^= 1;
    Files.write(file, bytes);
    try (Vault vault = it.open(it.unlock())) {
      assertThatThrownBy(() -> vault.note(path("people/corvin.md")))
          .isInstanceOf(VaultException.class)
          .hasMessageContaining(
              "cannot be read: it was changed or damaged after it was encrypted.");
      assertThat(vault.problems()).hasSize(1);
      assertThat(vault.index().search("harbour", 3)).isNotEmpty();
      assertThat(vault.index().search("Aldermoor", 3)).isEmpty();
      // What the history has is whole.
      History history = vault.history().orElseThrow();
      HistoryEntry entry = history.entries(1).getFirst();
      try (AsOf then = history.asOf(entry)) {
        assertThat(then.vault().note(path("people/corvin.md")).text()).contains("Rome");
      }
    }
    Files.write(it.memory.resolve(".mem-agent/key"), new byte[10]);
    assertThatThrownBy(it::look)
        .isInstanceOf(VaultException.class)
        .hasMessageContaining(".mem-agent/key, is damaged");
  }

  @Test
  void aLostKeyFileIsPutBackFromBesideTheHistory() throws IOException {
    it.encrypt();
    AsOf.remove(it.memory.resolve(".mem-agent"));
    try (Vault vault = it.open(it.unlock())) {
      assertThat(notes(vault)).hasSize(2);
    }
  }

  @Test
  void anotherPassphraseWritesOnlyTheKeyAnew() throws IOException {
    MemoryKey key = it.encrypt();
    Map<String, String> before = files();
    try (Vault vault = it.open(key)) {
      Encryption.changePassphrase(vault, "thirteen boats".toCharArray(), Encrypted.CHEAP);
    }
    assertThat(files()).isEqualTo(before);
    assertThatThrownBy(it::unlock).isInstanceOf(VaultException.class);
    MemoryKey again = it.look().unlock("thirteen boats".toCharArray());
    try (Vault vault = it.open(again)) {
      assertThat(notes(vault)).hasSize(2);
    }
    String remembered = Encryption.remember(again);
    assertThat(it.look().remembered(remembered)).isPresent();
    assertThat(it.look().remembered(Encryption.remember(MemoryKey.random()))).isEmpty();
    assertThat(it.look().remembered("none")).isEmpty();
  }

  @Test
  void aBackupIsEncryptedAndIsPutBackWithItsPassphrase() throws IOException {
    it.encrypt();
    Path file = folder.resolve("b.zip");
    Map<String, String> notes;
    List<String> told;
    try (Vault vault = it.open(it.unlock())) {
      Backup.write(vault, file);
      notes = notes(vault);
      told = told(vault);
    }
    assertThat(Backup.isEncrypted(file)).isTrue();
    Path to = folder.resolve("restored");
    HistorySettings settings =
        new HistorySettings(folder.resolve("others"), java.time.Instant::now, it.warnings::add);
    Backup.restore(file, to, VaultLimits.DEFAULT, settings);
    assertThat(it.with(WORDS)).isEmpty();
    assertThatThrownBy(() -> Vault.open(to, VaultLimits.DEFAULT, settings))
        .isInstanceOf(VaultException.class);
    MemoryKey key = Encryption.of(to, settings).unlock(Encrypted.PASSPHRASE);
    try (Vault vault = Vault.open(to, VaultLimits.DEFAULT, settings, key)) {
      assertThat(notes(vault)).isEqualTo(notes);
      assertThat(told(vault)).isEqualTo(told);
    }
  }

  @Test
  void forgettingFindsAndRemovesWhatIsSealed() {
    it.encrypt();
    try (Vault vault = it.open(it.unlock())) {
      Forget plan = Forget.plan(vault, List.of("Corvin Aldermoor"), false);
      assertThat(plan.traces()).extracting(ForgetTrace::kind).contains("past versions of notes");
      plan.carryOut();
      assertThat(plan.left()).isEmpty();
      assertThat(notes(vault)).hasSize(1);
      assertThat(told(vault)).noneMatch(entry -> entry.contains("Aldermoor"));
      assertThat(Forget.plan(vault, List.of("Corvin Aldermoor"), false).traces()).isEmpty();
      assertThat(vault.history().orElseThrow().entries(9)).isNotEmpty();
    }
  }

  @Test
  void limitsCountWhatTheNotesSay() {
    it.encrypt();
    VaultLimits small = VaultLimits.DEFAULT.withBytes(1_000, 100_000);
    try (Vault vault = Vault.open(it.memory, small, it.settings(), it.unlock())) {
      put(vault, "full.md", "x".repeat(1_000));
      assertThat(vault.note(path("full.md")).text()).hasSize(1_000);
      try (VaultTransaction sizes = vault.begin()) {
        assertThat(sizes.size("full.md")).isEqualTo(1_000);
      }
      assertThatThrownBy(() -> put(vault, "over.md", "x".repeat(1_001)))
          .isInstanceOf(VaultLimitException.class);
    }
    try (Vault vault = it.open(it.unlock())) {
      put(vault, "over.md", "x".repeat(1_001));
    }
    try (Vault vault = Vault.open(it.memory, small, it.settings(), it.unlock())) {
      assertThatThrownBy(() -> vault.note(path("over.md")))
          .isInstanceOf(VaultLimitException.class)
          .hasMessageContaining("is 1,001 bytes");
    }
  }
}
