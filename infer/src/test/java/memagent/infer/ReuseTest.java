package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.SamplingParameters;
import memagent.model.TextListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is computed twice, and no answer changes by that. */
class ReuseTest {
  private static final ChatMessage SYSTEM =
      new ChatMessage.System(
          "You keep a memory of markdown notes. "
              + "Read a note before you change it, and answer in one sentence. ".repeat(6));
  private static final ChatMessage NOTE =
      new ChatMessage.User(
          "Repeat this note word by word: The lighthouse keeper, Jane Doe, lives at 12 Harbour Road,"
              + " and her sister, John Doe's wife, lives at 14 Harbour Road since 2019.");

  private static LlamaSettings settings() {
    return Parts.embedded();
  }

  private static ChatResponse ask(LlamaChatModel model, List<ChatMessage> messages, int tokensMax) {
    return model.chat(
        new ChatRequest(
            messages, SamplingParameters.GREEDY, List.of(), tokensMax, Optional.empty()),
        TextListener.NONE,
        new Cancellation());
  }

  private static List<ChatMessage> with(List<ChatMessage> messages, ChatMessage... more) {
    List<ChatMessage> all = new ArrayList<>(messages);
    all.addAll(List.of(more));
    return all;
  }

  /** Two conversations, asked in turns, with all texts and what was cached. */
  private static List<ChatResponse> converse(LlamaChatModel model) {
    List<ChatResponse> responses = new ArrayList<>();
    List<ChatMessage> first = List.of(SYSTEM, NOTE);
    ChatResponse one = ask(model, first, 60);
    responses.add(one);
    responses.add(ask(model, List.of(SYSTEM, new ChatMessage.User("Who are you?")), 24));
    first =
        with(
            first,
            new ChatMessage.Assistant(one.text()),
            new ChatMessage.User("Where does Jane live? Answer with the note's words."));
    ChatResponse two = ask(model, first, 40);
    responses.add(two);
    first =
        with(
            first,
            new ChatMessage.Assistant(two.text()),
            new ChatMessage.User("And say the whole note again."));
    responses.add(ask(model, first, 60));
    return responses;
  }

  @ParameterizedTest
  @EnumSource(
      value = LlamaSettings.FlashAttention.class,
      names = {"ON", "OFF", "PROMPTS"})
  void answersTheSameWithAndWithoutCachesAndGuesses(LlamaSettings.FlashAttention flash) {
    LlamaSettings settings = settings().withFlashAttention(flash);
    List<String> plain;
    try (LlamaChatModel model =
        LlamaChatModel.load(settings.withPrefixes(false).withSpeculation(false))) {
      List<ChatResponse> responses = converse(model);
      assertThat(responses).allMatch(response -> response.usage().cachedTokens() == 0);
      plain = responses.stream().map(ChatResponse::text).toList();
    }
    try (LlamaChatModel model = LlamaChatModel.load(settings.with(holding(16, 64L << 20)))) {
      List<ChatResponse> responses = converse(model);
      assertThat(responses.stream().map(ChatResponse::text)).isEqualTo(plain);
      assertThat(responses.get(1).usage().cachedTokens())
          .as("all but a tile, which is as fast as fewer")
          .isEqualTo(responses.get(1).usage().promptTokens() - Prompt.TILE_TOKENS);
      assertThat(responses.get(2).usage().cachedTokens())
          .as("back in the first conversation, behind what was generated there")
          .isGreaterThan(responses.get(0).usage().promptTokens() + 10);
      assertThat(responses.get(3).usage().cachedTokens())
          .isGreaterThan(responses.get(2).usage().promptTokens());
    }
  }

  @Test
  void goesBackToTheOldestConversationWhereTheNextWouldPushItOut() {
    List<ChatMessage> one = List.of(SYSTEM, NOTE);
    List<ChatMessage> other =
        List.of(SYSTEM, new ChatMessage.User("Count the boats. ".repeat(12) + "How many?"));
    long oneAndAHalf;
    try (LlamaChatModel model = LlamaChatModel.load(settings().with(holding(1, 64L << 20)))) {
      oneAndAHalf = stateBytes(model.promptTokens(one).length) * 3 / 2;
    }
    try (LlamaChatModel model = LlamaChatModel.load(settings().with(holding(1, oneAndAHalf)))) {
      ChatResponse first = ask(model, one, 4);
      ask(model, other, 4);
      ChatResponse again = ask(model, one, 4);
      assertThat(again.text()).isEqualTo(first.text());
      assertThat(again.usage().cachedTokens())
          .as("all but the end of it was held")
          .isEqualTo(again.usage().promptTokens() - Prompt.TILE_TOKENS);
    }
  }

  private static LlamaSettings.Reuse holding(int tokensMin, long bytesMax) {
    return new LlamaSettings.Reuse(
        true, true, tokensMin, bytesMax, Optional.empty(), 0, InstantSource.system());
  }

  /** SmolLM2-135M: 30 layers of 3 key and 3 value heads of 64 numbers of 2 bytes. */
  private static long stateBytes(int tokens) {
    return tokens * 30L * 2 * 3 * 64 * 2;
  }

  @Test
  void keepsTheSystemPromptAcrossStarts(@TempDir Path folder) throws IOException {
    LlamaSettings kept =
        settings()
            .withStateFolder(folder.resolve("states"), 64L << 20, java.time.InstantSource.system());
    List<ChatMessage> question = List.of(SYSTEM, new ChatMessage.User("Who are you?"));
    ChatResponse fresh;
    try (LlamaChatModel model = LlamaChatModel.load(kept)) {
      fresh = ask(model, question, 16);
      assertThat(fresh.usage().cachedTokens()).isZero();
    }
    int system;
    try (LlamaChatModel model = LlamaChatModel.load(kept)) {
      ChatResponse warm = ask(model, question, 16);
      assertThat(warm.text()).isEqualTo(fresh.text());
      system = warm.usage().cachedTokens();
      assertThat(system).isEqualTo(warm.usage().promptTokens() - Prompt.TILE_TOKENS);
    }
    Path file;
    try (Stream<Path> files = Files.list(folder.resolve("states"))) {
      file = files.toList().getFirst();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    try (LlamaChatModel model = LlamaChatModel.load(kept)) {
      ChatResponse damaged = ask(model, question, 16);
      assertThat(damaged.usage().cachedTokens()).isZero();
      assertThat(damaged.text()).isEqualTo(fresh.text());
    }
    try (LlamaChatModel model = LlamaChatModel.load(kept)) {
      assertThat(ask(model, question, 1).usage().cachedTokens())
          .as("the damaged file was written anew")
          .isEqualTo(system);
    }
  }
}
