package memagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SandboxLimitsTest {

  @Test
  void travelAsOneArgument() {
    var limits =
        SandboxLimits.DEFAULT
            .withBlockTimeMax(Duration.ofMillis(1234))
            .withStopTimeMax(Duration.ofMillis(77))
            .withSpareWorkerCount(3);
    assertThat(LimitsText.read(LimitsText.write(limits))).isEqualTo(limits);
  }

  @Test
  void refuseWhatCannotWork() {
    assertThatThrownBy(() -> SandboxLimits.DEFAULT.withBlockTimeMax(Duration.ZERO))
        .hasMessage("blockTimeMax is 0: give 1 or more.");
    assertThatThrownBy(() -> SandboxLimits.DEFAULT.withSpareWorkerCount(17))
        .hasMessageContaining("spareWorkerCount is 17");
  }
}
