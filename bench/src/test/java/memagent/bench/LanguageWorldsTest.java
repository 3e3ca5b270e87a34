package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageWorldsTest {
  private static final int TASKS = 300;
  private static final int WORLDS = 60;

  @TempDir private Path folder;

  @Test
  void letTheOracleSolveEveryTaskAndAreTheSameForTheSameSeed() throws IOException {
    WorldsFile.Written written = write("a", 7, TASKS);
    assertThat(written.failures()).isEmpty();
    assertThat(written.taskCount()).isEqualTo(TASKS);
    assertThat(written.masked()).hasSizeLessThan(TASKS / 30);
    write("b", 7, 60);
    List<String> first = Files.readAllLines(folder.resolve("a"));
    assertThat(Files.readAllLines(folder.resolve("b"))).isEqualTo(first.subList(0, 60));
  }

  @Test
  void failLazyReplies() {
    for (WorldTask task : tasks(3)) {
      boolean changes =
          task.task().expectation() instanceof Expectation.Change change && !change.unchanged();
      Memory memory = task.memory();
      for (String lazy : List.of("", memory.paste(), "I cannot help with that.", "?", "OK.")) {
        assertThat(Grader.grade(task.task(), memory, memory, lazy).isRight())
            .as(task.task().question() + " | " + lazy)
            .isFalse();
      }
      boolean right = Grader.grade(task.task(), memory, memory, task.trace().reply()).isRight();
      assertThat(right).as(task.task().question()).isEqualTo(!changes);
    }
  }

  @Test
  void haveEveryLanguageCategoryAndKind() {
    Map<String, Integer> languages = new HashMap<>();
    Set<String> kinds = new HashSet<>();
    int foreign = 0;
    List<WorldTask> tasks = tasks(5);
    for (WorldTask task : tasks) {
      languages.merge(task.task().language(), 1, Integer::sum);
      kinds.add(task.task().category().label() + "/" + task.task().kind());
      foreign += task.task().language().equals("en") ? 1 : 0;
    }
    assertThat(languages).containsOnlyKeys("de", "fr", "es", "ru", "ja", "en");
    assertThat(foreign / (double) tasks.size()).isBetween(0.03, 0.2);
    assertThat(kinds)
        .contains(
            "retrieval/own-fact",
            "retrieval/one-hop",
            "retrieval/by-name",
            "retrieval/two-hop",
            "update/explicit-change",
            "update/add-fact",
            "update/delete-fact",
            "update/not-saved-smalltalk",
            "clarification/missing-attribute",
            "clarification/missing-entity",
            "clarification/several-candidates",
            "clarification/contradiction-user",
            "clarification/no-power",
            "filter/deny-attribute",
            "filter/deny-all",
            "filter/deny-nothing",
            "filter/allow-list");
  }

  @Test
  void needNoReadingWhereTheFirstLookShowsTheFact() {
    long questions = 0;
    long without = 0;
    for (WorldTask task : tasks(6)) {
      if (task.task().category() == Category.RETRIEVAL) {
        questions++;
        without += task.trace().turns().isEmpty() ? 1 : 0;
      }
    }
    assertThat(without / (double) questions).isGreaterThan(0.5);
  }

  @Test
  void leaveNoSlotOfATemplateOpen() {
    for (WorldTask task : tasks(4)) {
      String all = task.memory().paste() + task.task().query() + task.trace().reply();
      assertThat(all)
          .doesNotContain("{")
          .doesNotContain("}")
          .doesNotContain("~")
          .doesNotContain("  ");
    }
  }

  @Test
  void knowSixtyKindsAndTwentyFiveRelationsInEachLanguage() {
    for (String tag : LanguagePack.TAGS) {
      LanguagePack pack = LanguagePack.of(tag);
      assertThat(pack.kinds()).as(tag).hasSizeGreaterThanOrEqualTo(60);
      assertThat(pack.relations()).as(tag).hasSizeGreaterThanOrEqualTo(25);
      assertThat(pack.kinds()).as(tag).allMatch(kind -> !kind.questions().isEmpty());
      assertThat(pack.kinds()).as(tag).allMatch(kind -> kind.keys().size() > 1);
    }
  }

  @Test
  void leaveEnglishWorldsAsTheyAre() {
    WorldGenerator english = generator(2);
    WorldGenerator mixed = english.withLanguages(0.2);
    int other = 0;
    for (int world = 0; world < WORLDS; world++) {
      List<String> plain = questions(english.world(world, 3));
      other += questions(mixed.world(world, 3)).equals(plain) ? 0 : 1;
    }
    assertThat(other / (double) WORLDS).isBetween(0.08, 0.35);
  }

  @Test
  void refuseAShareThatIsNone() {
    WorldGenerator english = generator(2);
    assertThatThrownBy(() -> english.withLanguages(1.2))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("1.2 must be 0 to 1");
  }

  private static List<String> questions(List<WorldTask> tasks) {
    return tasks.stream().map(task -> task.task().question()).toList();
  }

  private static List<WorldTask> tasks(long seed) {
    WorldGenerator generator = generator(seed).withLanguages(1);
    List<WorldTask> tasks = new ArrayList<>();
    for (int world = 0; world < WORLDS; world++) {
      tasks.addAll(generator.world(world, 8));
    }
    return tasks;
  }

  private WorldsFile.Written write(String name, long seed, int count) {
    TraceRunner runner =
        new TraceRunner(
            new OracleSandbox(), folder.resolve("scratch-" + name), InstantSource.system());
    return new WorldsFile(
            generator(seed).withLanguages(1), runner, Optional.empty(), 1, TraceStyle.SMALL, 0.1)
        .write(folder.resolve(name), count, 2, done -> {});
  }

  private static WorldGenerator generator(long seed) {
    return new WorldGenerator(
        Vocabulary.training(),
        WorldSettings.TRAINING,
        CategoryShares.REFERENCE,
        TraceStyle.SMALL,
        seed);
  }
}
