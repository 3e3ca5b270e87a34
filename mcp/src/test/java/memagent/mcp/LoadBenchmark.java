package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The long form of {@link LoadRun}, with its figures. */
class LoadBenchmark {
  @Test
  void runsTenThousandMixedCalls(@TempDir Path home) throws Exception {
    int calls = Integer.getInteger("load.calls", 10_000);
    LoadRun.Report report = LoadRun.of(calls, Long.getLong("load.seed", 1), home);
    System.out.println(report.text());
    assertThat(report.faults()).isEmpty();
    assertThat(report.threads()).isEmpty();
  }
}
