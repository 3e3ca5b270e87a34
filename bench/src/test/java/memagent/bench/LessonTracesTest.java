package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

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
}
