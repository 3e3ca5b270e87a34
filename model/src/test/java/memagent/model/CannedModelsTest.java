package memagent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models that say what was written down before. */
class CannedModelsTest {
  private static final String TEXT =
      "<think>\nA lighthouse is a tower with a light.\n</think>\n<reply>\nIt guides ships by night.\n</reply>";

  @TempDir Path folder;

  private static ChatRequest request(String question, String... stops) {
    return new ChatRequest(
        List.of(new ChatMessage.User(question)),
        SamplingParameters.QWEN3_THINKING,
        List.of(stops),
        100,
        Optional.of("root ::= \"x\""));
  }

  private static String ask(ChatModel model, ChatRequest request) {
    return model.chat(request, TextListener.NONE, new Cancellation()).text();
  }

  @Test
  void countsAWordWithTheWhiteSpaceBeforeItAsOneToken() {
    java.util.regex.Pattern token = java.util.regex.Pattern.compile("\\s*\\S+|\\s+");
    java.util.Random random = new java.util.Random(7);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append("ab \t\n\u000b\r\u00a0é".charAt(random.nextInt(9)));
      }
      assertThat(CannedText.tokenCount(text.toString()))
          .as("\"" + text + "\"")
          .isEqualTo((int) token.matcher(text).results().count());
    }
  }

  @Nested
  class Scripted extends ChatModelContract {
    @Override
    protected ChatModel open() {
      return ScriptedChatModel.saying(Collections.nCopies(20, TEXT).toArray(String[]::new));
    }
  }

  @Nested
  class Replayed extends ChatModelContract {
    @Override
    protected ChatModel open() {
      ChatRequest request =
          new ChatRequest(
              conversation(), SamplingParameters.GREEDY, List.of(), 100, Optional.empty());
      ChatResponse response = new ChatResponse(TEXT, new TokenUsage(30, 0, 12), FinishReason.STOP);
      return new ReplayChatModel(
          new ModelInfo("replayed", 0, 0, false, false),
          Collections.nCopies(20, new Exchange(request, response)));
    }
  }

  @Nested
  class Recorded extends ChatModelContract {
    @Override
    protected ChatModel open() {
      return new RecordingChatModel(
          ScriptedChatModel.saying(Collections.nCopies(20, TEXT).toArray(String[]::new)),
          folder.resolve("recording.jsonl"));
    }
  }

  @Test
  void scriptRemembersWhatItWasAsked() {
    ScriptedChatModel model = ScriptedChatModel.saying("one", "two");
    assertThat(ask(model, request("first?"))).isEqualTo("one");
    assertThat(ask(model, request("second?"))).isEqualTo("two");
    assertThat(model.requests()).containsExactly(request("first?"), request("second?"));
  }

  @Test
  void scriptSaysWhenItHasNoMoreAnswers() {
    ScriptedChatModel model = ScriptedChatModel.saying("one");
    ask(model, request("first?"));
    assertThatThrownBy(() -> ask(model, request("second?")))
        .isInstanceOf(ModelException.class)
        .hasMessage("The script has 1 answers and was asked once more; add an answer.");
  }

  @Test
  void scriptMayAnswerByTheQuestionOrFail() {
    ScriptedChatModel model =
        new ScriptedChatModel(
            new ModelInfo("echo", 100, 7, true, true),
            List.of(
                asked -> asked.messages().getLast().text().toUpperCase(java.util.Locale.ROOT),
                _ -> {
                  throw new ModelException("The endpoint is down.");
                }));
    assertThat(ask(model, request("who?"))).isEqualTo("WHO?");
    assertThatThrownBy(() -> ask(model, request("who?"))).hasMessage("The endpoint is down.");
    assertThat(model.info().opensThought()).isTrue();
  }

  @Test
  void replaySaysWhatWasRecordedInAnyScript() {
    Path file = folder.resolve("recording.jsonl");
    String text =
        "\u4f60\u597d \u0645\u0631\u062d\u0628\u0627 \ud83d\ude00\n\ttab \"quoted\" \\ \u0000";
    ChatRequest second = request("second?", "</python>", "\n");
    try (var recording = new RecordingChatModel(ScriptedChatModel.saying(text, "b"), file)) {
      ask(recording, request("first?"));
      ask(recording, second);
    }
    ReplayChatModel replay = ReplayChatModel.read(file);
    assertThat(replay.info().name()).isEqualTo("scripted");
    assertThat(ask(replay, second)).isEqualTo("b");
    assertThat(replay.chat(request("first?"), TextListener.NONE, new Cancellation()))
        .isEqualTo(
            ScriptedChatModel.saying(text)
                .chat(request("first?"), TextListener.NONE, new Cancellation()));
  }

  @Test
  void replayNamesTheFirstMessageThatIsNew() {
    Exchange exchange =
        new Exchange(request("who?"), new ChatResponse("me", TokenUsage.ZERO, FinishReason.STOP));
    ReplayChatModel replay =
        new ReplayChatModel(new ModelInfo("m", 0, 0, false, false), List.of(exchange));
    assertThatThrownBy(() -> ask(replay, request("where?")))
        .hasMessage(
            "The recording of m has no answer to this conversation: message 1 is User[text=where?]"
                + " and was recorded as User[text=who?].");
    ask(replay, request("who?"));
    assertThatThrownBy(() -> ask(replay, request("who?")))
        .hasMessage("The recording of m is at its end and was asked once more.");
  }

  @Test
  void replayRefusesAFileThatIsNoRecording() throws IOException {
    Path none = folder.resolve("none.jsonl");
    assertThatThrownBy(() -> ReplayChatModel.read(none))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("The recording " + none + " cannot be read");
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "");
    assertThatThrownBy(() -> ReplayChatModel.read(empty)).hasMessageContaining("is empty");
    Path html = Files.writeString(folder.resolve("page.jsonl"), "<html>\n");
    assertThatThrownBy(() -> ReplayChatModel.read(html)).hasMessageContaining("is no recording");
    Path cut = Files.writeString(folder.resolve("cut.jsonl"), "{\"name\":\"m\"");
    assertThatThrownBy(() -> ReplayChatModel.read(cut)).hasMessageContaining("is no recording");
    Path strange =
        Files.writeString(
            folder.resolve("role.jsonl"),
            "{\"name\":\"m\"}\n{\"request\":{\"messages\":[{\"role\":\"Robot\",\"text\":\"x\"}]}}\n");
    assertThatThrownBy(() -> ReplayChatModel.read(strange)).hasMessageContaining("is no recording");
  }
}
