package memagent.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One typical block of five lines in our sandbox and in one CPython process a block, in turns, so
 * that a busy machine is as busy for both. See docs/benchmarks.md, section Sandbox.
 *
 * <p>No test by its name; run with {@code -Dtest=SandboxBenchmark}. Properties: {@code
 * sandbox.benchmark.blocks} each (200), {@code sandbox.benchmark.python} to compare with (python3).
 *
 * <p>First one block straight after the other. Then ours is timed with a context waiting, as it is
 * after a model has written for a while: the run alone, and with the commit, which forces the disk,
 * as the peer's write does not. No block has the text of another one, so that nothing is parsed
 * before. Of the waiting ones the first tell of a new session, before its worker has rehearsed.
 */
class SandboxBenchmark {

  private static final String MEMORY =
      "# User\n\n## Personal\n- name: Jane Doe\n- city: Ulm\n- birth: 1984-02-11\n\n"
          + "- fact: a line of an ordinary note about nothing in particular\n".repeat(20);

  private static final String BLOCK =
      """
      before = read_file("user.md")
      place = before.find("- city: ")
      line = before[place:before.index("\\n", place)]
      done = update_file("user.md", line, "- city: " + ("Bonn" if "Ulm" in line else "Ulm"))
      after = read_file("user.md")
      """;

  private static final int QUIET_MILLIS = 800;
  private static final int NEW_COUNT = 4; // blocks of a new session: two for each worker

  @Test
  void comparesWithOneProcessABlock(@TempDir Path base) throws Exception {
    int count = Integer.getInteger("sandbox.benchmark.blocks", 200);
    var python = System.getProperty("sandbox.benchmark.python", "python3");
    var cache = TestSandbox.CACHE;
    GraalPySandbox.prepare(SandboxLimits.DEFAULT, cache);
    try (var sandbox = GraalPySandbox.start(SandboxLimits.DEFAULT, cache);
        var vault = Vault.create(base.resolve("ours"), VaultLimits.DEFAULT);
        var peer = new Peer(python, base.resolve("peer"))) {
      try (var transaction = vault.begin()) {
        transaction.create(NotePath.of("user.md"), MEMORY);
        transaction.commit();
      }
      var fresh = new double[NEW_COUNT];
      for (int i = 0; i < NEW_COUNT; i++) {
        sandbox.awaitReady();
        Thread.sleep(QUIET_MILLIS);
        fresh[i] = ours(sandbox, vault, "# new " + i)[0];
      }
      var straight = new double[count];
      for (int i = 0; i < count; i++) {
        straight[i] = ours(sandbox, vault, "# straight " + i)[0];
      }
      var waiting = new double[count];
      var committed = new double[count];
      var theirs = new double[count];
      for (int i = -20; i < count; i++) {
        theirs[Math.max(i, 0)] = peer.run();
        var times = ours(sandbox, vault, "# waiting " + i);
        waiting[Math.max(i, 0)] = times[0];
        committed[Math.max(i, 0)] = times[1];
        // our next context is made meanwhile, so that it does not slow the peer down
        sandbox.awaitReady();
        Thread.sleep(QUIET_MILLIS);
      }
      print("ours, a new session's first", fresh, theirs);
      print("ours, context waiting", waiting, theirs);
      print("ours, with the commit to disk", committed, theirs);
      print("ours, straight after each other", straight, theirs);
      print("CPython process a block", theirs, theirs);
      print("ours, functions of the block alone", functions(vault, count), theirs);
    }
  }

  /** Milliseconds of the block, and of the block with its commit. */
  private static double[] ours(GraalPySandbox sandbox, Vault vault, String comment) {
    long start = System.nanoTime();
    try (var transaction = vault.begin()) {
      var observation = sandbox.run(BLOCK + comment, transaction, Map.of());
      double run = (System.nanoTime() - start) / 1e6;
      transaction.commit();
      double all = (System.nanoTime() - start) / 1e6;
      if (!(observation instanceof Observation.Finished)
          || !String.valueOf(observation.variables().get("after")).contains("- city: ")) {
        throw new IllegalStateException(observation.resultText());
      }
      return new double[] {run, all};
    }
  }

  /** What the block's three calls take in this process, without a worker and a way to it. */
  private static double[] functions(Vault vault, int count) {
    var millis = new double[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      try (var transaction = vault.begin()) {
        var tools = new MemoryTools(transaction);
        if (!(tools.call("read_file", List.of("user.md")) instanceof MemoryTools.Returned read)) {
          throw new IllegalStateException("user.md cannot be read.");
        }
        var city = String.valueOf(read.value()).contains("Ulm") ? "Ulm" : "Bonn";
        var _ = tools.call("update_file", List.of("user.md", "- city: " + city, "- city: Linz"));
        var _ = tools.call("read_file", List.of("user.md"));
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    return millis;
  }

  private static void print(String name, double[] millis, double[] theirs) {
    double median = quantile(millis, 0.5);
    double p99 = quantile(millis, 0.99);
    System.out.printf(
        Locale.ROOT,
        "%-34s p50 %8.2f ms  p99 %8.2f ms  faster than the peer: p50 %.1f times, p99 %.1f times%n",
        name,
        median,
        p99,
        quantile(theirs, 0.5) / median,
        quantile(theirs, 0.99) / p99);
  }

  private static double quantile(double[] values, double share) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))];
  }

  /** The peer's parent, a Python program that starts a Python for each block. */
  private static final class Peer implements AutoCloseable {

    private final Process process;
    private final BufferedReader in;
    private final Writer out;

    Peer(String python, Path folder) throws IOException {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("user.md"), MEMORY);
      var programs = Files.createDirectories(folder.resolveSibling("programs"));
      for (var name : new String[] {"peer_parent.py", "peer_process.py", "peer_tools.py"}) {
        try (var source = SandboxBenchmark.class.getResourceAsStream(name)) {
          Files.copy(source, programs.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      process =
          new ProcessBuilder(
                  python,
                  programs.resolve("peer_parent.py").toString(),
                  folder.toRealPath().toString(),
                  programs.toString(),
                  BLOCK)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      out = process.outputWriter(StandardCharsets.UTF_8);
    }

    double run() throws IOException {
      out.write("run\n");
      out.flush();
      return Long.parseLong(in.readLine()) / 1e3;
    }

    @Override
    public void close() throws IOException {
      out.close();
      process.destroy();
    }
  }
}
