package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import memagent.agent.PromptStyle;
import memagent.app.Settings.ModelChoice;
import memagent.app.Settings.Origin;
import memagent.vault.SecretPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsReaderTest {
  @TempDir private Path home;

  private Settings read(InProcess process, Map<Setting, String> flags) {
    return SettingsReader.read(
        process.surroundings(new ByteArrayOutputStream(), new ByteArrayOutputStream()), flags);
  }

  private void settingsFile(String text) throws IOException {
    Path file = home.resolve("config/mem-agent/settings.properties");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void aFlagBeatsTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefault() throws IOException {
    InProcess process = new InProcess(home);
    assertThat(read(process, Map.of()).memory()).isEqualTo(home.resolve("data/mem-agent/memory"));
    settingsFile("memory = from-file\nturn-count-max = 7\n");
    assertThat(read(process, Map.of()).memory()).isEqualTo(home.resolve("from-file"));
    process.with("MEM_AGENT_MEMORY", "from-environment");
    assertThat(read(process, Map.of()).memory()).isEqualTo(home.resolve("from-environment"));
    Settings settings = read(process, Map.of(Setting.MEMORY, "from-flag"));
    assertThat(settings.memory()).isEqualTo(home.resolve("from-flag"));
    assertThat(settings.turnCountMax()).isEqualTo(7);
    assertThat(settings.origins())
        .containsEntry(Setting.MEMORY, Origin.FLAG)
        .containsEntry(Setting.TURN_COUNT_MAX, Origin.FILE);
  }

  @Test
  void onlyTheUnnamedMemoryMayBeMade() {
    assertThat(read(new InProcess(home), Map.of()).memoryIsDefault()).isTrue();
    assertThat(read(new InProcess(home).with("MEM_AGENT_MEMORY", "x"), Map.of()).memoryIsDefault())
        .isFalse();
  }

  @Test
  void namesAWordThatSaysNothingAboutSecrets() {
    InProcess process = new InProcess(home).with("MEM_AGENT_SECRETS", "password=hide");
    assertThatThrownBy(() -> read(process, Map.of()))
        .hasMessage(
            "secrets (environment): \"hide\" says nothing about secrets; write keep, mask or refuse, or kind=action with commas between.");
    assertThat(read(new InProcess(home), Map.of()).secrets()).isEqualTo(SecretPolicy.USUAL);
  }

  @Test
  void namesAnUnknownSettingAndItsFile() throws IOException {
    settingsFile("memmory = here\n");
    assertThatThrownBy(() -> read(new InProcess(home), Map.of()))
        .hasMessageContaining("settings.properties")
        .hasMessageContaining("\"memmory\"");
  }

  @Test
  void refusesNumbersThatAreNoneOrOutOfRange() {
    assertThatThrownBy(
            () -> read(new InProcess(home).with("MEM_AGENT_TURN_COUNT_MAX", "many"), Map.of()))
        .hasMessage("turn-count-max is \"many\" (environment), which is no whole number.");
    assertThatThrownBy(
            () -> read(new InProcess(home).with("MEM_AGENT_TURN_COUNT_MAX", "0"), Map.of()))
        .hasMessage("turn-count-max is 0 (environment); it must be 1 to 100.");
  }

  @Test
  void theStrongestSourceChoosesTheModel() {
    InProcess process = new InProcess(home).with("MEM_AGENT_ENDPOINT", "http://localhost:8000/v1");
    assertThat(read(process, Map.of()).model()).isInstanceOf(ModelChoice.Endpoint.class);
    assertThat(read(process, Map.of(Setting.MODEL, "a.gguf")).model())
        .isInstanceOf(ModelChoice.Local.class);
    assertThat(read(new InProcess(home), Map.of()).model())
        .isEqualTo(
            new ModelChoice.Local(
                Repository.ROOT.resolve(".parts/models").resolve(SettingsReader.EMBEDDED_MODEL),
                java.util.Optional.of(
                    Repository.ROOT.resolve("models/mem-agent-nano/adapter.gguf")),
                true,
                ModelChoice.Merge.TRY));
  }

  @Test
  void theEmbeddedModelTakesTheAdapterThatShipsUnlessAnotherOrNoneIsNamed() throws IOException {
    Path shipped = home.resolve("models/mem-agent-nano/adapter.gguf");
    assertThat(local(Map.of()).adapter()).isEmpty();
    Files.createDirectories(shipped.getParent());
    Files.writeString(shipped, "an adapter");
    assertThat(local(Map.of()).adapter()).contains(shipped);
    assertThat(ModelNames.of(local(Map.of()))).isEqualTo("mem-agent-nano (embedded)");
    assertThat(local(Map.of(Setting.ADAPTER, "none")).adapter()).isEmpty();
    assertThat(local(Map.of(Setting.ADAPTER, "my.gguf")).adapter())
        .contains(home.resolve("my.gguf"));
    assertThat(local(Map.of(Setting.MODEL, "large.gguf")).adapter()).isEmpty();
  }

  @Test
  void onlyTheAdapterThatShipsIsMergedUnlessMoreOrNoneIsAskedFor() throws IOException {
    Path shipped = home.resolve("models/mem-agent-nano/adapter.gguf");
    assertThat(local(Map.of(Setting.MERGE_ADAPTER, "always")).merge())
        .isEqualTo(ModelChoice.Merge.NEVER);
    Files.createDirectories(shipped.getParent());
    Files.writeString(shipped, "an adapter");
    assertThat(local(Map.of()).merge()).isEqualTo(ModelChoice.Merge.TRY);
    assertThat(local(Map.of(Setting.ADAPTER, "my.gguf")).merge())
        .isEqualTo(ModelChoice.Merge.NEVER);
    assertThat(local(Map.of(Setting.ADAPTER, "my.gguf", Setting.MERGE_ADAPTER, "always")).merge())
        .isEqualTo(ModelChoice.Merge.MUST);
    assertThat(local(Map.of(Setting.MERGE_ADAPTER, "never")).merge())
        .isEqualTo(ModelChoice.Merge.NEVER);
    assertThatThrownBy(() -> local(Map.of(Setting.MERGE_ADAPTER, "sometimes")))
        .hasMessage("merge-adapter is \"sometimes\" (flag); it must be auto, always or never.");
  }

  @Test
  void namesThePromptsWhereItIsToldAnother() {
    assertThat(read(new InProcess(home), Map.of()).prompt()).isEqualTo(PromptStyle.AUTO);
    assertThat(read(new InProcess(home), Map.of(Setting.PROMPT, "search")).prompt())
        .isEqualTo(PromptStyle.SEARCH);
    assertThatThrownBy(() -> read(new InProcess(home), Map.of(Setting.PROMPT, "long")))
        .hasMessage("prompt is \"long\" (flag); it must be auto, short, full or search.");
  }

  private ModelChoice.Local local(Map<Setting, String> flags) {
    InProcess process = new InProcess(home).property("memagent.home", home.toString());
    return (ModelChoice.Local) read(process, flags).model();
  }

  @Test
  void refusesTwoModelsAtOnce() {
    assertThatThrownBy(() ->
            read(
                new InProcess(home),
                Map.of(Setting.MODEL, "a.gguf", Setting.ENDPOINT, "http://localhost/v1")))
        .hasMessage("--model and --endpoint were both given: name one model.");
  }

  @Test
  void refusesAnEndpointThatIsNoHttpAddress() {
    assertThatThrownBy(() -> read(new InProcess(home), Map.of(Setting.ENDPOINT, "localhost:8000")))
        .hasMessageContaining("\"localhost:8000\" is no http address");
  }

  @Test
  void neverPrintsTheKey() {
    InProcess process =
        new InProcess(home)
            .with("MEM_AGENT_ENDPOINT", "http://localhost:8000/v1")
            .with("MEM_AGENT_API_KEY", "sk-very-secret");
    assertThat(read(process, Map.of()).toString()).doesNotContain("very-secret").contains("***");
  }
}
