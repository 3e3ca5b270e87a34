package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import memagent.model.Cancellation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small files of the public sets' shapes, written for this test; the sets themselves are not here.
 */
class PublicSetsTest {
  private static final String LOCOMO =
      """
      [
        {
          "sample_id": "talk-7",
          "conversation": {
            "speaker_a": "Odalys",
            "speaker_b": "Torvald",
            "session_1_date_time": "9:10 am on 3 March, 2031",
            "session_1": [
              {"speaker": "Odalys", "dia_id": "D1:1", "text": "I bought a kiln for the shed yesterday."},
              {"speaker": "Torvald", "dia_id": "D1:2", "text": "My heron carving won a ribbon!", "blip_caption": "a wooden bird"}
            ],
            "session_2_date_time": "8 pm on 20 March, 2031",
            "session_2": [
              {"speaker": "Torvald", "dia_id": "D2:1", "text": "The tram was late again."},
              {"speaker": "Odalys", "dia_id": "D2:2", "text": "My first glaze came out green."}
            ]
          },
          "qa": [
            {"question": "When did Odalys buy the kiln?", "answer": "2 March 2031", "evidence": ["D1:1"], "category": 2},
            {"question": "What colour did the first glaze get, and what won a ribbon?", "answer": "green; a heron carving", "evidence": ["D2:2 D:1:2", "D9:9"], "category": 1},
            {"question": "How many ovens are there?", "answer": 1, "evidence": ["D1:1"], "category": 4},
            {"question": "What did Torvald cook?", "adversarial_answer": "soup", "evidence": ["D2:1"], "category": 5}
          ],
          "event_summary": {}
        }
      ]
      """;

  @TempDir private Path folder;

  @Test
  void readsAConversationWithItsEvidenceInEverySpelling() throws IOException {
    LocomoConversation talk = locomo(LOCOMO).getFirst();
    assertThat(talk.turns()).hasSize(4);
    assertThat(talk.turns().get(1).line())
        .isEqualTo("Torvald: My heron carving won a ribbon! (picture: a wooden bird)");
    assertThat(talk.questions().get(1).evidence()).containsExactly("D2:2", "D1:2");
    assertThat(talk.questions().get(2).answer()).isEqualTo("1");
    assertThat(talk.questions().get(3).kind()).isEqualTo(LocomoConversation.Kind.ADVERSARIAL);
    assertThat(talk.questions().get(3).answer()).isEmpty();
  }

  @Test
  void findsEvidenceWithoutAModel() throws IOException {
    EvidenceRecall recall = EvidenceRecall.of("BM25", locomo(LOCOMO), Bm25::new);
    EvidenceRecall.Row all = recall.rows().getLast();
    assertThat(all.questions()).isEqualTo(4);
    EvidenceRecall.Row temporal = recall.rows().get(1);
    assertThat(temporal.recallAt5()).isCloseTo(1.0, within(1e-9));
    assertThat(temporal.reciprocalRank()).isCloseTo(1.0, within(1e-9));
    assertThat(recall.rows().getFirst().recallAt10()).isCloseTo(1.0, within(1e-9));
    assertThat(recall.text()).contains("temporal", "R@10", "MRR");
    EvidenceRecall none = EvidenceRecall.of("none", locomo(LOCOMO), texts -> (q, n) -> List.of());
    assertThat(none.rows().getLast().recallAt20()).isZero();
  }

  @Test
  void gradesAnswersToAConversation() throws IOException {
    TaskSet set = LocomoTasks.of(locomo(LOCOMO));
    assertThat(set.memories().get("talk-7").notes())
        .containsKeys("user.md", "entities/session_02.md");
    assertThat(grade(set, 0, "She bought it on 2031-03-02.")).isTrue();
    assertThat(grade(set, 0, "She bought it on 3 March 2031.")).isFalse();
    assertThat(grade(set, 1, "It came out green, and the heron carving won.")).isTrue();
    assertThat(grade(set, 1, "It came out brown.")).isFalse();
    assertThat(grade(set, 3, "He cooked soup.")).isFalse();
    assertThat(grade(set, 3, "The notes do not mention that.")).isTrue();
    assertThat(grade(set, 3, "")).isFalse();
  }

  @Test
  void namesFileLineAndFieldOfABadConversation() {
    locomoFault("\"category\": 2", "\"category\": 6", "line 19, field [0].qa[0].category");
    locomoFault(
        "\"dia_id\": \"D1:2\", ", "", "line 10, field [0].conversation.session_1[1].dia_id");
    locomoFault("\"answer\": \"2 March 2031\", ", "", "line 19, field [0].qa[0].answer");
    locomoFault("\"speaker_b\": \"Torvald\",", "", "field [0].conversation.speaker_b");
    locomoFault("\"qa\": [", "\"qa\": [[", "this is not JSON");
    assertThatThrownBy(() -> LocomoReader.read(folder.resolve("none.json")))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("does not exist");
  }

  private static final String BELIEFS =
      """
      [
        {"_id": "b1", "user_id": "test-user", "type": "entity", "canonical_name": "lathe", "aliases": ["turning bench"],
         "content": "A lathe of 1961 in the cellar.", "scope": ["domain:shop"], "pinned": false, "resolved_at": null, "superseded_by": null},
        {"_id": "b2", "user_id": "test-user", "type": "decision", "canonical_name": "timber_oak", "aliases": [],
         "content": "Only oak.", "scope": ["domain:shop"], "pinned": true, "resolved_at": null, "superseded_by": null},
        {"_id": "b3", "user_id": "test-user", "type": "open_question", "canonical_name": "oil_or_wax", "aliases": ["finish"],
         "content": "Oil or wax?", "scope": ["domain:shop"], "pinned": true, "resolved_at": null, "superseded_by": null},
        {"_id": "b4", "user_id": "test-user", "type": "preference", "canonical_name": "old_lathe", "aliases": ["lathe"],
         "content": "A lathe of 1950.", "scope": ["domain:shop"], "pinned": false, "resolved_at": null, "superseded_by": "b1"},
        {"_id": "b5", "user_id": "test-user", "type": "preference", "canonical_name": "short_replies", "aliases": [],
         "content": "Short replies please.", "scope": ["user:universal"], "pinned": false, "resolved_at": null, "superseded_by": null},
        {"_id": "b6", "user_id": "somebody", "type": "entity", "canonical_name": "lathe_two", "aliases": ["lathe"],
         "content": "Another's.", "scope": ["domain:shop"], "pinned": false, "resolved_at": null, "superseded_by": null},
        {"_id": "b7", "user_id": "test-user", "type": "relation", "canonical_name": "bowl_order", "aliases": ["bowls"],
         "content": "The bowls are turned on the lathe.", "scope": ["domain:shop"], "participants": ["b1", "b3"], "pinned": false}
      ]
      """;
  private static final String CASES =
      """
      [
        {"caseId": "alias", "category": "Names", "description": "", "scope": ["domain:shop"], "query": "is the turning bench oiled?",
         "expect": {"relevantBeliefs": {"shouldOnlyInclude": ["b1"]}, "pinnedFacts": {"mustInclude": ["b2"]},
                    "openQuestions": {"mustInclude": ["b3"]}, "personaPrelude": {"nonEmpty": true, "contains": ["Short"], "mustNotContain": ["Another"]}}},
        {"caseId": "relation", "category": "Names", "description": "", "scope": ["domain:shop"], "query": "when are the bowls due?",
         "expect": {"relevantBeliefs": {"shouldOnlyInclude": ["b1", "b7"], "orderedBefore": [["b7", "b1"]], "maxCount": 2}}},
        {"caseId": "scope", "category": "Scope", "description": "", "scope": ["domain:garden"], "query": "the lathe?",
         "expect": {"relevantBeliefs": {"shouldOnlyInclude": []}, "pinnedFacts": {"mustExclude": ["b2"]}}},
        {"caseId": "wrong", "category": "Scope", "description": "", "scope": ["domain:shop"], "query": "tell me of cellars",
         "expect": {"relevantBeliefs": {"shouldOnlyInclude": ["b1"]}}},
        {"caseId": "budget", "category": "Scope", "description": "", "scope": ["domain:shop"], "query": "the lathe", "budget": {"maxBeliefs": 1},
         "expect": {"pinnedFacts": {"mustInclude": ["b2"]}, "relevantBeliefs": {"shouldOnlyInclude": []}}}
      ]
      """;

  @Test
  void measuresPrecisionWithoutAModel() throws IOException {
    PrecisionRun run = PrecisionRun.of("names", precision(BELIEFS, CASES), NameFinder::new);
    assertThat(
            run.outcomes().stream().filter(o -> o.faults().isEmpty()).map(PrecisionRun.Outcome::id))
        .containsExactly("alias", "relation", "scope", "budget");
    PrecisionRun.Outcome wrong = run.outcomes().get(3);
    assertThat(wrong.faults()).containsExactly("b1 is missing.");
    assertThat(wrong.recall()).hasValue(0);
    assertThat(run.text()).contains("   4/5 ");
    PrecisionRun words = PrecisionRun.of("BM25", precision(BELIEFS, CASES), Bm25::new);
    assertThat(words.outcomes().getFirst().recall()).hasValue(1);
    assertThat(words.outcomes().getFirst().precision().orElseThrow()).isLessThan(1);
  }

  @Test
  void followsASessionTurnByTurn() throws IOException {
    Files.writeString(
        folder.resolve("session-retrieval.cases.json"),
        """
        [{"caseId": "talk", "description": "", "turns": [
          {"turnIndex": 0, "label": "a", "scope": ["domain:shop"], "userMessage": "is the drechselbank free?", "assistantMessage": "",
           "updateBeliefAtTurn": {"beliefId": "b1", "addAliases": ["drechselbank"]}, "topics": [],
           "expect": {"relevantBeliefs": {"shouldOnlyInclude": []}, "noiseCheck": {"mustNotSurface": ["b1"]}}},
          {"turnIndex": 1, "label": "b", "scope": ["domain:shop"], "userMessage": "is the drechselbank free?", "assistantMessage": "",
           "topics": [], "expect": {"relevantBeliefs": {"shouldOnlyInclude": ["b1"]}}}]}]
        """);
    PrecisionRun run = PrecisionRun.of("names", precision(BELIEFS, CASES), NameFinder::new);
    assertThat(run.outcomes()).hasSize(7);
    assertThat(run.outcomes().subList(5, 7)).allMatch(o -> o.faults().isEmpty());
  }

  @Test
  void refusesAnExpectationThatItDoesNotCheck() {
    assertThatThrownBy(() -> precision(BELIEFS, CASES.replace("maxCount", "mostCount")))
        .hasMessageContaining(
            "retrieval.cases.json, line 6, field [1].expect.relevantBeliefs.mostCount");
    assertThatThrownBy(() -> precision(BELIEFS.replace("\"b2\"", "\"b1\""), CASES))
        .hasMessageContaining("beliefs.seed.json, line 4, field [1]._id");
  }

  @Test
  void readsFoldersOfTheReferencesShape() throws IOException {
    mdMemory();
    TaskSet set = MdMemoryReader.read(folder);
    assertThat(set.tasks().stream().map(Task::category))
        .containsExactly(
            Category.CLARIFICATION, Category.RETRIEVAL, Category.RETRIEVAL, Category.UPDATE);
    assertThat(set.memories().get("retrieval-1").notes()).containsKey("entities/otis.md");
    assertThat(grade(set, 1, "At the Kelp Institute.")).isTrue();
    assertThat(grade(set, 1, "At the Moss Institute.")).isFalse();
    assertThat(grade(set, 2, "Otis weighs 31 kilos")).isTrue();
    assertThat(grade(set, 2, "He weighs 13 kg")).isFalse();
    assertThat(grade(set, 0, "I do not know the height. How tall is the mast?")).isTrue();
    assertThat(grade(set, 0, "It is 9 metres.")).isFalse();
    assertThat(JudgePrompt.user(set.tasks().get(3), result(set.tasks().get(3), "12")))
        .contains("I used three of the candles", "12 candles are left", "must say twelve");
  }

  @Test
  void tellsFirstAndAsksThenInAnotherConversation() throws IOException {
    mdMemory();
    TaskSet set = MdMemoryReader.read(folder);
    Task update = set.tasks().getLast();
    Contestant contestant =
        (task, copy, cancellation) -> {
          assertThat(((Expectation.Reference) task.expectation()).told())
              .containsExactly("I used three of the candles.");
          write(copy.resolve("user.md"), "# Me\n- candles: 12\n");
          return new Contestant.Attempt("12 are left.", 4, 0, 0, 0);
        };
    List<TaskResult> results =
        new BenchRun(folder.resolve("run"), InstantSource.system())
            .run(
                new TaskSet("one", set.memories(), List.of(update)),
                contestant,
                1,
                false,
                new Cancellation(),
                (done, of) -> {});
    assertThat(results).singleElement().matches(TaskResult::isRight);
    assertThat(results.getFirst().changes())
        .isEqualTo("user.md\n- - candles: 15\n+ - candles: 12\n");
  }

  @Test
  void namesFileLineAndFieldOfABadQuestion() throws IOException {
    mdMemory();
    write(
        folder.resolve("update/1_qa.jsonl"), "\n{\"question\": \"How many?\", \"answer\": \"12\"}");
    assertThatThrownBy(() -> MdMemoryReader.read(folder))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("update/1_qa.jsonl, line 2, field update");
    write(folder.resolve("update/1_qa.jsonl"), "{oops");
    assertThatThrownBy(() -> MdMemoryReader.read(folder))
        .hasMessageContaining("update/1_qa.jsonl, line 1: this is not JSON");
    Files.delete(folder.resolve("update/1/user.md"));
    assertThatThrownBy(() -> MdMemoryReader.read(folder)).hasMessageContaining("1/user.md");
    assertThatThrownBy(() -> MdMemoryReader.read(folder.resolve("retrieval/1")))
        .hasMessageContaining("holds no *_qa.jsonl");
  }

  private void mdMemory() throws IOException {
    write(
        folder.resolve("retrieval/1/user.md"),
        "# Me\n- work: Kelp Institute\n- dog: [[entities/otis.md]]\n");
    write(folder.resolve("retrieval/1/entities/otis.md"), "# Otis\n- weight: 31 kg\n");
    write(
        folder.resolve("retrieval/1_qa.jsonl"),
        "{\"question\":\"Where do I work?\",\"answer\":\"You work at the Kelp Institute.\",\"judge\":\"\"}\n"
            + "{\"question\":\"How heavy is my dog?\",\"answer\":\"Your dog Otis weighs 31 kg.\"}");
    write(folder.resolve("clarification/1/user.md"), "# Me\n- boat: Terna\n");
    write(
        folder.resolve("clarification/1_qa.jsonl"),
        "{\"question\":\"How tall is the mast?\",\"answer\":\"I have no height of the mast. How tall is it?\",\"judge\":\"asks\"}\n");
    write(folder.resolve("update/1/user.md"), "# Me\n- candles: 15\n");
    write(
        folder.resolve("update/1_qa.jsonl"),
        "{\"update\":\"I used three of the candles.\",\"question\":\"How many candles are left?\",\"answer\":\"12 candles are left.\",\"judge\":\"must say twelve\"}\n");
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<LocomoConversation> locomo(String text) throws IOException {
    Path file = folder.resolve("talks.json");
    Files.writeString(file, text);
    return LocomoReader.read(file);
  }

  private void locomoFault(String from, String to, String message) {
    assertThat(LOCOMO).contains(from);
    assertThatThrownBy(() -> locomo(LOCOMO.replace(from, to)))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("talks.json, line ")
        .hasMessageContaining(message);
  }

  private PrecisionSet precision(String beliefs, String cases) throws IOException {
    Files.writeString(folder.resolve("beliefs.seed.json"), beliefs);
    Files.writeString(folder.resolve("retrieval.cases.json"), cases);
    return PrecisionSet.read(folder);
  }

  private static boolean grade(TaskSet set, int index, String reply) {
    Task task = set.tasks().get(index);
    Memory memory = set.memoryOf(task);
    return Grader.grade(task, memory, memory, reply).isRight();
  }

  static TaskResult result(Task task, String reply) {
    return new TaskResult(
        task.id(),
        task.category(),
        task.kind(),
        1,
        null,
        TaskResult.Verdict.RIGHT,
        List.of(),
        task.query(),
        reply,
        "",
        1,
        0,
        0,
        0,
        0);
  }
}
