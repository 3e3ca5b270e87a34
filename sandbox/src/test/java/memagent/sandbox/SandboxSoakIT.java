package memagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand blocks after each other in one worker: nothing of them stays, on either side of the
 * pipe.
 */
@EnabledOnOs(OS.LINUX)
class SandboxSoakIT {

  private static final int WARM_BLOCKS = 200;
  private static final int BLOCKS = 1_000;

  /** What a worker's memory may have grown by between the two counts: the JVM's own to and fro. */
  private static final long GROWTH_KIB_MAX = 48 << 10;

  /** Each block leaves 100,000 fresh characters, a cycle and an error behind. */
  private static final List<String> BLOCKS_IN_TURN =
      List.of(
          """
          content = read_file("user.md")
          names = [str(i) + content for i in range(1000)]
          done = update_file("user.md", "- turn: ", "- turn: 1")
          back = update_file("user.md", "- turn: 1", "- turn: ")
          del names
          """,
          """
          class Node:
              pass
          a = Node()
          a.me = a
          a.text = "x" * 100_000
          missing = read_file("entities/none.md")
          del a, Node
          """,
          "print('y' * 2000)\nraise ValueError(read_file('user.md'))");

  private record Count(long threads, long files, long workers, long workerKib, long heapBytes) {

    static Count now() throws IOException {
      System.gc();
      var workers = ProcessHandle.current().children().map(ProcessHandle::pid).toList();
      long kib = 0;
      for (long worker : workers) {
        kib += residentKib(worker);
      }
      try (var files = Files.list(Path.of("/proc/self/fd"))) {
        return new Count(
            ManagementFactory.getThreadMXBean().getThreadCount(),
            files.count(),
            workers.size(),
            kib,
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      }
    }

    private static long residentKib(long process) throws IOException {
      return Files.readAllLines(Path.of("/proc", Long.toString(process), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    }
  }

  @Test
  void aThousandBlocksLeakNothing(@TempDir Path base) throws IOException {
    var limits = SandboxLimits.DEFAULT.withSpareWorkerCount(0);
    GraalPySandbox.prepare(limits, TestSandbox.CACHE);
    try (var sandbox = GraalPySandbox.start(limits, TestSandbox.CACHE);
        var vault = Vault.create(base.resolve("memory"), VaultLimits.DEFAULT)) {
      try (var transaction = vault.begin()) {
        transaction.create(NotePath.of("user.md"), "# User\n- name: Jane Doe\n- turn: \n");
        transaction.commit();
      }
      runBlocks(sandbox, vault, 0, WARM_BLOCKS);
      var before = Count.now();
      runBlocks(sandbox, vault, WARM_BLOCKS, BLOCKS);
      var after = Count.now();
      System.out.println("after " + WARM_BLOCKS + " blocks " + before);
      System.out.println("after " + BLOCKS + " blocks " + after);
      assertThat(after.workers()).isEqualTo(1);
      assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2);
      assertThat(after.files()).isLessThanOrEqualTo(before.files() + 2);
      assertThat(after.workerKib()).isLessThan(before.workerKib() + GROWTH_KIB_MAX);
      assertThat(after.heapBytes()).isLessThan(before.heapBytes() + (8 << 20));
    }
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static void runBlocks(GraalPySandbox sandbox, Vault vault, int from, int to) {
    for (int i = from; i < to; i++) {
      var code = BLOCKS_IN_TURN.get(i % BLOCKS_IN_TURN.size());
      try (var transaction = vault.begin()) {
        var observation = sandbox.run(code, transaction, Map.of());
        boolean raises = code.contains("raise");
        assertThat(observation)
            .as(observation.resultText())
            .isInstanceOf(raises ? Observation.Raised.class : Observation.Finished.class);
      }
    }
    sandbox.awaitReady();
  }
}
