package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import memagent.model.Cancellation;
import memagent.model.ModelException;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTest {
  private static final TaskSet CORE = CoreTasks.load();
  private static final Task TASK = CORE.tasks().getFirst();
  private static final TaskResult RESULT = PublicSetsTest.result(TASK, "You owe nothing.");

  @TempDir private Path folder;

  @Test
  void readsTheVerdictThatTheJudgeEndsWith() {
    assertThat(verdict("It is wrong.\n<judgment>INCORRECT</judgment>"))
        .isEqualTo(TaskResult.Verdict.WRONG);
    assertThat(verdict("<judgement>correct</judgement>")).isEqualTo(TaskResult.Verdict.RIGHT);
    assertThat(verdict("Not <judgment>INCORRECT</judgment> but\n<judgment>CORRECT</judgment>"))
        .isEqualTo(TaskResult.Verdict.RIGHT);
    assertThat(verdict("<think><judgment>CORRECT</judgment></think>INCORRECT."))
        .isEqualTo(TaskResult.Verdict.WRONG);
  }

  @Test
  void takesBothVerdictsSideBySideForNone() {
    String both = "<judgment>CORRECT</judgment> or\n<judgment>INCORRECT</judgment>";
    assertThat(verdict(both, both)).isEqualTo(TaskResult.Verdict.ERROR);
    assertThat(verdict(both + " It is fine: <judgment>CORRECT</judgment>"))
        .isEqualTo(TaskResult.Verdict.RIGHT);
  }

  @Test
  void showsAJudgeWithoutAVerdictWhatItSaidAndWhatIsMissing() {
    try (ScriptedChatModel model =
        ScriptedChatModel.saying("A fine reply.", "<judgment>CORRECT</judgment>")) {
      Judgement judgement = new Judge(model).judge(TASK, RESULT, new Cancellation());
      assertThat(judgement.verdict()).isEqualTo(TaskResult.Verdict.RIGHT);
      assertThat(model.requests().getFirst().messages()).hasSize(2);
      assertThat(model.requests().getLast().messages()).hasSize(4);
      assertThat(model.requests().getLast().messages().toString())
          .contains("A fine reply.", "That is no verdict.");
    }
  }

  @Test
  void callsAJudgeThatFailsAnErrorAndNeverWrong() {
    assertThat(verdict("I like it.", "Still thinking.")).isEqualTo(TaskResult.Verdict.ERROR);
    assertThat(verdict("Hm.", "<judgment>CORRECT</judgment>")).isEqualTo(TaskResult.Verdict.RIGHT);
    Judgement failed = new Judge(failing()).judge(TASK, RESULT, new Cancellation());
    assertThat(failed.verdict()).isEqualTo(TaskResult.Verdict.ERROR);
    assertThat(failed.reason()).contains("no such host");
  }

  @Test
  void asksInTheRoleOfTheCategoryWithTheGroundTruth() {
    try (ScriptedChatModel model = ScriptedChatModel.saying("<judgment>CORRECT</judgment>")) {
      new Judge(model).judge(TASK, RESULT, new Cancellation());
      String asked = model.requests().getFirst().messages().toString();
      assertThat(asked).contains(TASK.question(), "required: the number 64.50", "You owe nothing.");
    }
    List<String> roles = new ArrayList<>();
    for (Category category : Category.values()) {
      roles.add(JudgePrompt.system(category));
    }
    assertThat(roles).doesNotHaveDuplicates().allMatch(role -> role.contains("INCORRECT"));
  }

  @Test
  void showsEveryTaskOfTheCoreToTheJudge() {
    for (Task task : CORE.tasks()) {
      String shown = JudgePrompt.user(task, PublicSetsTest.result(task, task.solution().reply()));
      assertThat(shown).contains(task.question(), "## What a right outcome holds\n- ");
    }
  }

  @Test
  void goesOnWhereItStoppedAndTriesErrorsAgain() {
    TaskSet three = new TaskSet("three", CORE.memories(), CORE.tasks().subList(0, 3));
    List<TaskResult> results =
        three.tasks().stream().map(t -> PublicSetsTest.result(t, "x")).toList();
    List<ScriptedChatModel.Answer> answers =
        List.of(
            request -> "<judgment>CORRECT</judgment>",
            request -> {
              throw new ModelException("busy");
            },
            request -> "<judgment>INCORRECT</judgment>",
            request -> "<judgment>INCORRECT</judgment>");
    Map<String, Judgement> judged = new LinkedHashMap<>();
    try (ScriptedChatModel model =
        new ScriptedChatModel(new ModelInfo("j", 0, 0, false, false), answers)) {
      for (int i = 0; i < 2; i++) {
        judged =
            new Judging(folder)
                .run(three, results, new Judge(model), 1, i > 0, new Cancellation(), (a, b) -> {});
      }
      assertThat(model.requests()).hasSize(4);
    }
    assertThat(judged.values().stream().map(Judgement::verdict))
        .containsExactlyInAnyOrder(
            TaskResult.Verdict.RIGHT, TaskResult.Verdict.WRONG, TaskResult.Verdict.WRONG);
  }

  @Test
  void showsWhereCodeAndJudgeDisagree() {
    Map<String, Judgement> judgements = new LinkedHashMap<>();
    List<TaskResult> results = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Task task = CORE.tasks().get(i);
      results.add(PublicSetsTest.result(task, "reply " + i));
      TaskResult.Verdict verdict =
          i < 2
              ? TaskResult.Verdict.RIGHT
              : i == 2 ? TaskResult.Verdict.WRONG : TaskResult.Verdict.ERROR;
      judgements.put(task.id(), new Judgement(task.id(), verdict, "because <" + i + ">"));
    }
    Report report = new Report("t", Map.of("agent", results), "the judge", judgements);
    String page = HtmlReport.of(report, Map.of());
    assertThat(page)
        .contains("the code says right", "because &lt;2&gt;")
        .contains("The judge failed on 1 task</summary>", "because &lt;3&gt;")
        .doesNotContain("because &lt;0&gt;");
    assertThat(report.text())
        .contains("code and the judge the judge")
        .containsPattern("overall +2 +0 +1 +0 +1 +66.7%");
    assertThat(report.json())
        .contains("\"onlyCode\" : 1", "\"" + results.get(2).id() + "\" : \"wrong\"");
    assertThat(new Agreement("x", 20, 15, 5, 10, 0).kappa()).isCloseTo(0.4, within(0.001));
    assertThat(new Agreement("x", 20, 0, 0, 0, 3).line()).contains("100.0%").endsWith(" -\n");
    assertThat(new Agreement("x", 0, 0, 0, 0, 3).line()).endsWith(" 3       -       -\n");
  }

  private static TaskResult.Verdict verdict(String... said) {
    try (ScriptedChatModel model = ScriptedChatModel.saying(said)) {
      return new Judge(model).judge(TASK, RESULT, new Cancellation()).verdict();
    }
  }

  private static ScriptedChatModel failing() {
    return new ScriptedChatModel(
        new ModelInfo("j", 0, 0, false, false),
        List.of(request -> {
          throw new ModelException("The endpoint does not answer: no such host.");
        }));
  }
}
