package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DevSetsTest {

  @Test
  void worldsAreOfTheTrainingKindAndTheSameForASeed() {
    TaskSet set = DevSets.worlds(3, 880_001);
    assertThat(set.tasks()).hasSizeGreaterThan(6).isEqualTo(DevSets.worlds(3, 880_001).tasks());
    assertThat(set.tasks())
        .isNotEqualTo(BenchSets.worlds(3, 880_001, WorldSettings.BENCHMARK).tasks());
  }

  @Test
  void aLessonsOwnChangesAreRightAndNoneAreWrong() {
    TaskSet set = DevSets.lessons();
    Map<String, Task> tasks = new HashMap<>();
    set.tasks().forEach(task -> tasks.put(task.id(), task));
    List<String> wrong = new ArrayList<>();
    List<String> lazy = new ArrayList<>(); // right without a change: of signs or order only
    int changing = 0;
    for (Lesson lesson : LessonReader.heldOut()) {
      for (int i = 0; i < lesson.messages().size(); i++) {
        Lesson.Message message = lesson.messages().get(i);
        String id = lesson.memory().id() + "-" + i;
        Task task = tasks.get(id);
        if (task == null
            || !(task.expectation() instanceof Expectation.Change change)
            || change.unchanged()) {
          continue;
        }
        changing++;
        Memory before = lesson.memory();
        Memory after = DevSets.after(before, message);
        if (!Grader.grade(task, before, after, message.reply()).isRight()) {
          wrong.add(id);
        }
        if (Grader.grade(task, before, before, message.reply()).isRight()) {
          lazy.add(id);
        }
      }
    }
    assertThat(changing).isGreaterThan(300);
    assertThat(wrong).hasSizeLessThan(changing / 25);
    assertThat(lazy).hasSizeLessThan(changing / 25);
  }

  @Test
  void nothingThatIsHeldOutIsTrainedWith() {
    Set<String> trained = new HashSet<>();
    Set<String> held = new HashSet<>();
    LessonReader.training().forEach(lesson -> told(lesson, trained));
    LessonReader.heldOut().forEach(lesson -> told(lesson, held));
    held.retainAll(trained);
    assertThat(held).isEmpty();
  }

  private static void told(Lesson lesson, Set<String> all) {
    all.add(lesson.memory().paste());
    lesson.messages().forEach(message -> all.add(message.question() + " = " + message.reply()));
  }
}
