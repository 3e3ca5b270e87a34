package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The four sample memories, end to end with a scripted model: retrieval, update, clarification,
 * filter.
 */
final class SamplesTest {
  private static final Path GOLDEN = Repository.ROOT.resolve("app/src/test/resources/golden");

  @TempDir private Path home;

  private InProcess program() {
    return new InProcess(home)
        .with("XDG_CACHE_HOME", Repository.ROOT.resolve("app/target/cache").toString());
  }

  private InProcess.Outcome ask(
      InProcess program, Path memory, String sample, String script, String... rest) {
    String file = Repository.sample(sample).resolve("scripts").resolve(script + ".txt").toString();
    List<String> args =
        Stream.concat(
                Stream.of("ask", "--json", "--memory", memory.toString(), "--script", file),
                Stream.of(rest))
            .toList();
    return program.run(args.toArray(String[]::new));
  }

  private static JsonNode json(InProcess.Outcome outcome) throws IOException {
    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.output().lines()).hasSize(1);
    return new ObjectMapper().readTree(outcome.output());
  }

  private void checkTrajectory(InProcess program, String name) {
    InProcess.Outcome trace = program.run("trace", "last");
    Golden.check(GOLDEN.resolve(name + ".txt"), withoutCounts(trace.output()));
    String lines = program.run("trace", "--json").output();
    Golden.check(GOLDEN.resolve(name + ".jsonl"), withoutCounts(lines));
  }

  /** The system prompt's length is not what these files are about. */
  private static String withoutCounts(String text) {
    return text.replaceAll("\\d+ tokens in", "N tokens in")
        .replaceAll("\"promptTokens\":\\d+", "\"promptTokens\":0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"personal", "customer-support", "project", "healthcare"})
  void everySampleIsInOrder(String sample) {
    Path memory = MemoryFolders.copy(sample, home);
    InProcess.Outcome check = program().run("memory", "check", "--memory", memory.toString());
    assertThat(check.output()).isEmpty();
    assertThat(check.code()).isZero();
    assertThat(MemoryFolders.contents(memory)).hasSizeBetween(8, 15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "personal|Which berths do Corvin and I have on the night train?|31 and 32",
        "customer-support|Does Agathe Pinfold still have warranty for her Glowmoth, and what does"
            + " she need?|photo",
        "project|Which days is our structural engineer on site?|Tuesdays and Thursdays",
      })
  void aFactIsFoundOverLinks(String sample, String question, String expected) throws IOException {
    Path memory = MemoryFolders.copy(sample, home);
    var before = MemoryFolders.contents(memory);
    InProcess program = program();
    JsonNode answer = json(ask(program, memory, sample, "retrieval", question));
    assertThat(answer.get("reply").asText()).contains(expected);
    assertThat(answer.get("changes")).isEmpty();
    assertThat(MemoryFolders.contents(memory)).isEqualTo(before);
    checkTrajectory(program, sample + "-retrieval");
  }

  @Test
  void aCountOfTheProjectIsRaised() throws IOException {
    Path memory = MemoryFolders.copy("project", home);
    JsonNode answer = json(ask(program(), memory, "project", "update", "Yev cut ten more planks."));
    assertThat(answer.get("changes")).hasSize(1);
    assertThat(memory.resolve("entities/parts/deck.md"))
        .content()
        .contains("of which 50 are cut")
        .doesNotContain("of which 40");
  }

  @Test
  void anUpdateChangesExactlyItsLines() throws IOException {
    Path memory = MemoryFolders.copy("personal", home);
    String boat = Files.readString(memory.resolve("entities/projects/the_heron.md"));
    InProcess program = program();
    JsonNode answer =
        json(
            ask(
                program,
                memory,
                "personal",
                "update",
                "I replaced another plank of the Heron and spent 18 on copper nails."));
    assertThat(answer.get("changes")).hasSize(1);
    assertThat(memory.resolve("entities/projects/the_heron.md"))
        .hasContent(
            boat.replace("planks replaced: 3", "planks replaced: 4")
                .replace("copper nails: 45", "copper nails: 63"));
    checkTrajectory(program, "personal-update");
  }

  @Test
  void aClosedTicketChangesThreeNotes() throws IOException {
    Path memory = MemoryFolders.copy("customer-support", home);
    InProcess program = program();
    JsonNode answer =
        json(
            ask(
                program,
                memory,
                "customer-support",
                "update",
                "Rufus Mallowby gets new glass for free, close his ticket. Today is 2031-07-10."));
    assertThat(answer.get("changes").findValuesAsText("path"))
        .containsExactlyInAnyOrder(
            "entities/customers/rufus_mallowby.md", "entities/tickets/t_1044.md", "user.md");
    checkTrajectory(program, "customer-support-update");
  }

  @Test
  void theAnswerToAClarifyingQuestionReachesTheQuestion() throws IOException {
    Path memory = MemoryFolders.copy("personal", home);
    InProcess program = program();
    String[] session = {"--session", "coast"};
    JsonNode asked =
        json(
            ask(
                program,
                memory,
                "personal",
                "clarification-1",
                session[0],
                session[1],
                "When does she come back from the coast?"));
    assertThat(asked.get("reply").asText()).contains("Whom do you mean");
    assertThat(asked.get("session").asText()).isEqualTo("coast");
    JsonNode answered =
        json(
            ask(
                program,
                memory,
                "personal",
                "clarification-2",
                session[0],
                session[1],
                "Perpetua. She comes back on 2031-04-20."));
    assertThat(answered.get("reply").asText()).contains("2031-04-20");
    assertThat(memory.resolve("entities/people/perpetua_quill.md"))
        .content()
        .contains("- away: at the coast until 2031-04-20");
    checkTrajectory(program, "personal-clarification");
  }

  @Test
  void theMistakesOfASmallModelAreRepaired() throws IOException {
    Path memory = MemoryFolders.copy("personal", home);
    var before = MemoryFolders.contents(memory);
    InProcess program = program();
    JsonNode answer =
        json(ask(program, memory, "personal", "mistakes", "When is The Patient Kettle closed?"));
    assertThat(answer.get("reply").asText()).isEqualTo("The Patient Kettle is closed on Mondays.");
    assertThat(MemoryFolders.contents(memory)).isEqualTo(before);
    checkTrajectory(program, "personal-mistakes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing-denied|When and in which room does Barnaby Thistlewick come, and what does he"
            + " need?|2031-07-03|metformin",
        "part-denied|When does Wilhelmina Crane come, and what is her phone number?|14:00|0162",
        "all-denied|Which medication does Hollis Greave take?|privacy filter|salbutamol",
      })
  void thePolicyHoldsAgainstAModelThatIgnoresIt(
      String script, String question, String told, String denied) throws IOException {
    Path memory = MemoryFolders.copy("healthcare", home);
    InProcess program = program();
    String filters = Repository.sample("healthcare").resolve("filters.txt").toString();
    JsonNode answer =
        json(ask(program, memory, "healthcare", script, "--filters", filters, question));
    assertThat(answer.get("reply").asText()).contains(told).doesNotContain(denied);
    checkTrajectory(program, "healthcare-" + script);
  }
}
