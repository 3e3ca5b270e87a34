package memagent.agent;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Random;
import memagent.agent.AssistantTurn.Act;
import memagent.agent.AssistantTurn.Malformed;
import memagent.agent.AssistantTurn.Reply;
import memagent.model.FinishReason;
import org.junit.jupiter.api.Test;

class TurnParserFuzzTest {
  private static final List<String> PIECES =
      List.of(
          "<think>",
          "</think>",
          "<python>",
          "</python>",
          "<reply>",
          "</reply>",
          "<result>",
          "</result>",
          "```python\n",
          "```",
          "u = read_file(\"user.md\")",
          "\n",
          " ",
          "words",
          "<",
          "</",
          "# note",
          "\r\n",
          "<thoughts>",
          "é",
          "\ud83d");

  @FuzzTest(maxDuration = "20s")
  void everyTextIsATurn(FuzzedDataProvider data) {
    StringBuilder text = new StringBuilder();
    while (data.remainingBytes() > 0 && text.length() < 4_000) {
      text.append(data.consumeBoolean() ? data.pickValue(PIECES) : data.consumeString(8));
    }
    check(text.toString(), FinishReason.STOP);
    check(text.toString(), FinishReason.LENGTH);
  }

  @Test
  void twoThousandRandomTextsAreTurns() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      int count = random.nextInt(30);
      for (int i = 0; i < count; i++) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      try {
        check(text.toString(), FinishReason.STOP);
        check(text.toString(), FinishReason.LENGTH);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
    }
  }

  /** What holds for every text. */
  static void check(String text, FinishReason finish) {
    AssistantTurn turn = TurnParser.parse(text, finish);
    String found =
        switch (turn) {
          case Act act -> act.code();
          case Reply reply -> reply.reply();
          case Malformed bad -> bad.text();
        };
    boolean empty = found.isBlank();
    boolean mayBeEmpty = turn instanceof Malformed;
    if (empty && !mayBeEmpty) {
      throw new AssertionError("An empty turn counts as one: " + turn);
    }
    String shared = turn.message().replaceFirst("\n?</(python|reply)>\\z", "");
    if (!text.startsWith(shared)) {
      throw new AssertionError("The message is not what the model wrote: " + turn.message());
    }
    boolean plain = text.split("<python>", -1).length == 2 && !text.contains("<reply>");
    if (plain && finish == FinishReason.STOP && turn instanceof Act) {
      AssistantTurn again = TurnParser.parse(turn.message(), FinishReason.STOP);
      if (!(again instanceof Act)) {
        throw new AssertionError("The message reads otherwise the second time: " + again);
      }
    }
  }
}
