package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import memagent.model.ChatMessage;
import memagent.model.ModelInfo;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final ModelInfo QWEN = new ModelInfo("Qwen3-4B-Thinking", 0, 0, true, false);
  private static final ModelInfo LLAMA = new ModelInfo("Llama 8B", 0, 0, false, false);
  private static final List<ChatMessage> EARLIER =
      List.of(
          new ChatMessage.User("one"),
          new ChatMessage.Assistant("<think>\nA\n</think>\n<python></python>\n<reply>a</reply>"));
  private static final List<ChatMessage> CURRENT =
      List.of(
          new ChatMessage.User("two"),
          new ChatMessage.Assistant("<think>\nB\n</think>\n<python>\nb = 1\n</python>"),
          new ChatMessage.User("<result>\n{'b': 1}\n</result>"),
          new ChatMessage.Assistant("<think>\nC\n</think>\n<python>\nc = 1\n</python>"),
          new ChatMessage.User("<result>\n" + "r".repeat(5_000) + "\n</result>"));

  private static List<ChatMessage> fit(ModelInfo model, TurnLimits limits) {
    return History.fit(SystemPrompt.SHORT, EARLIER, CURRENT, ThoughtHistory.AUTO, model, limits);
  }

  @Test
  void keepsOnlyTheLastThoughtForQwen3() {
    String all = fit(QWEN, TurnLimits.DEFAULT).toString();
    assertThat(all)
        .contains("<think>\nC")
        .doesNotContain("<think>\nA")
        .doesNotContain("<think>\nB");
    assertThat(all).contains("b = 1");
  }

  @Test
  void keepsAllThoughtsForTheOthers() {
    assertThat(fit(LLAMA, TurnLimits.DEFAULT).toString())
        .contains("<think>\nA")
        .contains("<think>\nB");
  }

  @Test
  void cutsEarlierQuestionsFirstAndThenLongResults() {
    List<ChatMessage> fitted = fit(LLAMA, TurnLimits.DEFAULT.withHistoryCharsMax(3_000));
    assertThat(fitted.getFirst()).isEqualTo(new ChatMessage.System(SystemPrompt.SHORT.text()));
    assertThat(fitted.get(1)).isEqualTo(new ChatMessage.User("two"));
    assertThat(fitted.getLast().text()).endsWith("more characters]\n</result>");
    int chars = fitted.stream().skip(1).mapToInt(m -> m.text().length()).sum();
    assertThat(chars).isLessThanOrEqualTo(3_000);
  }

  @Test
  void leavesRoomInASmallContext() {
    ModelInfo tiny = new ModelInfo("tiny", 2_048, 135_000_000, false, false);
    List<ChatMessage> fitted =
        History.fit(
            SystemPrompt.SHORT, EARLIER, CURRENT, ThoughtHistory.ALL, tiny, TurnLimits.SMALL);
    int chars = fitted.stream().mapToInt(m -> m.text().length()).sum();
    assertThat(chars).isLessThanOrEqualTo((2_048 - 512) * 3);
  }

  @Test
  void cutsAResultOfManyShortTokensToWhatTheContextHolds() {
    // 23,000 characters of links are nearly 12,000 tokens: at three characters a token they would
    // fit.
    String links = "- [[entities/o'neil_42-7.md]]\n".repeat(800);
    List<ChatMessage> current =
        List.of(
            new ChatMessage.User("who?"),
            new ChatMessage.Assistant("<think>\nA\n</think>\n<python>\nu = 1\n</python>"),
            new ChatMessage.User("<result>\n" + links + "</result>"));
    ModelInfo nano = new ModelInfo("nano", 8_192, 135_000_000, false, true);
    List<ChatMessage> fitted =
        History.fit(
            SystemPrompt.SHORT, EARLIER, current, ThoughtHistory.ALL, nano, TurnLimits.SMALL);
    assertThat(fitted.getLast().text())
        .endsWith("more characters]\n</result>")
        .hasSizeGreaterThan(9_000);
    assertThat(fitted.get(1)).isEqualTo(current.getFirst());
    int tokens = fitted.stream().mapToInt(m -> History.tokensMost(m.text())).sum();
    assertThat(tokens).isLessThanOrEqualTo(8_192 - 512);
  }

  @Test
  void countsDigitsSignsAndLongScriptsAsTheyAreCutIntoTokens() {
    int empty = History.tokensMost("");
    assertThat(History.tokensMost("sister") - empty).isEqualTo(2);
    assertThat(History.tokensMost("my sister\n") - empty).isEqualTo(4);
    assertThat(History.tokensMost("1984") - empty).isEqualTo(4);
    assertThat(History.tokensMost("[[a]]") - empty).isEqualTo(5);
    assertThat(History.tokensMost("ж日") - empty).isEqualTo(4);
  }
}
