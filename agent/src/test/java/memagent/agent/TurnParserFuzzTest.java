package memagent.agent;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import memagent.agent.AssistantTurn.Act;
import memagent.agent.AssistantTurn.Malformed;
import memagent.agent.AssistantTurn.Reply;
import memagent.model.FinishReason;

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
    if (finish == FinishReason.STOP && turn instanceof Act act) {
      AssistantTurn again = TurnParser.parse(turn.message(), FinishReason.STOP);
      if (!(again instanceof Act same) || !same.code().equals(act.code())) {
        throw new AssertionError("The message reads otherwise the second time: " + again);
      }
    }
  }
}
