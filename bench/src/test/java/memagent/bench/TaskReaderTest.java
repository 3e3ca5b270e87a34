package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TaskReaderTest {
  private static final String GOOD =
      "{\"id\":\"a-01\",\"category\":\"retrieval\",\"kind\":\"own-fact\",\"question\":\"Q?\","
          + "\"must\":[\"x\"],\"mustNot\":[\"y\"],\"oracle\":{\"steps\":[\"a = 1\"],\"reply\":\"x\"}}";

  @Test
  void readsBackWhatItWrites() {
    Task task = TaskReader.read("f", "m", GOOD).getFirst();
    assertThat(TaskReader.readLine("f", "other", TaskWriter.write(task).toString()))
        .isEqualTo(task);
  }

  @Test
  void readsBackEveryCoreTask() {
    for (Task task : CoreTasks.load().tasks()) {
      assertThat(TaskReader.readLine("f", "m", TaskWriter.write(task).toString())).isEqualTo(task);
    }
  }

  @Test
  void namesFileLineAndFieldOfAFault() {
    fault("\"must\":[\"x\"]", "\"must\":[{\"date\":\"2024-13-01\"}]", "must[0]");
    fault("\"kind\":\"own-fact\"", "\"kind\":\"own\"", "kind");
    fault("\"category\":\"retrieval\"", "\"category\":\"retreival\"", "category");
    fault("\"question\":\"Q?\",", "", "question");
    fault("\"reply\":\"x\"", "\"replay\":\"x\"", "oracle.reply");
    fault("\"must\":", "\"muts\":", "must");
    fault("\"id\":", "\"tiers\":1,\"id\":", "tiers");
    fault("[\"x\"]", "[{\"any\":[]}]", "must[0]");
    fault("[\"x\"]", "[\"?!\"]", "must[0]");
    fault("[\"x\"]", "[{\"number\":\"12kg\"}]", "must[0]");
  }

  @Test
  void refusesTextThatIsNotJson() {
    assertThatThrownBy(() -> TaskReader.read("core/x/tasks.jsonl", "m", GOOD + "\n{oops"))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("core/x/tasks.jsonl, line 2");
  }

  @Test
  void refusesAnIdThatIsUsedTwice() {
    assertThatThrownBy(() -> TaskReader.read("f", "m", GOOD + "\n\n" + GOOD))
        .hasMessageContaining("line 3, field id");
  }

  private static void fault(String from, String to, String field) {
    assertThatThrownBy(
            () -> TaskReader.read("core/x/tasks.jsonl", "m", "\n" + GOOD.replace(from, to)))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("core/x/tasks.jsonl, line 2")
        .hasMessageContaining("field " + field);
  }
}
