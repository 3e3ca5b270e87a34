package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.SamplingParameters;
import memagent.model.TextListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory: what grows when it must, and what must not grow. */
class GrowthTest {
  private static final ChatMessage LONG = new ChatMessage.System("word ".repeat(620));
  @TempDir private static Path folder;
  private static LlamaSettings settings;

  @BeforeAll
  static void write() {
    Path file = TinyModel.write(folder.resolve("tiny.gguf"), "qwen3", TinyModel.CHATML);
    // The sums of attention depend on how many threads share them.
    settings = LlamaSettings.of(file, Parts.folder().libraryFolder()).withThreads(1, 1);
  }

  private static ChatResponse ask(LlamaChatModel model, int tokensMax, ChatMessage... messages) {
    return model.chat(
        new ChatRequest(
            List.of(messages), SamplingParameters.GREEDY, List.of(), tokensMax, Optional.empty()),
        TextListener.NONE,
        new Cancellation());
  }

  @Test
  void enlargesTheContextInTheMiddleOfAPromptAndOfAnAnswer() {
    ChatMessage nearly = new ChatMessage.User("word ".repeat(400));
    try (LlamaChatModel model = LlamaChatModel.load(settings);
        LlamaChatModel plain =
            LlamaChatModel.load(settings.withPrefixes(false).withSpeculation(false))) {
      assertThat(ask(model, 1, nearly).usage().promptTokens()).isBetween(2010, 2040);
      assertThat(ask(model, 120, nearly).text()).isEqualTo(ask(plain, 120, nearly).text());
      ChatMessage question = new ChatMessage.User("the " + "them ".repeat(200));
      assertThat(ask(model, 20, LONG, question).text())
          .isEqualTo(ask(plain, 20, LONG, question).text());
    }
  }

  @Test
  void readsAStateThatIsLargerThanTheFirstContext(@TempDir Path states) {
    LlamaSettings kept =
        settings.withStateFolder(states, 64L << 20, java.time.InstantSource.system());
    ChatMessage question = new ChatMessage.User("who");
    String fresh;
    try (LlamaChatModel model = LlamaChatModel.load(kept)) {
      fresh = ask(model, 20, LONG, question).text();
    }
    try (LlamaChatModel model = LlamaChatModel.load(kept)) {
      ChatResponse warm = ask(model, 20, LONG, question);
      assertThat(warm.usage().cachedTokens()).isGreaterThan(3000);
      assertThat(warm.text()).isEqualTo(fresh);
    }
  }

  @Test
  void doesNotGrowOverManyShortChats() {
    try (LlamaChatModel model = LlamaChatModel.load(settings)) {
      for (int i = 0; i < 50; i++) {
        ask(model, 4, new ChatMessage.User("Question " + i));
      }
      long before = Memory.residentBytes();
      for (int i = 0; i < 200; i++) {
        ask(model, 4, new ChatMessage.User("Question number " + i));
      }
      assertThat(Memory.residentBytes() - before).isLessThan(24L << 20);
    }
  }

  @Test
  void givesBackTheMemoryOfClosedModels() {
    for (int i = 0; i < 3; i++) {
      LlamaChatModel.load(settings).close();
    }
    long before = Memory.residentBytes();
    for (int i = 0; i < 20; i++) {
      try (LlamaChatModel model = LlamaChatModel.load(settings)) {
        ask(model, 2, new ChatMessage.User("the"));
      }
    }
    assertThat(Memory.residentBytes() - before).isLessThan(48L << 20);
  }
}
