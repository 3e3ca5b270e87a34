package memagent.vault;

import static memagent.vault.Fixture.path;
import static memagent.vault.Fixture.text;
import static memagent.vault.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ForgetTest extends KeptMemory {
  private static final String JANE =
      """
      ---
      aliases: [Jane, The Red Lady]
      ---
      # Jane Doe

      - phone: 0190 555 0142
      - likes: old maps of the coast
      - city: Oslo
      """;

  private Vault indexed() {
    Vault vault = open();
    vault.keepIndexIn(home.resolve("search"), SearchListener.SILENT);
    return vault;
  }

  private static Forget forget(Vault vault, String... what) {
    Forget plan = Forget.plan(vault, List.of(what), false);
    plan.carryOut();
    return plan;
  }

  /** Everything that lies below the folder, git's objects unpacked; not by the code under test. */
  private List<String> bytesWith(String... words) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(home)) {
      for (Path file : all.toList()) {
        String name = home.relativize(file).toString();
        String content =
            Files.isRegularFile(file)
                ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                : "";
        if (has(name, words) || has(content, words)) {
          found.add(name);
        }
      }
    }
    try (Stream<Path> all = Files.list(home.resolve("histories"))) {
      for (Path folder : all.toList()) {
        try (GitStore store = GitStore.open(folder.resolve("git"))) {
          store.everyObject((id, type, bytes) -> {
            if (has(new String(bytes, StandardCharsets.UTF_8), words)) {
              found.add(id.name());
            }
          });
        }
      }
    }
    return found;
  }

  private static boolean has(String text, String... words) {
    String lower = text.toLowerCase(Locale.ROOT);
    return Stream.of(words).anyMatch(lower::contains);
  }

  private static Map<String, String> state(Vault vault) {
    Map<String, String> state = new TreeMap<>();
    for (NotePath file : vault.files()) {
      try {
        state.put(
            file.value(),
            Files.readString(vault.folder().resolve(file.value()), StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return state;
  }

  private static void tell(Vault vault) {
    put(vault, "user.md", "# Me\n\n- friend: [[jane_doe]]\n- boat: Heron\n", MODEL);
    put(vault, "entities/jane_doe.md", JANE, Author.agent("s", 2, "Jane Doe has a new phone."));
    put(vault, "trips/with_jane_doe.md", "# Trip\n\nWe took the train. Jane Doe sang.\n", MODEL);
    put(vault, "notes/b.md", "# B\n\nSee [[trips/with_jane_doe]] for more.\n", MODEL);
    put(vault, "entities/jane_doe.md", JANE.replace("Oslo", "Rome"), MODEL);
  }

  @Test
  void nothingOfAPersonIsLeftInNotesHistoryAndIndex() throws IOException {
    try (Vault vault = indexed()) {
      tell(vault);
      assertThat(vault.index().search("Jane Doe phone", 5)).isNotEmpty();
      assertThat(bytesWith("jane")).isNotEmpty();
      Forget plan = Forget.plan(vault, List.of("Jane Doe"), false);
      assertThat(plan.traces())
          .extracting(ForgetTrace::kind)
          .containsExactly(
              "notes about it",
              "lines of other notes",
              "names of files",
              "past versions of notes",
              "questions and reasons in the history",
              "passages and words of the search index");
      assertThat(plan.otherNames()).isEmpty();
      plan.carryOut();
      assertThat(state(vault))
          .isEqualTo(
              Map.of(
                  "user.md", "# Me\n\n- boat: Heron\n",
                  "trips/with.md", "# Trip\n\nWe took the train.\n",
                  "notes/b.md", "# B\n\nSee [[trips/with]] for more.\n"));
      assertThat(plan.left()).isEmpty();
      assertThat(bytesWith("jane", "red lady")).isEmpty();
      assertThat(vault.index().search("train", 5)).isNotEmpty();
      assertThat(vault.index().search("Jane Doe phone", 5)).isEmpty();
    }
    assertThat(bytesWith("jane", "red lady")).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void neitherUndoNorRestoreNorAnIdBringsItBack() throws IOException {
    try (Vault vault = indexed()) {
      tell(vault);
      List<HistoryEntry> before = history(vault).entries(100);
      forget(vault, "Jane Doe");
      List<HistoryEntry> after = history(vault).entries(100);
      assertThat(after).hasSizeLessThan(before.size());
      assertThat(reasons(vault))
          .doesNotContain("forget")
          .noneMatch(reason -> reason.contains("Jane"));
      for (HistoryEntry entry : before) {
        if (!after.contains(entry)) {
          assertThatThrownBy(() -> history(vault).entry(entry.id()))
              .hasMessageContaining("No change");
        }
      }
      for (HistoryEntry entry : after) {
        history(vault).restore(NotePath.ROOT, entry, Author.PROGRAM);
        assertThat(state(vault).toString()).doesNotContainIgnoringCase("jane");
      }
      UndoOutcome outcome =
          history(vault)
              .undo(history(vault).entries(100), UndoOutcome.Prefer.EARLIER, Author.person("undo"));
      assertThat(outcome).isInstanceOf(UndoOutcome.Undone.class);
      assertThat(bytesWith("jane")).isEmpty();
    }
  }

  @Test
  void anUndoBeforeStillNamesWhatItTookBack() {
    try (Vault vault = open()) {
      put(vault, "user.md", "# Me\n", MODEL);
      put(vault, "user.md", "# Me\n\n- secret: Zanzibar\n", MODEL);
      put(vault, "user.md", "# Me\n\n- secret: Zanzibar\n- a: 1\n", MODEL);
      undo(vault, history(vault).entries(1).getFirst());
      forget(vault, "Zanzibar");
      List<HistoryEntry> entries = history(vault).entries(10);
      assertThat(entries).hasSize(3);
      assertThat(entries.getFirst().undoes()).containsExactly(entries.get(1).id());
      assertThat(history(vault).latestTurn()).hasSize(1);
    }
  }

  @Test
  void aPathForgetsTheNoteAndItsFullNamesAndTellsOfTheOthers() throws IOException {
    try (Vault vault = indexed()) {
      tell(vault);
      put(
          vault,
          "notes/c.md",
          "Jane came. The Red Lady left. See [[entities/jane_doe|her]].\n\nEnd.\n",
          MODEL);
      Forget plan = Forget.plan(vault, List.of("entities/jane_doe.md"), false);
      assertThat(plan.otherNames()).isEqualTo(Map.of("Jane", 1));
      assertThat(plan.words().isIn("her number is 0190-555-0142")).isTrue();
      assertThat(plan.words().isIn("she likes old maps of the coast")).isTrue();
      assertThat(plan.words().isIn("in Rome")).isFalse();
      plan.carryOut();
      assertThat(plan.left()).isEmpty();
      assertThat(state(vault)).doesNotContainKey("entities/jane_doe.md");
      assertThat(text(memory, "notes/c.md")).isEqualTo("Jane came.\n\nEnd.\n");
      assertThat(bytesWith("jane doe", "jane_doe", "red lady")).isEmpty();
    }
  }

  @Test
  void aValueLeavesTheNoteThatHeldIt() throws IOException {
    try (Vault vault = indexed()) {
      tell(vault);
      forget(vault, "0190 5550142");
      assertThat(text(memory, "entities/jane_doe.md")).contains("- likes").doesNotContain("phone");
      assertThat(bytesWith("555 0142", "5550142")).isEmpty();
      assertThat(bytesWith("jane")).isNotEmpty();
    }
  }

  @Test
  void lookingChangesNothing() throws IOException {
    try (Vault vault = indexed()) {
      tell(vault);
      vault.index().refresh();
    }
    indexed().close(); // An opening remembers that the disk was tried.
    Map<String, String> before = allBytes();
    try (Vault vault = indexed()) {
      assertThat(Forget.plan(vault, List.of("Jane Doe"), false).traces()).isNotEmpty();
    }
    Map<String, String> after = allBytes();
    assertThat(after.keySet().stream().filter(file -> !before.containsKey(file))).isEmpty();
    assertThat(before.keySet().stream().filter(file -> !after.containsKey(file))).isEmpty();
    before.forEach((file, bytes) -> assertThat(after.get(file)).as(file).isEqualTo(bytes));
  }

  private Map<String, String> allBytes() throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> home.relativize(file).toString(),
                  file -> {
                    try {
                      return Files.readString(file, StandardCharsets.ISO_8859_1);
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  }));
    }
  }

  @Test
  void takesEditsByHandThatNobodySawBefore() throws IOException {
    try (Vault vault = indexed()) {
      tell(vault);
    }
    write(memory, "late.md", "Jane Doe was here.\n\nText.\n");
    try (Vault vault = indexed()) {
      forget(vault, "Jane Doe");
      assertThat(text(memory, "late.md")).isEqualTo("Text.\n");
    }
    assertThat(bytesWith("jane")).isEmpty();
  }

  @Test
  void filesThatAreNoTextAreNamedAndLeft() throws IOException {
    byte[] picture = "\u0000 Jane Doe \u0000".getBytes(StandardCharsets.UTF_8);
    write(memory, "pictures/p.png", picture);
    write(memory, "pictures/jane_doe.png", picture);
    write(memory, ".obsidian/workspace.json", "{\"open\":\"jane_doe.md\"}");
    try (Vault vault = indexed()) {
      tell(vault);
      Forget plan = forget(vault, "Jane Doe");
      assertThat(memory.resolve("pictures/jane_doe.png")).doesNotExist();
      assertThat(plan.left())
          .extracting(ForgetTrace::kind)
          .containsExactly(
              "files that are no text or too large",
              "hidden files that others keep in the memory",
              "objects of the history");
      Files.delete(memory.resolve("pictures/p.png"));
      Files.delete(memory.resolve(".obsidian/workspace.json"));
      assertThat(forget(vault, "Jane Doe").left()).isEmpty();
    }
    assertThat(bytesWith("jane")).isEmpty();
  }

  @Test
  void thePersonsOwnGitIsReadAndNeverWritten() throws IOException {
    try (GitStore own = GitStore.open(Files.createDirectories(memory).resolve(".git"))) {
      own.commit(
          Author.PROGRAM,
          Instant.parse("2031-03-01T10:00:00Z"),
          "mine",
          Map.of(path("user.md"), Optional.of("Jane Doe".getBytes(StandardCharsets.UTF_8))));
    }
    Map<String, String> before = allBytes();
    try (Vault vault = open()) {
      tell(vault);
      assertThat(forget(vault, "Jane Doe").left())
          .extracting(ForgetTrace::kind)
          .containsExactly("objects of your own git in the memory");
    }
    assertThat(allBytes()).containsAllEntriesOf(before);
  }

  @Test
  void anotherProgramThatHasTheHistoryOpenGoesOn() {
    try (Vault vault = open();
        Vault other = open()) {
      tell(vault);
      assertThat(history(other).entries(100)).hasSize(5);
      forget(vault, "Jane Doe");
      put(other, "user.md", "# Me\n\n- new: fact\n", MODEL);
      assertThat(history(other).entries(100)).hasSizeGreaterThan(1);
      assertThat(history(other).entries(1).getFirst().author()).isEqualTo(MODEL);
      assertThat(reasons(vault)).doesNotContain("edited by hand");
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void theLastThingOfAHistoryMayGo() throws IOException {
    try (Vault vault = open()) {
      put(vault, "jane_doe.md", JANE, MODEL);
      forget(vault, "Jane Doe");
      assertThat(history(vault).entries(10)).isEmpty();
      put(vault, "user.md", "# Me\n", MODEL);
      assertThat(history(vault).entries(10)).hasSize(1);
    }
    assertThat(bytesWith("jane")).isEmpty();
  }

  @Test
  void anArticleIsNoPartOfANameAndAnotherWordIs() throws IOException {
    try (Vault vault = open()) {
      put(vault, "entities/the_heron.md", "# The Heron\n\n- keel: done\n", MODEL);
      put(vault, "entities/heron_rock.md", "# Heron Rock\n\n- height: 12\n", MODEL);
      Forget plan = forget(vault, "Heron");
      assertThat(plan.partlyNamed()).containsExactly(path("entities/heron_rock.md"));
      assertThat(state(vault)).containsOnlyKeys("entities/rock.md");
      assertThat(text(memory, "entities/rock.md")).isEqualTo("# … Rock\n\n- height: 12\n");
    }
  }

  @Test
  void saysWhatIsNotForgottenAsAWhole() {
    try (Vault vault = open()) {
      tell(vault);
      assertThatThrownBy(() -> Forget.plan(vault, List.of("user.md"), false))
          .hasMessage("user.md is not forgotten as a whole: name what of it is to be forgotten.");
      assertThatThrownBy(() -> Forget.plan(vault, List.of("./"), false))
          .hasMessage(
              "The memory is not forgotten as a whole: name what of it is to be forgotten.");
    }
  }
}
