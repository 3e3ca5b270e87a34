package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import memagent.model.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
  @TempDir private Path folder;

  private Path small() {
    Path file = folder.resolve("small.gguf");
    new GgufWriter()
        .put("general.architecture", GgufValue.text("llama"))
        .put("answer", GgufValue.uint32(42))
        .put("big", new GgufValue.Whole(GgufValueType.UINT64, 1L << 40))
        .put("minus", new GgufValue.Whole(GgufValueType.INT8, -3))
        .put("half", GgufValue.float32(0.5))
        .put("pi", new GgufValue.Real(GgufValueType.FLOAT64, Math.PI))
        .put("yes", new GgufValue.Flag(true))
        .put("words", GgufValue.Items.ofTexts(List.of("a", "\u00e9", "")))
        .put("nested", GgufValue.Items.of(GgufValueType.ARRAY, List.of(numbers())))
        .floats("one", List.of(3L), new float[] {1, 2, 3})
        .floats("two", List.of(2L, 2L), new float[] {4, 5, 6, 7})
        .write(file);
    return file;
  }

  private static GgufValue.Items numbers() {
    return GgufValue.Items.of(
        GgufValueType.INT32, List.of(new GgufValue.Whole(GgufValueType.INT32, -7)));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void isReadableByWhomAnyFileIs() throws IOException {
    Path file = folder.resolve("m.gguf");
    new GgufWriter().write(file);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(Files.getPosixFilePermissions(Files.createFile(folder.resolve("plain"))));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void readsBackWhatWasWritten() {
    GgufFile file = GgufFile.read(small());
    assertThat(file.text("general.architecture")).contains("llama");
    assertThat(file.whole("answer")).hasValue(42);
    assertThat(file.whole("big")).hasValue(1L << 40);
    assertThat(file.whole("minus")).hasValue(-3);
    assertThat(file.real("half")).hasValue(0.5);
    assertThat(file.real("pi")).hasValue(Math.PI);
    assertThat(file.metadata().get("yes")).isEqualTo(new GgufValue.Flag(true));
    assertThat(((GgufValue.Items) file.metadata().get("words")).values())
        .containsExactly(GgufValue.text("a"), GgufValue.text("\u00e9"), GgufValue.text(""));
    GgufValue.Items nested = (GgufValue.Items) file.metadata().get("nested");
    assertThat(((GgufValue.Items) nested.values().getFirst()).values())
        .containsExactly(new GgufValue.Whole(GgufValueType.INT32, -7));
    assertThat(file.floats(file.tensor("one").orElseThrow())).containsExactly(1, 2, 3);
    assertThat(file.floats(file.tensor("two").orElseThrow())).containsExactly(4, 5, 6, 7);
    assertThat(file.parameterCount()).isEqualTo(7);
    assertThat(file.text("answer")).isEmpty();
    assertThat(file.tensor("three")).isEmpty();
  }

  @Test
  void readsTheEmbeddedModel() {
    GgufFile file = GgufFile.read(Parts.folder().modelFile());
    assertThat(file.whole("llama.block_count")).hasValue(30);
    assertThat(file.tensor("token_embd.weight").orElseThrow().dimensions())
        .containsExactly(576L, 49152L);
    GgufValue.Items tokens = (GgufValue.Items) file.metadata().get("tokenizer.ggml.tokens");
    assertThat(tokens.count()).isEqualTo(49152);
    assertThat(tokens.values().get(1)).isEqualTo(GgufValue.text("<|im_start|>"));
  }

  @Test
  void refusesAMissingFile() {
    refuses(folder.resolve("none.gguf"), "does not exist");
  }

  @Test
  void refusesAFolder() {
    refuses(folder, "is a folder");
  }

  @Test
  void refusesAFileThatIsNotGguf() throws IOException {
    Path text = folder.resolve("text.gguf");
    Files.writeString(text, "This is plain text and no model at all.");
    refuses(text, "is not GGUF");
    Files.write(text, new byte[0]);
    refuses(text, "0 bytes");
  }

  @Test
  void refusesAnotherVersion() throws IOException {
    byte[] bytes = Files.readAllBytes(small());
    bytes[4] = 9;
    Path file = Files.write(folder.resolve("new.gguf"), bytes);
    refuses(file, "version 9");
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] bytes = Files.readAllBytes(small());
    Path cut = folder.resolve("cut.gguf");
    for (int length = 0; length < bytes.length - 32; length += 3) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> GgufFile.read(cut))
          .as("%d bytes", length)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("cut.gguf");
    }
  }

  @Test
  void refusesATruncatedModelBeforeNativeCodeSeesIt() throws IOException {
    Path cut = folder.resolve("cut.gguf");
    try (var from = Files.newInputStream(Parts.folder().modelFile())) {
      Files.write(cut, from.readNBytes(20_000_000));
    }
    assertThatThrownBy(
            () -> LlamaChatModel.load(LlamaSettings.of(cut, Parts.folder().libraryFolder())))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("truncated");
  }

  @Test
  void neverFailsOtherwiseOnDamagedBytes() throws IOException {
    byte[] bytes = Files.readAllBytes(small());
    Path damaged = folder.resolve("damaged.gguf");
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] copy = bytes.clone();
      for (int i = 0; i < 4; i++) {
        copy[random.nextInt(copy.length)] = (byte) random.nextInt();
      }
      Files.write(damaged, copy);
      assertThatCode(
              () -> {
                try {
                  GgufFile.read(damaged);
                } catch (ModelException e) {
                  assertThat(e.getMessage()).endsWith(".").doesNotContain("\n");
                }
              })
          .as("seed %d", seed)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void namesThePlatformAsNpmDoes() {
    assertThat(LlamaParts.platform("Linux", "amd64")).isEqualTo("linux-x64");
    assertThat(LlamaParts.platform("Mac OS X", "aarch64")).isEqualTo("mac-arm64-metal");
    assertThat(LlamaParts.platform("Windows 11", "amd64")).isEqualTo("win-x64");
    assertThatThrownBy(() -> LlamaParts.platform("Linux", "riscv64"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("riscv64");
    assertThatThrownBy(() -> new LlamaParts(folder).modelFile())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("run ./build");
  }

  private static void refuses(Path file, String why) {
    assertThatThrownBy(() -> GgufFile.read(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why);
  }
}
