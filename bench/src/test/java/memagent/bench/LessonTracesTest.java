package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import memagent.model.ChatMessage;
import memagent.sandbox.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LessonTracesTest {
  private static final int SAMPLE = 300;

  @TempDir private Path folder;

  private TraceRunner runner(Sandbox sandbox) {
    return new TraceRunner(
        sandbox, folder, InstantSource.fixed(Instant.parse("2026-05-04T10:00:00Z")));
  }

  @Test
  void aLessonIsToldInTheAgentsFrame() {
    var traces =
        new LessonTraces(
            LessonReader.read("club.txt", LessonReaderTest.TEXT), Vocabulary.training(), 1);
    try (Sandbox sandbox = new OracleSandbox()) {
      for (int number = 0; number < traces.messageCount(); number++) {
        WorldTask task = traces.task(number).orElseThrow();
        TraceRunner.Run run =
            runner(sandbox).run(task.task(), task.memory(), task.trace(), TraceStyle.SMALL);
        assertThat(LessonTraces.isSound(task, run)).as(task.task().question()).isTrue();
        if (task.task().category() == Category.UPDATE) {
          assertThat(run.after().notes())
              .containsEntry("entities/ewan.md", "# Ewan\n- mobile: 900 412\n- dog: Bolt\n");
          assertThat(run.messages().get(2).text())
              .isEqualTo(
                  """
                  <think>entities/ewan.md: - owed: 35 for the valve / - mobile: 900 412</think>
                  <python>
                  first = update_file("entities/ewan.md", "- owed: 35 for the valve\\n", "")
                  second = update_file("entities/ewan.md", "- mobile: 900 412", "- mobile: 900 412\\n- dog: Bolt")
                  </python>\
                  """);
        }
      }
    }
  }

  @Test
  void aLessonInAFileIsATaskThatItsOwnReplySolves() {
    var traces = new LessonTraces(LessonReader.training(), Vocabulary.training(), 1);
    try (Sandbox sandbox = new OracleSandbox()) {
      for (int number = 0; number < SAMPLE; number++) {
        WorldTask task = traces.task(number).orElseThrow();
        String line = TaskWriter.write(task.task()).toString();
        Task read = TaskReader.read("lessons", "", line).getFirst();
        assertThat(read.expectation()).as(line).isEqualTo(task.task().expectation());
        TraceRunner.Run run =
            runner(sandbox).run(task.task(), task.memory(), task.trace(), TraceStyle.SMALL);
        if (LessonTraces.isSound(task, run)) { // else a filter withholds what it need not
          assertThat(Grader.grade(read, task.memory(), run.after(), run.reply()).faults())
              .as(line)
              .isEmpty();
        }
      }
    }
  }

  @Test
  void otherRoundsGivePeopleOtherNamesEverywhere() {
    Lesson lesson = LessonReader.read("club.txt", LessonReaderTest.TEXT).getFirst();
    Lesson swapped = LessonNames.swapped(lesson, Vocabulary.training(), new Dice(4));
    String all = swapped.memory().paste() + swapped.messages();
    assertThat(all).doesNotContain("Ewan").doesNotContain("ewan");
    String name = swapped.messages().get(0).reply().split(" ", -1)[1];
    assertThat(swapped.memory().notes())
        .containsKey("entities/" + LinkStyle.snake(name) + ".md")
        .containsEntry(
            "user.md", "# user\n- boiler: [[entities/" + LinkStyle.snake(name) + ".md]]\n");
  }

  @Test
  void nearlyAllLessonsComeThroughTheAgentAsTheyAreWritten() {
    var traces = new LessonTraces(LessonReader.training(), Vocabulary.training(), 1);
    int sound = 0;
    try (Sandbox sandbox = new OracleSandbox()) {
      TraceRunner runner = runner(sandbox);
      for (int number = 0; number < SAMPLE; number++) {
        Optional<WorldTask> task = traces.task(number);
        if (task.isPresent()) {
          WorldTask one = task.get();
          TraceRunner.Run run = runner.run(one.task(), one.memory(), one.trace(), TraceStyle.SMALL);
          sound += LessonTraces.isSound(one, run) ? 1 : 0;
        }
      }
    }
    assertThat(sound).isGreaterThan(SAMPLE * 9 / 10);
  }

  @Test
  void theSameSeedGivesTheSameLessons() {
    List<Lesson> lessons = LessonReader.read("club.txt", LessonReaderTest.TEXT);
    var one = new LessonTraces(lessons, Vocabulary.training(), 7);
    var two = new LessonTraces(lessons, Vocabulary.training(), 7);
    for (int number = 0; number < 4 * one.messageCount(); number++) {
      assertThat(one.task(number)).isEqualTo(two.task(number));
    }
  }

  @Test
  void theMessagesEndWithTheReply() {
    var traces =
        new LessonTraces(
            LessonReader.read("club.txt", LessonReaderTest.TEXT), Vocabulary.training(), 1);
    WorldTask task = traces.task(0).orElseThrow();
    try (Sandbox sandbox = new OracleSandbox()) {
      TraceRunner.Run run =
          runner(sandbox).run(task.task(), task.memory(), task.trace(), TraceStyle.SMALL);
      assertThat(run.messages().getLast()).isInstanceOf(ChatMessage.Assistant.class);
      assertThat(run.messages().getLast().text()).contains(task.trace().reply());
    }
  }

  @Test
  void lessonsOfOnesOwnAreWrittenWithoutAnyTask() throws IOException {
    Path own = Files.writeString(folder.resolve("own.txt"), LessonReaderTest.TEXT);
    Path out = folder.resolve("out.jsonl");
    WorldsFile.Written written;
    try (Sandbox sandbox = new OracleSandbox()) {
      written = file(sandbox).withLessons(List.of(own), 2, 1).write(out, 0, 1, count -> {});
    }
    assertThat(written.taskCount()).isZero();
    assertThat(written.lessonCount()).isEqualTo(6);
    assertThat(Files.readAllLines(out)).hasSize(6).allMatch(line -> line.contains("kiln-club"));
  }

  @Test
  void thoughtsAreLeftOutOrToldInThreeLines() throws IOException {
    Path own = Files.writeString(folder.resolve("own.txt"), LessonReaderTest.TEXT);
    try (Sandbox sandbox = new OracleSandbox()) {
      WorldsFile lessons = file(sandbox).withLessons(List.of(own), 1, 1);
      Path none = folder.resolve("none.jsonl");
      lessons.withThoughts(Thoughts.NONE).write(none, 0, 1, count -> {});
      assertThat(Files.readAllLines(none))
          .hasSize(3)
          .allMatch(line -> line.contains("<think></think>"));
      Path lines = folder.resolve("lines.jsonl");
      lessons.withThoughts(Thoughts.LINES).write(lines, 0, 1, count -> {});
      assertThat(Files.readAllLines(lines))
          .hasSize(3)
          .anyMatch(line ->
              line.contains(
                  "<think>Asked: It is freezing in there. Who do I ring, and on what number?\\n"
                      + "user.md: - boiler: [[entities/ewan.md]] entities/ewan.md: - mobile: 900 412\\n"
                      + "So: Ring Ewan on 900 412.</think>"));
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path gone = folder.resolve("gone.txt");
    assertThatThrownBy(() -> LessonReader.read(List.of(gone)))
        .isInstanceOf(BenchException.class)
        .hasMessage("The lessons " + gone + " cannot be read; name a text file in UTF-8.");
  }

  private WorldsFile file(Sandbox sandbox) {
    WorldGenerator worlds =
        new WorldGenerator(
            Vocabulary.training(),
            WorldSettings.TRAINING,
            CategoryShares.REFERENCE,
            TraceStyle.SMALL,
            1);
    return new WorldsFile(worlds, runner(sandbox), Optional.empty(), 1, TraceStyle.SMALL, 0);
  }
}
