package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.SamplingParameters;
import memagent.model.TextListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  @TempDir private static Path models;
  @TempDir private Path states;
  private static Path tiny;

  @BeforeAll
  static void write() {
    tiny = TinyModel.write(models.resolve("tiny.gguf"), "qwen3", TinyModel.CHATML);
  }

  private ChatResponse ask(LlamaSettings settings, String system) {
    try (LlamaChatModel model = LlamaChatModel.load(settings)) {
      return model.chat(
          new ChatRequest(
              List.of(new ChatMessage.System(system), new ChatMessage.User("who")),
              SamplingParameters.GREEDY,
              List.of(),
              8,
              Optional.empty()),
          TextListener.NONE,
          new Cancellation());
    }
  }

  private LlamaSettings settings(long bytesMax) {
    return LlamaSettings.of(tiny, Parts.folder().libraryFolder())
        .withStateFolder(states, bytesMax, java.time.InstantSource.system());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(states)) {
      return files.sorted().toList();
    }
  }

  @Test
  void staysWithinItsLimitAndDropsWhatWasUsedLongestAgo() throws IOException {
    ask(settings(10L << 20), "first " + "word ".repeat(40));
    long one = Files.size(files().getFirst());
    Path first = files().getFirst();
    Files.setLastModifiedTime(first, FileTime.from(Instant.EPOCH));
    ask(settings(10L << 20), "second " + "word ".repeat(40));
    assertThat(files()).hasSize(2);
    ask(settings(2 * one + one / 2), "third " + "word ".repeat(40));
    assertThat(files()).hasSize(2).doesNotContain(first);
  }

  @Test
  void ignoresDamagedAndForeignFiles() throws IOException {
    String system = "word ".repeat(40);
    ChatResponse fresh = ask(settings(10L << 20), system);
    Path file = files().getFirst();
    byte[] sound = Files.readAllBytes(file);
    for (byte[] bad : List.of(new byte[0], new byte[7], new byte[100], half(sound))) {
      Files.write(file, bad);
      ChatResponse response = ask(settings(10L << 20), system);
      assertThat(response.usage().cachedTokens()).isZero();
      assertThat(response.text()).isEqualTo(fresh.text());
    }
  }

  private static byte[] half(byte[] bytes) {
    return java.util.Arrays.copyOf(bytes, bytes.length / 2);
  }

  @Test
  void keepsNothingOfAnotherAdapterOrKvType() {
    String system = "word ".repeat(40);
    ask(settings(10L << 20), system);
    assertThat(ask(settings(10L << 20), system).usage().cachedTokens()).isPositive();
    Path adapter = TinyModel.writeAdapter(models.resolve("adapter.gguf"), "qwen3", 1f);
    LlamaSettings adapted =
        settings(10L << 20).withAdapters(List.of(new LlamaSettings.AdapterFile(adapter, 1)));
    assertThat(ask(adapted, system).usage().cachedTokens()).isZero();
    assertThat(ask(adapted, system).usage().cachedTokens()).isPositive();
  }

  @Test
  void answersWhereTheFolderCannotBeWritten() throws IOException {
    Path blocked = Files.createFile(states.resolve("file"));
    LlamaSettings settings =
        LlamaSettings.of(tiny, Parts.folder().libraryFolder())
            .withStateFolder(blocked.resolve("below"), 10L << 20, java.time.InstantSource.system());
    assertThat(ask(settings, "word ".repeat(40)).usage().completionTokens()).isPositive();
  }
}
