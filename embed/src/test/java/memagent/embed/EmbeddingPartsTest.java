package memagent.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingPartsTest {
  @TempDir Path home;

  @Test
  void platformsHaveTheNamesOfThePackage() {
    assertThat(EmbeddingParts.platform("Linux", "amd64")).isEqualTo("linux-x64");
    assertThat(EmbeddingParts.platform("Linux", "aarch64")).isEqualTo("linux-aarch64");
    assertThat(EmbeddingParts.platform("Mac OS X", "aarch64")).isEqualTo("osx-aarch64");
    assertThat(EmbeddingParts.platform("Windows 11", "amd64")).isEqualTo("win-x64");
  }

  @Test
  void wordsStandInTheOrderOfTheirNumbers() {
    String json =
        """
        { "model": {
            "vocab": {
              "[PAD]": 0,
              "\\"": 2,
              "\\\\": 1,
              "##s": 3
            }
        } }
        """
            .replace("\n            }\n", "\n    }\n");
    assertThat(EmbeddingParts.words(json)).containsExactly("[PAD]", "\\", "\"", "##s");
    assertThatThrownBy(() -> EmbeddingParts.words("{}")).isInstanceOf(EmbedException.class);
    assertThatThrownBy(() -> EmbeddingParts.words(json.replace("\"##s\": 3", "\"##s\": 7")))
        .hasMessageContaining("gaps");
  }

  @Test
  void anotherPackageThanTheOneThatWasTriedIsNotUsed() throws IOException {
    EmbeddingParts parts = new EmbeddingParts(home.resolve("embedding"));
    Path packages = Files.createDirectory(home.resolve("packages"));
    assertThatThrownBy(() -> parts.make(packages))
        .isInstanceOf(EmbedException.class)
        .hasMessageContaining(EmbeddingParts.MODEL.file());

    Files.writeString(packages.resolve(EmbeddingParts.MODEL.file()), "something else");
    assertThatThrownBy(() -> parts.make(packages))
        .hasMessageContaining("it was not used")
        .hasMessageContaining(EmbeddingParts.MODEL.sha256());
    assertThat(parts.areThere()).isFalse();
    assertThat(parts.folder()).doesNotExist();
  }

  @Test
  void aModelThatIsNotThereIsOneSentence() {
    EmbeddingParts parts = new EmbeddingParts(home.resolve("embedding"));
    assertThatThrownBy(() -> MiniLmEmbedder.load(parts))
        .isInstanceOf(EmbedException.class)
        .hasMessageContaining("mem embedding on");
  }

  @Test
  void removingWhatIsNotThereIsNoError() throws IOException {
    EmbeddingParts parts = new EmbeddingParts(home.resolve("embedding"));
    parts.remove();
    Files.createDirectories(parts.folder());
    Files.writeString(parts.folder().resolve("model.onnx"), "x");
    parts.remove();
    assertThat(parts.folder()).doesNotExist();
  }
}
