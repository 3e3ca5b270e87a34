package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LlamaThreadsTest {
  private static final long SMALL = 135_000_000L;
  private static final long LARGE = 4_000_000_000L;
  private static final LlamaSettings FREE =
      LlamaSettings.of(Path.of("model.gguf"), Path.of("libraries"));

  private static LlamaThreads threads(long parameters, int processors, double others) {
    return LlamaThreads.choose(FREE, parameters, processors, others);
  }

  @Test
  void aSmallModelDecodesOnTheCoresThatAreFree() {
    assertThat(threads(SMALL, 2, 0)).isEqualTo(new LlamaThreads(2, 2));
    assertThat(threads(SMALL, 2, 1)).isEqualTo(new LlamaThreads(1, 2));
    assertThat(threads(SMALL, 2, 3)).isEqualTo(new LlamaThreads(1, 2));
    assertThat(threads(SMALL, 16, 3)).isEqualTo(new LlamaThreads(8, 8));
  }

  @Test
  void aLargeModelDecodesOnAllCores() {
    assertThat(threads(LARGE, 4, 2)).isEqualTo(new LlamaThreads(4, 4));
  }

  @Test
  void anOverloadedMachineGetsOneThread() {
    assertThat(threads(SMALL, 2, 4)).isEqualTo(new LlamaThreads(1, 1));
    assertThat(threads(LARGE, 2, 4)).isEqualTo(new LlamaThreads(1, 1));
  }

  @Test
  void whatTheSettingsSayIsLeft() {
    assertThat(LlamaThreads.choose(FREE.withThreads(3, 5), SMALL, 2, 9))
        .isEqualTo(new LlamaThreads(3, 5));
  }
}
