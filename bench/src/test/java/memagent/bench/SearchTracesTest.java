package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memagent.agent.SystemPrompt;
import memagent.model.ChatMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traces of an oracle that searches first. */
class SearchTracesTest {
  private static final int TASKS = 160;
  private static final int WORLDS = 25;
  private static final Pattern READ = Pattern.compile("read_file\\(\"((?:[^\"\\\\]|\\\\.)*)\"\\)");
  private static final Pattern UPDATE =
      Pattern.compile("update_file\\(\"((?:[^\"\\\\]|\\\\.)*)\", ");

  /** Questions for one fact, whose value must have been seen. */
  private static final Set<String> FACTS =
      Set.of(
          "own-fact",
          "one-hop",
          "two-hop",
          "three-hop",
          "alias",
          "same-name",
          "table",
          "by-name",
          "long-note",
          "distractor",
          "superseded");

  @TempDir private Path folder;

  @Test
  void solveEveryTaskAndAreTheSameForTheSameSeed() throws IOException {
    WorldsFile.Written written = write("a", 7, TASKS);
    assertThat(written.failures()).isEmpty();
    assertThat(written.taskCount()).isEqualTo(TASKS);
    write("b", 7, 60);
    List<String> first = Files.readAllLines(folder.resolve("a"));
    assertThat(Files.readAllLines(folder.resolve("b"))).isEqualTo(first.subList(0, 60));
  }

  @Test
  void searchFirstAndReadOnlyWhatTheHitsDoNotShow() {
    int facts = 0;
    int fromHits = 0;
    int byNoteOfAHit = 0;
    int byLinks = 0;
    int asAsked = 0;
    for (WorldTask task : tasks(5)) {
      if (task.task().category() == Category.RETRIEVAL && FACTS.contains(task.task().kind())) {
        List<String> code = task.trace().turns().stream().map(Trace.Turn::code).toList();
        assertThat(code.getFirst()).as(task.task().question()).startsWith("hits = search_memory(");
        facts++;
        asAsked += code.getFirst().contains(TraceBuilder.python(task.task().question())) ? 1 : 0;
        fromHits += code.size() == 1 ? 1 : 0;
        byNoteOfAHit += code.size() > 1 && !code.get(1).contains("user.md") ? 1 : 0;
        byLinks += code.size() > 1 && code.get(1).contains("user.md") ? 1 : 0;
      }
    }
    assertThat(fromHits / (double) facts).isGreaterThan(0.5);
    assertThat(byNoteOfAHit).isPositive();
    assertThat(byLinks).isPositive();
    assertThat(asAsked / (double) facts).isBetween(0.3, 0.6);
  }

  @Test
  void doNotSearchWhereNothingInTheMemoryIsAskedFor() {
    Set<String> idle = Set.of("no-power", "not-saved-smalltalk", "not-saved-secret", "deny-all");
    List<WorldTask> some =
        tasks(6).stream().filter(task -> idle.contains(task.task().kind())).toList();
    assertThat(some.stream().filter(task -> !task.trace().turns().isEmpty())).isEmpty();
    assertThat(some.size()).isGreaterThan(2);
  }

  @Test
  void restOnNothingThatTheModelHasNotSeen() {
    TraceRunner runner =
        new TraceRunner(new OracleSandbox(), folder.resolve("scratch"), InstantSource.system());
    int count = 0;
    for (WorldTask task : tasks(8)) {
      TraceRunner.Run run = runner.run(task.task(), task.memory(), task.trace(), TraceStyle.SEARCH);
      assertThat(run.messages().getFirst().text()).isEqualTo(SystemPrompt.SEARCH.text());
      assertThat(run.saw(task.trace(), TraceStyle.SEARCH)).as(task.task().question()).isTrue();
      StringBuilder seen = new StringBuilder("user.md");
      int turn = 0;
      for (ChatMessage message : run.messages().subList(1, run.messages().size())) {
        if (message instanceof ChatMessage.Assistant && turn < task.trace().turns().size()) {
          check(task.trace().turns().get(turn++), seen.toString(), task);
        }
        seen.append(message instanceof ChatMessage.User ? message.text() + "\n" : "");
      }
      if (task.task().expectation() instanceof Expectation.Answer answer
          && FACTS.contains(task.task().kind())) {
        count++;
        FormMatcher matcher = new FormMatcher(seen.toString().replace("\\n", "\n"), NameBook.EMPTY);
        assertThat(answer.must()).as(seen.toString()).allMatch(matcher::holds);
      }
    }
    assertThat(count).isGreaterThan(40);
  }

  /* A note is read by a path that was shown, and read before it is changed. */
  private static void check(Trace.Turn turn, String seen, WorldTask task) {
    for (String path : all(READ, turn.code())) {
      boolean isNamed = seen.contains(path.replace(".md", "")) || seen.contains(stem(path));
      assertThat(!turn.isTrained() || isNamed).as(path + " in " + seen).isTrue();
    }
    for (String path : all(UPDATE, turn.code())) {
      String note = OracleSandbox.repr(task.memory().notes().getOrDefault(path, ""));
      assertThat(seen).as(turn.code()).contains(note);
    }
  }

  private static String stem(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replace(".md", "").replace(" ", "%20");
  }

  private static List<String> all(Pattern pattern, String code) {
    Matcher matcher = pattern.matcher(code);
    return matcher.results().map(found -> found.group(1)).collect(Collectors.toList());
  }

  private static List<WorldTask> tasks(long seed) {
    WorldGenerator generator = generator(seed);
    List<WorldTask> tasks = new ArrayList<>();
    for (int world = 0; world < WORLDS; world++) {
      tasks.addAll(generator.world(world, 8));
    }
    return tasks;
  }

  private WorldsFile.Written write(String name, long seed, int count) {
    TraceRunner runner =
        new TraceRunner(
            new OracleSandbox(), folder.resolve("scratch-" + name), InstantSource.system());
    return new WorldsFile(generator(seed), runner, Optional.empty(), 1, TraceStyle.SEARCH, 0.2)
        .write(folder.resolve(name), count, 2, done -> {});
  }

  private static WorldGenerator generator(long seed) {
    return new WorldGenerator(
            Vocabulary.training(),
            WorldSettings.TRAINING,
            CategoryShares.REFERENCE,
            TraceStyle.SEARCH,
            seed)
        .withLanguages(0.3);
  }
}
