package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryPropertyTest {
  private static final String[] LINES = {
    "# A\n", "- k: v\n", "- city: Oslo\r\n", "- city: Rome\n", "text é\n", "😀", "\ufeff", "\n"
  };
  private static final List<String> NAMES =
      List.of("user.md", "a b.md", "日本/東京.md", "f/g/h.md", "f/user.md", "note.txt");

  @TempDir Path home;

  private Vault open(Path memory) throws IOException {
    Files.createDirectories(memory);
    return Vault.open(
        memory,
        VaultLimits.DEFAULT,
        new HistorySettings(
            home.resolve("histories"),
            Instant::now,
            warning -> {
              throw new AssertionError(warning);
            }));
  }

  /** What is on the disk, byte for byte. */
  private static Map<NotePath, String> state(Vault vault) throws IOException {
    Map<NotePath, String> state = new TreeMap<>();
    for (NotePath path : vault.files()) {
      byte[] bytes = Files.readAllBytes(vault.folder().resolve(path.value()));
      state.put(path, HexFormat.of().formatHex(bytes));
    }
    return state;
  }

  /** One change, by a transaction or by hand; the memory may be as before. */
  private static void change(Vault vault, RandomGenerator random) throws IOException {
    if (random.nextInt(4) == 0) {
      Path file = vault.folder().resolve(NAMES.get(random.nextInt(NAMES.size())));
      if (random.nextBoolean()) {
        Files.deleteIfExists(file);
      } else {
        Files.createDirectories(file.getParent());
        Files.writeString(file, Properties.text(random, LINES, 6));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      }
      vault.history().orElseThrow().pickUp();
      return;
    }
    try (VaultTransaction transaction = vault.begin(Author.agent("s", 1, "why"))) {
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        NotePath path = NotePath.of(NAMES.get(random.nextInt(NAMES.size())));
        if (random.nextInt(4) == 0) {
          transaction.delete(path);
        } else {
          transaction.create(path, Properties.text(random, LINES, 6));
        }
      }
      transaction.commit();
    }
    vault.history().orElseThrow().pickUp();
  }

  @Test
  void asOfIsWhatTheMemoryWasAndUndoBringsItBack() {
    Properties.forAll(
        4,
        random -> {
          try (Vault vault = open(home.resolve("m" + random.nextLong(Long.MAX_VALUE)))) {
            History history = vault.history().orElseThrow();
            Fixture.create(vault, "user.md", "# Me\n");
            Map<String, Map<NotePath, String>> states = new TreeMap<>();
            List<HistoryEntry> entries = history.entries(1);
            for (int i = 0; i < 6; i++) {
              states.put(entries.getFirst().id(), state(vault));
              change(vault, random);
              entries = history.entries(100);
            }
            states.put(entries.getFirst().id(), state(vault));

            // Every entry is one of ours, and shows what the disk had then.
            assertThat(entries).hasSize(states.size());
            for (HistoryEntry entry : entries) {
              try (AsOf then = history.asOf(entry)) {
                assertThat(state(then.vault())).isEqualTo(states.get(entry.id()));
              }
            }

            // Taking back any number of the latest leaves what was before them.
            int back = random.nextInt(0, entries.size());
            List<HistoryEntry> latest = entries.subList(0, back);
            UndoOutcome outcome = history.undo(latest, UndoOutcome.Prefer.ASK, Author.PROGRAM);
            assertThat(outcome).isInstanceOf(UndoOutcome.Undone.class);
            assertThat(state(vault)).isEqualTo(states.get(entries.get(back).id()));

            // And so does restoring, wherever the memory is by then.
            HistoryEntry any = entries.get(random.nextInt(entries.size()));
            if (!states.get(any.id()).isEmpty()) {
              history.restore(NotePath.ROOT, any, Author.PROGRAM);
              assertThat(state(vault)).isEqualTo(states.get(any.id()));
            }
          }
        });
  }

  @Test
  void undoKeepsLaterChangesOfOtherLinesAndOtherNotes() {
    Properties.forAll(
        4,
        random -> {
          try (Vault vault = open(home.resolve("m" + random.nextLong(Long.MAX_VALUE)))) {
            History history = vault.history().orElseThrow();
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
              lines.add("- key" + i + ": 0\n");
            }
            Fixture.create(vault, "user.md", String.join("", lines));
            int mine = random.nextInt(lines.size());
            String old = lines.get(mine);
            set(vault, lines, mine, "- mine: 1\n");
            HistoryEntry turn = history.entries(1).getFirst();
            for (int i = random.nextInt(5); i >= 0; i--) {
              int other = random.nextInt(lines.size());
              if (other != mine) {
                set(vault, lines, other, "- other" + i + ": 2\n");
              }
              Fixture.create(vault, "n" + i + ".md", "later\n");
            }
            Map<NotePath, String> expected = state(vault);
            history.undo(List.of(turn), UndoOutcome.Prefer.ASK, Author.PROGRAM);
            lines.set(mine, old);
            byte[] whole = String.join("", lines).getBytes(StandardCharsets.UTF_8);
            expected.put(NotePath.of("user.md"), HexFormat.of().formatHex(whole));
            assertThat(state(vault)).isEqualTo(expected);
          }
        });
  }

  private static void set(Vault vault, List<String> lines, int at, String line) {
    lines.set(at, line);
    Fixture.create(vault, "user.md", String.join("", lines));
  }

  @Test
  void aBigFolderIsDividedAndLooksTheSame() throws IOException {
    try (GitStore store = GitStore.open(home.resolve("git"))) {
      TreeMap<NotePath, Optional<byte[]>> model = new TreeMap<>();
      RandomGenerator random =
          java.util.random.RandomGeneratorFactory.of("L64X128MixRandom").create(7);
      Instant when = Instant.parse("2031-03-01T10:00:00Z");
      for (int round = 0; round < 9; round++) {
        Map<NotePath, Optional<byte[]>> changes = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
          NotePath path =
              NotePath.of(
                  "%s/n%d.md"
                      .formatted(
                          random.nextBoolean() ? "e" : "e/f", random.nextInt(900) + round * 400));
          boolean gone = random.nextInt(9) == 0 && model.containsKey(path);
          Optional<byte[]> content =
              gone
                  ? Optional.empty()
                  : Optional.of(("r" + round + i).getBytes(StandardCharsets.UTF_8));
          changes.put(path, content);
        }
        Map<NotePath, Optional<byte[]>> before = new TreeMap<>(model);
        model.putAll(changes);
        model.values().removeIf(Optional::isEmpty);
        var commit = store.commit(Author.PROGRAM, when, "round " + round, changes);
        TreeMap<NotePath, ObjectId> expected = new TreeMap<>();
        model.forEach((path, bytes) -> expected.put(path, GitTree.id(bytes.orElseThrow())));
        assertThat(store.files(Optional.of(commit))).isEqualTo(expected);
        Map<NotePath, GitTree.Delta> told = store.changes(commit);
        assertThat(told.keySet()).isEqualTo(changes.keySet());
        for (NotePath path : changes.keySet()) {
          assertThat(store.find(Optional.of(commit), path))
              .isEqualTo(Optional.ofNullable(expected.get(path)));
          assertThat(store.bytes(told.get(path).before()).map(String::new))
              .isEqualTo(before.getOrDefault(path, Optional.empty()).map(String::new));
        }
      }
      store.tidy(0);
      try (Stream<Path> loose = Files.walk(home.resolve("git/objects"))) {
        assertThat(loose.filter(file -> file.toString().matches(".*/[0-9a-f]{2}/[0-9a-f]{38}")))
            .isEmpty();
      }
      TreeMap<NotePath, ObjectId> packed = new TreeMap<>();
      model.forEach((path, bytes) -> packed.put(path, GitTree.id(bytes.orElseThrow())));
      assertThat(store.files(store.head())).isEqualTo(packed);
      assertThat(store.walk(100, commit -> true)).hasSize(9);
      long inE = model.keySet().stream().filter(path -> path.parent().value().equals("e")).count();
      assertThat(inE).isGreaterThan(GitTree.FOLDER_FILES_MAX);
    }
  }
}
