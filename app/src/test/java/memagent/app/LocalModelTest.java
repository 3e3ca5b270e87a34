package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import memagent.app.Settings.ModelChoice;
import memagent.infer.GgufFile;
import memagent.infer.GgufTensorType;
import memagent.infer.GgufValue;
import memagent.infer.GgufWriter;
import memagent.model.ModelException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which file is served, and what becomes of its adapter. */
final class LocalModelTest {
  private static final String MATRIX = "blk.0.ffn_up.weight";

  @TempDir private Path home;
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private Path base;
  private Path shipped;

  @BeforeEach
  void write() throws IOException {
    base = home.resolve("parts/models").resolve(SettingsReader.EMBEDDED_MODEL);
    shipped = home.resolve("models/mem-agent-nano/adapter.gguf");
    Files.createDirectories(base.getParent());
    Files.createDirectories(shipped.getParent());
    new GgufWriter()
        .put("general.architecture", GgufValue.text("llama"))
        .floats(MATRIX, List.of(32L, 4L), new float[128])
        .write(base);
    adapter(shipped);
  }

  private static void adapter(Path file) {
    float[] ones = new float[64];
    java.util.Arrays.fill(ones, 1);
    new GgufWriter()
        .put("adapter.type", GgufValue.text("lora"))
        .floats(MATRIX + ".lora_a", List.of(32L, 2L), ones)
        .floats(MATRIX + ".lora_b", List.of(2L, 4L), new float[] {1, 1, 1, 1, 1, 1, 1, 1})
        .write(file);
  }

  private LocalModel model(Map<Setting, String> flags) {
    InProcess process =
        new InProcess(home)
            .property("memagent.home", home.toString())
            .with("MEM_AGENT_PARTS", home.resolve("parts").toString());
    Surroundings surroundings = process.surroundings(new ByteArrayOutputStream(), errors);
    Settings settings = SettingsReader.read(surroundings, flags);
    return LocalModel.of(settings, (ModelChoice.Local) settings.model(), surroundings);
  }

  private String said() {
    return errors.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theAdapterThatShipsIsMergedOnceUnderItsName() {
    LocalModel first = model(Map.of());
    Path file = first.llama().modelFile();
    assertThat(file).startsWith(home.resolve("cache/mem-agent/merged"));
    assertThat(file.getFileName().toString()).startsWith("mem-agent-nano-");
    assertThat(first.llama().adapters()).isEmpty();
    assertThat(first.llama().name()).contains("mem-agent-nano");
    assertThat(first.form()).contains(file.toString(), "merged of", shipped.toString());
    GgufFile merged = GgufFile.read(file);
    assertThat(merged.tensor(MATRIX).orElseThrow().type()).isEqualTo(GgufTensorType.Q4_0);
    assertThat(merged.floats(merged.tensor(MATRIX).orElseThrow())).containsOnly(2);
    assertThat(model(Map.of()).llama().modelFile()).isEqualTo(file);
    assertThat(said().lines())
        .containsExactly(
            "mem-agent-nano is made ready for this machine, once; that takes some seconds.");
  }

  @Test
  void whereNothingCanBeKeptTheAdapterIsAttachedAndOneLineSaysWhy() throws IOException {
    Files.writeString(home.resolve("cache"), "a file where the folder should be");
    LocalModel model = model(Map.of());
    assertThat(model.llama().modelFile()).isEqualTo(base);
    assertThat(model.llama().adapters()).hasSize(1);
    assertThat(model.llama().name()).contains("mem-agent-nano");
    assertThat(model.form()).isEqualTo(base + " with " + shipped + " attached");
    assertThat(said().lines())
        .singleElement()
        .asString()
        .startsWith("mem-agent-nano answers more slowly, with its adapter attached: ")
        .contains("No merged model can be kept in " + home.resolve("cache/mem-agent/merged"));
    assertThatThrownBy(() -> model(Map.of(Setting.MERGE_ADAPTER, "always")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("No merged model can be kept in");
  }

  @Test
  void anAdapterThatIsNamedIsAttachedUnlessMergingIsAskedFor() {
    adapter(home.resolve("my own.gguf"));
    LocalModel attached = model(Map.of(Setting.ADAPTER, "my own.gguf"));
    assertThat(attached.llama().adapters())
        .singleElement()
        .satisfies(one -> assertThat(one.file()).isEqualTo(home.resolve("my own.gguf")));
    assertThat(said()).isEmpty();
    LocalModel merged =
        model(Map.of(Setting.ADAPTER, "my own.gguf", Setting.MERGE_ADAPTER, "always"));
    assertThat(merged.llama().adapters()).isEmpty();
    assertThat(merged.llama().modelFile())
        .isRegularFile()
        .startsWith(home.resolve("cache/mem-agent/merged"));
    assertThat(merged.llama().name())
        .contains(SettingsReader.EMBEDDED_MODEL + " with my own.gguf, merged");
  }

  @Test
  void neverAttachesEvenTheAdapterThatShips() {
    LocalModel model = model(Map.of(Setting.MERGE_ADAPTER, "never"));
    assertThat(model.llama().modelFile()).isEqualTo(base);
    assertThat(model.llama().adapters()).hasSize(1);
  }
}
