package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model that ships, asked as a person asks it, on a machine that it is new to. */
final class NanoIT {
  private static final String READY = "mem-agent-nano is made ready";

  @TempDir private Path home;

  @Test
  void theFirstQuestionMakesTheModelReadyAndTheNextFindsIt() throws IOException {
    String set = System.getenv("MEM_AGENT_PARTS");
    Path parts = set == null ? Repository.ROOT.resolve(".parts") : Path.of(set);
    assumeTrue(
        Files.exists(parts.resolve("models").resolve(SettingsReader.EMBEDDED_MODEL)),
        "the embedded model was not fetched on this machine");
    Path memory = MemoryFolders.copy("personal", home);
    ProcessRun.Outcome first = ask(memory);
    assertThat(first.code()).as(first.errors()).isZero();
    assertThat(first.errors()).containsOnlyOnce(READY);
    JsonNode answer = new ObjectMapper().readTree(first.output());
    assertThat(answer.get("reply").asText()).isNotBlank();
    List<Path> made = merged();
    assertThat(made)
        .singleElement()
        .satisfies(file -> assertThat(Files.size(file)).isLessThan(100_000_000));
    ProcessRun.Outcome second = ask(memory);
    assertThat(second.code()).as(second.errors()).isZero();
    assertThat(second.errors()).doesNotContain(READY);
    assertThat(merged()).isEqualTo(made);
  }

  private ProcessRun.Outcome ask(Path memory) {
    return new ProcessRun(home)
        .with("XDG_CACHE_HOME", home.resolve("cache").toString())
        .run("ask", "--memory", memory + "", "--json", "What is Corvin's phone number?");
  }

  private List<Path> merged() throws IOException {
    try (Stream<Path> all = Files.list(home.resolve("cache/mem-agent/merged"))) {
      return all.filter(file -> file.toString().endsWith(".gguf")).toList();
    }
  }
}
