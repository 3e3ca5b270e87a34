package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import memagent.model.Cancellation;
import memagent.sandbox.GraalPySandbox;
import memagent.sandbox.Sandbox;
import memagent.sandbox.SandboxLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The oracle through the real agent loop, sandbox and vault. */
class OracleIT {
  @TempDir private Path folder;

  @Test
  void solvesEveryCoreTask() {
    try (Sandbox sandbox = GraalPySandbox.start(SandboxLimits.DEFAULT, folder.resolve("cache"))) {
      Contestant oracle =
          AgentContestant.oracle(sandbox, folder.resolve("trajectories"), InstantSource.system());
      List<TaskResult> results =
          new BenchRun(folder.resolve("run"), InstantSource.system())
              .run(CoreTasks.load(), oracle, 2, false, new Cancellation(), (done, of) -> {});
      assertThat(results.stream().filter(r -> !r.isRight())).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void seesTheSameInTheRealSandboxAsInItsOwn(TraceStyle style) {
    try (Sandbox real = GraalPySandbox.start(SandboxLimits.DEFAULT, folder.resolve("cache"))) {
      var clock = InstantSource.system();
      var generator =
          new WorldGenerator(
              Vocabulary.training(), WorldSettings.TRAINING, CategoryShares.REFERENCE, style, 23);
      WorldsFile file =
          new WorldsFile(
              generator,
              new TraceRunner(new OracleSandbox(), folder.resolve("a"), clock),
              Optional.of(new TraceRunner(real, folder.resolve("b"), clock)),
              1,
              style,
              0.2);
      assertThat(file.write(folder.resolve("w.jsonl"), 40, 2, count -> {}).failures()).isEmpty();
    }
  }
}
