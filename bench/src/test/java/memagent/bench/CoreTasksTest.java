package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreTasksTest {
  private static final TaskSet CORE = CoreTasks.load();

  @Test
  void hasEnoughTasksOfEachCategory() {
    assertThat(CORE.tasks().size()).isGreaterThanOrEqualTo(224);
    for (Category category : Category.values()) {
      assertThat(BenchSets.only(CORE, category).tasks().size()).isGreaterThanOrEqualTo(40);
    }
    TaskSet all = BenchSets.all(BenchSets.WORLD_COUNT, 1, List.of(), List.of());
    assertThat(all.tasks().size()).isGreaterThanOrEqualTo(400);
    assertThat(all.memories().size()).isGreaterThanOrEqualTo(60);
  }

  @Test
  void failsLazyReplies() {
    List<String> passed = new ArrayList<>();
    for (Task task : CORE.tasks()) {
      Memory memory = CORE.memoryOf(task);
      for (String lazy : List.of("", memory.paste(), Baselines.REFUSAL)) {
        if (Grader.grade(task, memory, memory, lazy).isRight()) {
          passed.add(task.id() + " with " + lazy.lines().findFirst().orElse("nothing"));
        }
      }
    }
    assertThat(passed).isEmpty();
  }

  @Test
  void acceptsTheOraclesRepliesWhereNothingChanges() {
    List<String> faults = new ArrayList<>();
    for (Task task : CORE.tasks()) {
      boolean changes =
          task.expectation() instanceof Expectation.Change change && !change.unchanged();
      Memory memory = CORE.memoryOf(task);
      if (!changes) {
        Grade grade = Grader.grade(task, memory, memory, task.solution().reply());
        if (!grade.isRight()) {
          faults.add(task.id() + ": " + grade.faults());
        }
      }
    }
    assertThat(faults).isEmpty();
  }
}
