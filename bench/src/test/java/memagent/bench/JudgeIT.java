package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import memagent.model.Cancellation;
import memagent.model.ChatModel;
import memagent.model.LlamaServer;
import memagent.model.OpenAiChatModel;
import memagent.model.OpenAiSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real model behind a real server as the judge; it is a bad one. */
class JudgeIT {
  private static final int COMPLETION_TOKENS_MAX = 48; // it would say the same again and again

  @TempDir private Path folder;

  @Test
  void endsWithAVerdictOrAnErrorForEachTaskAndTheReportShowsThem()
      throws IOException, InterruptedException {
    TaskSet core = CoreTasks.load();
    TaskSet set = BenchSets.sample(core, 3, 1);
    Task longest = set.tasks().getFirst();
    List<TaskResult> results = new ArrayList<>();
    for (Task task : set.tasks()) {
      String reply =
          task.solution().reply() + (task.equals(longest) ? " More words.".repeat(2_000) : "");
      results.add(PublicSetsTest.result(task, reply));
    }
    try (LlamaServer server = LlamaServer.start();
        ChatModel model =
            new OpenAiChatModel(OpenAiSettings.of(server.address(), "smollm2", Optional.empty()))) {
      Judge judge = new Judge(model, COMPLETION_TOKENS_MAX);
      Map<String, Judgement> judged =
          new Judging(folder)
              .run(set, results, judge, 2, false, new Cancellation(), (done, of) -> {});
      assertThat(judged).hasSameSizeAs(results);
      assertThat(judged.get(longest.id()).verdict()).isEqualTo(TaskResult.Verdict.ERROR);
      assertThat(judged.get(longest.id()).reason()).contains("HTTP 400", "context");
      assertThat(judged.values())
          .allMatch(judgement ->
              judgement.verdict() != TaskResult.Verdict.ERROR
                  || judgement.reason().startsWith("The judge gave no verdict")
                  || judgement.reason().contains("HTTP 400"));
      Report report = new Report("judged", Map.of("oracle", results), judge.name(), judged);
      assertThat(report.text()).contains("code and the judge smollm2");
      assertThat(report.json()).contains("\"errors\"", "\"" + longest.id() + "\" : \"error\"");
      assertThat(HtmlReport.of(report, Map.of())).contains("Code and the judge smollm2");
    }
  }
}
