package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.nio.file.Path;
import java.text.Normalizer;

class NotePathFuzzTest {
  private static final Path ROOT = Path.of("memory").toAbsolutePath();

  @FuzzTest(maxDuration = "60s")
  void staysInTheMemoryOrIsRefused(@NotNull String text) {
    NotePath path;
    try {
      path = NotePath.of(text);
    } catch (InvalidPathException refused) {
      assertThat(refused.getMessage()).endsWith(".").doesNotContain("\0", "\n", "\u001b");
      return;
    }
    assertThat(NotePath.of(path.isRoot() ? "." : path.value())).isEqualTo(path);
    assertThat(Normalizer.isNormalized(path.value(), Normalizer.Form.NFC)).isTrue();
    Path onDisk = ROOT.resolve(path.value());
    assertThat(onDisk.normalize()).isEqualTo(path.isRoot() ? ROOT : onDisk).startsWithRaw(ROOT);
    for (String name : path.names()) {
      assertThat(name).isNotEmpty().doesNotStartWith(".").doesNotEndWith(".").doesNotEndWith(" ");
    }
  }
}
