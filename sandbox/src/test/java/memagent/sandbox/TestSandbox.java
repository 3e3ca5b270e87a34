package memagent.sandbox;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The sandbox that most tests share: a start takes seconds. Its workers end with the test's JVM.
 */
final class TestSandbox {

  static final Path CACHE = Path.of("target", "sandbox-cache");

  static final SandboxLimits LIMITS =
      SandboxLimits.DEFAULT
          .withBlockTimeMax(Duration.ofSeconds(3))
          .withStopTimeMax(Duration.ofSeconds(2))
          .withSpareWorkerCount(2);

  private static GraalPySandbox shared;

  private TestSandbox() {}

  static synchronized GraalPySandbox shared() {
    if (shared == null) {
      GraalPySandbox.prepare(LIMITS, CACHE);
      shared = GraalPySandbox.start(LIMITS, CACHE);
    }
    return shared;
  }
}
