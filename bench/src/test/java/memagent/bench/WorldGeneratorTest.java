package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldGeneratorTest {
  @TempDir private Path folder;

  @Test
  void makesTheSameBytesFromTheSameSeed() throws IOException {
    assertThat(write("a", 3, 60)).isEqualTo(write("b", 3, 60)).isNotEqualTo(write("c", 4, 60));
  }

  @Test
  void letsTheOracleSolveEveryTask() {
    WorldsFile.Written written = file(7).write(folder.resolve("w.jsonl"), 300, 2, count -> {});
    assertThat(written.failures()).isEmpty();
    assertThat(written.taskCount()).isEqualTo(300);
    assertThat(written.maskedCount()).isLessThan(9);
  }

  @Test
  void hasEveryCategoryAndManyKinds() {
    Set<String> kinds = new HashSet<>();
    WorldGenerator generator = generator(5);
    for (int world = 0; world < 60; world++) {
      for (WorldTask task : generator.world(world, 8)) {
        kinds.add(task.task().category().label() + "/" + task.task().kind());
      }
    }
    assertThat(kinds)
        .contains(
            "retrieval/own-fact",
            "retrieval/one-hop",
            "retrieval/two-hop",
            "update/add-fact",
            "update/explicit-change",
            "update/new-entity",
            "clarification/missing-attribute",
            "clarification/missing-entity",
            "clarification/no-power",
            "filter/deny-all",
            "filter/deny-nothing",
            "filter/deny-attribute",
            "filter/allow-list")
        .hasSizeGreaterThan(25);
  }

  @Test
  void hasHundredsOfKindsOfFacts() {
    assertThat(Vocabulary.training().attributes().size()).isGreaterThan(290);
    assertThat(Vocabulary.training().relations().size()).isGreaterThan(130);
  }

  private List<String> write(String name, long seed, int tasks) throws IOException {
    Path out = folder.resolve(name);
    file(seed).write(out, tasks, 2, count -> {});
    return Files.readAllLines(out);
  }

  private WorldsFile file(long seed) {
    TraceRunner runner =
        new TraceRunner(
            new OracleSandbox(), folder.resolve("scratch" + seed), InstantSource.system());
    return new WorldsFile(generator(seed), runner, Optional.empty(), 1, TraceStyle.SMALL);
  }

  private static WorldGenerator generator(long seed) {
    return new WorldGenerator(
        Vocabulary.training(),
        WorldSettings.TRAINING,
        CategoryShares.REFERENCE,
        TraceStyle.SMALL,
        seed);
  }
}
