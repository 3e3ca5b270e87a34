package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@link LoadRun}; docs/mcp.md has the command and the figures of the long one.
 */
final class LoadIT {
  private static final int CALLS = 1_000;
  private static final int HANDLES_MAX = 16;
  @TempDir private Path home;

  @Test
  void nothingIsLostOrCrossedUnderLoadAndAbuseAndNothingIsLeftBehind() throws Exception {
    LoadRun.Report report = LoadRun.of(CALLS, 7, home);
    assertThat(report.faults()).isEmpty();
    assertThat(report.calls()).isGreaterThan(CALLS * 9 / 10);
    assertThat(report.drops()).isPositive();
    assertThat(report.abuses()).isGreaterThan(20);
    assertThat(report.threads()).isEmpty();
    assertThat(report.handles()).isLessThan(HANDLES_MAX);
  }
}
