package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import memagent.sandbox.Observation;
import memagent.sandbox.Protections;
import memagent.sandbox.Sandbox;
import memagent.sandbox.SandboxException;
import memagent.vault.VaultTransaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldGeneratorTest {
  @TempDir private Path folder;

  @Test
  void makesTheSameBytesFromTheSameSeed() throws IOException {
    assertThat(write("a", 3, 60)).isEqualTo(write("b", 3, 60)).isNotEqualTo(write("c", 4, 60));
  }

  @Test
  void letsTheOracleSolveEveryTask() {
    WorldsFile.Written written = file(7).write(folder.resolve("w.jsonl"), 300, 2, count -> {});
    assertThat(written.failures()).isEmpty();
    assertThat(written.taskCount()).isEqualTo(300);
    assertThat(written.masked()).hasSizeLessThan(3);
  }

  @Test
  void goesOnWhereTheOtherSandboxDoesNotStart() {
    Sandbox broken =
        new Sandbox() {
          @Override
          public Observation run(
              String code, VaultTransaction transaction, Map<String, Object> variables) {
            throw new SandboxException("No worker starts.");
          }

          @Override
          public void warm() {}

          @Override
          public Protections protections() {
            return new Protections(List.of());
          }

          @Override
          public void close() {}
        };
    TraceRunner checker =
        new TraceRunner(broken, folder.resolve("checked"), InstantSource.system());
    TraceRunner runner =
        new TraceRunner(new OracleSandbox(), folder.resolve("scratch"), InstantSource.system());
    WorldsFile.Written written =
        new WorldsFile(generator(2), runner, Optional.of(checker), 2, TraceStyle.SMALL, 0)
            .write(folder.resolve("w.jsonl"), 40, 2, count -> {});
    assertThat(written.failures()).isEmpty();
    assertThat(written.taskCount()).isEqualTo(40);
    assertThat(written.unchecked())
        .isNotEmpty()
        .allMatch(line -> line.endsWith("No worker starts."));
  }

  @Test
  void acceptsTheQuestionsOwnWordsForAFactThatIsMissing() {
    WorldGenerator generator = generator(5);
    List<Task> tasks =
        IntStream.range(0, 120)
            .mapToObj(world -> generator.world(world, 8))
            .flatMap(List::stream)
            .map(WorldTask::task)
            .filter(task -> task.kind().equals("missing-attribute"))
            .toList();
    assertThat(tasks)
        .hasSizeGreaterThan(20)
        .allSatisfy(task -> {
          Form.AnyOf missing =
              (Form.AnyOf) ((Expectation.Question) task.expectation()).missing().getFirst();
          List<String> said =
              missing.forms().stream()
                  .map(form -> ((Form.Phrase) form).text())
                  .filter(text -> Words.of(task.question()).contains(Words.of(text)))
                  .toList();
          assertThat(said).as(task.question()).isNotEmpty().doesNotContain("what", "the", "does");
        });
  }

  @Test
  void hasEveryCategoryAndManyKinds() {
    Set<String> kinds = new HashSet<>();
    WorldGenerator generator = generator(5);
    for (int world = 0; world < 60; world++) {
      for (WorldTask task : generator.world(world, 8)) {
        kinds.add(task.task().category().label() + "/" + task.task().kind());
      }
    }
    assertThat(kinds)
        .contains(
            "retrieval/own-fact",
            "retrieval/one-hop",
            "retrieval/two-hop",
            "update/add-fact",
            "update/explicit-change",
            "update/new-entity",
            "clarification/missing-attribute",
            "clarification/missing-entity",
            "clarification/no-power",
            "clarification/contradiction-notes",
            "filter/deny-all",
            "filter/deny-nothing",
            "filter/deny-attribute",
            "filter/allow-list")
        .hasSizeGreaterThan(25);
  }

  @Test
  void namesBothValuesWhereTwoNotesDisagree() {
    int count = 0;
    for (WorldTask task : tasks(generator(8))) {
      if (task.task().kind().equals("contradiction-notes")) {
        count++;
        Expectation.Question question = (Expectation.Question) task.task().expectation();
        Memory memory = task.memory();
        for (Form form : question.missing()) {
          long notes =
              memory.notes().values().stream()
                  .filter(note -> new FormMatcher(note, NameBook.EMPTY).holds(form))
                  .count();
          assertThat(notes).as(task.task().question()).isPositive();
        }
        String one = "It is " + FormText.of(question.missing().getFirst()) + ". Right?";
        assertThat(Grader.grade(task.task(), memory, memory, one).isRight()).isFalse();
      }
    }
    assertThat(count).isGreaterThan(5);
  }

  @Test
  void writesNamesAndValuesInOtherScriptsButMostlyInLatin() {
    Set<Character.UnicodeScript> scripts = new HashSet<>();
    int latin = 0;
    int all = 0;
    for (WorldTask task : tasks(generator(8))) {
      String text = task.memory().paste();
      boolean other =
          text.codePoints()
              .filter(Character::isLetter)
              .mapToObj(Character.UnicodeScript::of)
              .peek(scripts::add)
              .anyMatch(script -> script != Character.UnicodeScript.LATIN);
      all++;
      latin += other ? 0 : 1;
    }
    assertThat(scripts).hasSizeGreaterThan(6);
    assertThat(latin / (double) all).isBetween(0.4, 0.95);
  }

  @Test
  void goesWrongFirstAsOftenAsItIsTold() {
    List<Trace.Turn> none = turns(0);
    List<Trace.Turn> many = turns(0.5);
    assertThat(none).allMatch(Trace.Turn::isTrained);
    List<String> wrong =
        many.stream().filter(turn -> !turn.isTrained()).map(Trace.Turn::code).toList();
    assertThat(wrong.size() / (double) many.size()).isBetween(0.1, 0.4);
    assertThat(wrong).anyMatch(code -> code.contains("go_to_link"));
    assertThat(wrong).anyMatch(code -> code.contains("update_file"));
    assertThat(wrong).anyMatch(code -> code.contains("read_file"));
  }

  private static List<Trace.Turn> turns(double share) {
    WorldSettings settings = WorldSettings.TRAINING.withRecoveryShare(share);
    WorldGenerator reading =
        new WorldGenerator(
            Vocabulary.training(), settings, CategoryShares.REFERENCE, TraceStyle.LARGE, 9);
    return tasks(reading).stream().flatMap(task -> task.trace().turns().stream()).toList();
  }

  private static List<WorldTask> tasks(WorldGenerator generator) {
    List<WorldTask> tasks = new java.util.ArrayList<>();
    for (int world = 0; world < 60; world++) {
      tasks.addAll(generator.world(world, 8));
    }
    return tasks;
  }

  @Test
  void makesWorldsOfTheSizeThatIsAskedForAndNamesEveryNoteAnew() {
    for (int notes : List.of(1, 10, 3_000)) {
      TaskSet set = BenchSets.worlds(2, 1, List.of(notes), List.of());
      for (Memory memory : set.memories().values()) {
        assertThat(memory.notes().size()).isBetween(notes, notes + 1);
        assertThat(memory.notes().keySet()).noneMatch(path -> path.matches(".*_\\d+\\.md"));
      }
    }
  }

  @Test
  void hasHundredsOfKindsOfFacts() {
    assertThat(Vocabulary.training().attributes().size()).isGreaterThan(800);
    assertThat(Vocabulary.training().relations().size()).isGreaterThan(130);
  }

  @Test
  void aWorldHasFewOfManyKindsSoThatItsPeopleHaveSomeInCommon() {
    Vocabulary all = Vocabulary.training();
    Vocabulary part = all.part(60, new Dice(1));
    assertThat(all.attributes()).containsAll(part.attributes());
    for (EntityType type : EntityType.values()) {
      assertThat(count(part, type)).as(type.name()).isEqualTo(Math.min(60, count(all, type)));
    }
    assertThat(all.part(60, new Dice(1))).isEqualTo(part);
    assertThat(all.part(60, new Dice(2))).isNotEqualTo(part);
    assertThat(Vocabulary.benchmark().part(60, new Dice(1))).isEqualTo(Vocabulary.benchmark());
  }

  private static long count(Vocabulary vocabulary, EntityType type) {
    return vocabulary.attributes().stream().filter(kind -> kind.subject() == type).count();
  }

  private List<String> write(String name, long seed, int tasks) throws IOException {
    Path out = folder.resolve(name);
    file(seed).write(out, tasks, 2, count -> {});
    return Files.readAllLines(out);
  }

  private WorldsFile file(long seed) {
    TraceRunner runner =
        new TraceRunner(
            new OracleSandbox(), folder.resolve("scratch" + seed), InstantSource.system());
    return new WorldsFile(generator(seed), runner, Optional.empty(), 1, TraceStyle.SMALL, 0.2);
  }

  private static WorldGenerator generator(long seed) {
    return generator(seed, WorldSettings.TRAINING);
  }

  private static WorldGenerator generator(long seed, WorldSettings settings) {
    return new WorldGenerator(
        Vocabulary.training(), settings, CategoryShares.REFERENCE, TraceStyle.SMALL, seed);
  }
}
