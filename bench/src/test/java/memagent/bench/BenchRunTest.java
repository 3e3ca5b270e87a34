package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import memagent.model.Cancellation;
import memagent.model.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchRunTest {
  private static final TaskSet CORE = BenchSets.only(CoreTasks.load(), Category.RETRIEVAL);
  private static final TaskSet FEW =
      new TaskSet("few", CORE.memories(), CORE.tasks().subList(0, 12));

  @TempDir private Path folder;

  @Test
  void countsNothingTwiceWhenItGoesOn() {
    AtomicInteger calls = new AtomicInteger();
    Cancellation stop = new Cancellation();
    Contestant stopping =
        (task, copy, cancellation) -> {
          if (calls.incrementAndGet() == 5) {
            stop.cancel();
          }
          return reply(task.solution().reply());
        };
    run(stopping, false, stop);
    int before = BenchRun.read(folder).size();
    List<TaskResult> results = run(stopping, true, new Cancellation());
    assertThat(results).hasSize(12).allMatch(TaskResult::isRight);
    assertThat(calls.get()).isEqualTo(12 + 1); // the one that was cut off ran again
    assertThat(before).isEqualTo(4);
  }

  @Test
  void callsAFailingEndpointAnErrorAndNeverWrong() {
    Contestant broken =
        (task, copy, cancellation) -> {
          throw new ModelException("The endpoint does not answer.");
        };
    List<TaskResult> results = run(broken, false, new Cancellation());
    assertThat(results).hasSize(12).allMatch(TaskResult::isError);
    String table = new Report("t", Map.of("broken", results)).text();
    assertThat(table).contains("0/0").containsPattern("overall.* 12 ");
    assertThat(run((t, c, x) -> reply(t.solution().reply()), true, new Cancellation()))
        .allMatch(TaskResult::isRight);
  }

  @Test
  void keepsADestroyedMemoryFromEveryOtherTask() {
    Contestant destroyer =
        (task, copy, cancellation) -> {
          ScratchFolder.delete(copy.resolve("user.md"));
          return reply(task.solution().reply());
        };
    run(destroyer, false, new Cancellation());
    assertThat(run((t, c, x) -> reply(t.solution().reply()), false, new Cancellation()))
        .allMatch(TaskResult::isRight);
  }

  @Test
  void readsAJournalWhoseLastLineWasCut() throws IOException {
    run((t, c, x) -> reply("?"), false, new Cancellation());
    Path journal = folder.resolve("results.jsonl");
    Files.writeString(journal, Files.readString(journal) + "{\"id\":\"cu");
    assertThat(BenchRun.read(folder)).hasSize(12);
  }

  @Test
  void keepsTheResultsOfAnEarlierRunAside() throws IOException {
    run((t, c, x) -> reply("earlier"), false, new Cancellation());
    run((t, c, x) -> reply("later"), false, new Cancellation());
    assertThat(Files.readString(folder.resolve("results.jsonl.before")))
        .contains("earlier")
        .doesNotContain("later");
    assertThat(Files.readString(folder.resolve("results.jsonl"))).doesNotContain("earlier");
  }

  @Test
  void saysThatRunsWithoutACommonTaskCannotBeCompared() {
    Map<String, TaskResult> some = new java.util.HashMap<>();
    run((t, c, x) -> reply("?"), false, new Cancellation()).forEach(r -> some.put(r.id(), r));
    assertThat(Comparison.of(some, Map.of()).text()).contains("no task in common");
    assertThat(Comparison.of(some, some).text()).startsWith("They do not differ");
  }

  @Test
  void givesWilsonIntervals() {
    Share share = new Share(42, 56);
    assertThat(share.low()).isCloseTo(0.623, within(0.001));
    assertThat(share.high()).isCloseTo(0.845, within(0.001));
  }

  @Test
  void drawsASampleThatKeepsTheCategoriesShares() {
    TaskSet all = CoreTasks.load();
    TaskSet some = BenchSets.sample(all, 60, 1);
    assertThat(some.tasks()).hasSize(60);
    for (Category category : Category.values()) {
      double whole = BenchSets.only(all, category).tasks().size() / (double) all.tasks().size();
      assertThat(BenchSets.only(some, category).tasks().size() / 60.0)
          .isCloseTo(whole, within(0.02));
    }
    assertThat(BenchSets.sample(all, 60, 1)).isEqualTo(some);
    assertThat(BenchSets.sample(all, 60, 2).tasks()).isNotEqualTo(some.tasks());
    TaskSet fewer = new TaskSet("fewer", all.memories(), all.tasks().subList(0, 280));
    List<Task> kept = new java.util.ArrayList<>(BenchSets.sample(fewer, 60, 1).tasks());
    kept.retainAll(some.tasks());
    assertThat(kept.size()).isGreaterThan(48);
    assertThat(BenchSets.sample(all, 9_999, 1).tasks()).hasSameSizeAs(all.tasks());
  }

  @Test
  void choosesTasksByKindAndNamesTheKindsThereAre() {
    TaskSet all = CoreTasks.load();
    TaskSet chosen = BenchSets.ofKinds(all, Set.of("compare", "two-hop"));
    assertThat(chosen.tasks().stream().map(Task::kind).distinct())
        .containsExactlyInAnyOrder("compare", "two-hop");
    assertThatThrownBy(() -> BenchSets.ofKinds(all, Set.of("comparison")))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("'comparison'")
        .hasMessageContaining("compare, ");
  }

  @Test
  void keepsAPageOfManyFailuresLight() {
    List<TaskResult> results = new java.util.ArrayList<>();
    Map<String, String> trajectories = new java.util.HashMap<>();
    for (int i = 0; i < 480; i++) {
      results.add(
          new TaskResult(
              "t" + i,
              Category.RETRIEVAL,
              "table",
              5,
              null,
              TaskResult.Verdict.WRONG,
              List.of("no"),
              "Q?",
              "x".repeat(300),
              "",
              2,
              0,
              10,
              10,
              10));
      trajectories.put("t" + i, "y".repeat(9_000));
    }
    String page = HtmlReport.of(new Report("A run", Map.of("agent", results)), trajectories);
    assertThat(page.length()).isLessThan(480_000);
  }

  @Test
  void comparesTaskByTask() {
    Comparison comparison =
        new Comparison(List.of("a"), List.of("b", "c", "d", "e", "f", "g", "h", "i", "j"), 40, 20);
    assertThat(comparison.p()).isCloseTo(0.0215, within(0.0001)); // 2 * (1 + 10) / 2^10
    assertThat(comparison.text()).startsWith("The second is better");
  }

  @Test
  void writesAPageThatNeedsNothingElse() {
    List<TaskResult> results = run((t, c, x) -> reply("<b>no</b>"), false, new Cancellation());
    String page = HtmlReport.of(new Report("A run", Map.of("agent", results)), Map.of());
    assertThat(page)
        .doesNotContain("http://", "https://", "<b>no</b>", "src=")
        .contains("&lt;b&gt;no")
        .doesNotContain("1-1 notes");
    assertThat(page.indexOf("Wrong:")).isGreaterThan(page.indexOf("Replied:"));
    assertThat(page.split("<div", -1)).hasSameSizeAs(page.split("</div", -1));
    assertThat(page.split("<details", -1)).hasSameSizeAs(page.split("</details", -1));
  }

  @Test
  void drawsTheShareByTheLinksThatAQuestionFollows() {
    Contestant lostAtTheSecondLink =
        (task, memory, cancellation) ->
            reply(task.kind().equals("two-hop") ? "?" : task.solution().reply());
    List<TaskResult> results =
        new BenchRun(folder, InstantSource.system())
            .run(CORE, lostAtTheSecondLink, 2, false, new Cancellation(), (done, of) -> {});
    List<Report.Row> rows = Report.byHops(results);
    assertThat(rows.stream().map(Report.Row::name))
        .containsExactly("no link", "1 link", "2 links", "3 links");
    assertThat(rows.get(1).share().value()).isEqualTo(1);
    assertThat(rows.get(2).share().value()).isZero();
    assertThat(HtmlReport.of(new Report("A run", Map.of("agent", results)), Map.of()))
        .contains("Share by links to follow", "3 links");
  }

  @Test
  void drawsTheCurvesOfEveryContestantWithTheirIntervals() {
    Map<String, List<TaskResult>> runs = new java.util.LinkedHashMap<>();
    runs.put("agent", counted(3, 5, 100));
    runs.put("grep and the model", counted(0, 9, 2_000));
    Report report = new Report("A run", runs);
    Report.Curve distractors = report.curves().getLast();
    assertThat(distractors.key()).isEqualTo("distractors");
    assertThat(distractors.steps())
        .containsExactly("0 distractors", "2-3 distractors", "4-7 distractors", "8-15 distractors");
    assertThat(report.text())
        .contains("Share by distractors around the evidence", "Share by size of the memory")
        .containsPattern("2-3 distractors +1/1 +100.0% +20.7 - 100.0%");
    assertThat(report.json())
        .contains("\"curves\"", "\"distractors\"", "\"8-15 distractors\"", "\"1024-2047 notes\"");
    String page = HtmlReport.of(report, Map.of());
    assertThat(page).contains("Share by distractors around the evidence", "8-15 distractors");
    assertThat(page.split("<polyline", -1)).hasSize(1 + 2 * 2);
    assertThat(page.split("<table", -1)).hasSameSizeAs(page.split("</table", -1));
  }

  /* A right task at each step, and one whose distractors nobody counted. */
  private static List<TaskResult> counted(int first, int second, int notes) {
    List<TaskResult> results = new java.util.ArrayList<>();
    for (Integer distractors : java.util.Arrays.asList(first, second, null)) {
      results.add(
          new TaskResult(
              "t" + distractors,
              Category.RETRIEVAL,
              "table",
              notes,
              distractors,
              TaskResult.Verdict.RIGHT,
              List.of(),
              "Q?",
              "",
              "",
              2,
              0,
              10,
              10,
              10));
    }
    return results;
  }

  private List<TaskResult> run(Contestant contestant, boolean resume, Cancellation cancellation) {
    return new BenchRun(folder, InstantSource.system())
        .run(FEW, contestant, 1, resume, cancellation, (done, of) -> {});
  }

  private static Contestant.Attempt reply(String text) {
    return new Contestant.Attempt(text, 2, 0, 100, 20);
  }
}
