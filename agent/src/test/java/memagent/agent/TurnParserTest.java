package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import memagent.agent.AssistantTurn.Act;
import memagent.agent.AssistantTurn.Fault;
import memagent.agent.AssistantTurn.Malformed;
import memagent.agent.AssistantTurn.Repair;
import memagent.agent.AssistantTurn.Reply;
import memagent.model.FinishReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TurnParserTest {

  static Stream<String> transcripts() throws Exception {
    Path folder = Path.of(TurnParserTest.class.getResource("transcripts").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString().replace(".txt", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  static String raw(String name) {
    return text(name).split("=====\n", 2)[0].replaceFirst("\r?\n$", "");
  }

  private static String text(String name) {
    try (var in = TurnParserTest.class.getResourceAsStream("transcripts/" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void readsEveryTranscriptAsItsFileSays(String name) {
    AssistantTurn turn = TurnParser.parse(raw(name), FinishReason.STOP);
    assertThat(shown(turn)).isEqualTo(text(name).split("=====\n", 2)[1].strip());
  }

  private static String shown(AssistantTurn turn) {
    String repairs =
        turn.repairs().stream().map(repair -> " " + repair).sorted().collect(Collectors.joining());
    return switch (turn) {
      case Act act -> "ACT" + repairs + "\n" + act.code();
      case Reply reply -> "REPLY" + repairs + "\n" + reply.reply();
      case Malformed bad -> ("MALFORMED " + bad.fault() + repairs + "\n" + bad.text()).strip();
    };
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void keepsAMessageThatBeginsAsTheModelWroteIt(String name) {
    String raw = raw(name);
    String message = TurnParser.parse(raw, FinishReason.STOP).message();
    String shared = message.replaceFirst("\n?</(python|reply)>$", "");
    assertThat(raw).startsWith(shared);
  }

  @Test
  void readsWindowsLineEnds() {
    AssistantTurn turn =
        TurnParser.parse(
            "<think>x</think>\r\n<python>\r\na = 1\r\nb = 2\r\n</python>", FinishReason.STOP);
    assertThat(turn)
        .isInstanceOfSatisfying(Act.class, act -> assertThat(act.code()).isEqualTo("a = 1\nb = 2"));
  }

  @Test
  void doesNotRunHalfABlockThatTheTokenLimitCut() {
    AssistantTurn turn =
        TurnParser.parse(
            "<think>x</think>\n<python>\nu = update_file(\"user.md\", \"- a", FinishReason.LENGTH);
    assertThat(turn)
        .isInstanceOfSatisfying(
            Malformed.class, bad -> assertThat(bad.fault()).isEqualTo(Fault.CUT_BLOCK));
  }

  @Test
  void takesAReplyThatTheTokenLimitCutAndSaysSo() {
    AssistantTurn turn =
        TurnParser.parse(
            "<think>x</think>\n<python></python>\n<reply>\nIt is a long", FinishReason.LENGTH);
    assertThat(turn)
        .isInstanceOfSatisfying(
            Reply.class,
            reply -> {
              assertThat(reply.reply()).isEqualTo("It is a long");
              assertThat(reply.repairs()).containsExactly(Repair.REPLY_CUT);
            });
  }

  @Test
  void keepsOneRoundOfATextThatWentInCircles() {
    AssistantTurn turn =
        TurnParser.parse(
            "<think>x</think>\n<python></python>\n<reply>\nThe rent " + "goes to- ".repeat(30),
            FinishReason.LOOP);
    assertThat(turn)
        .isInstanceOfSatisfying(
            Reply.class, reply -> assertThat(reply.reply()).isEqualTo("The rent goes to-"));
  }

  @Test
  void keepsTheThoughtOfEveryForm() {
    for (String name : List.of("exact-act", "opens-inside-thought", "missing-thought-closer")) {
      assertThat(TurnParser.parse(raw(name), FinishReason.STOP).thought())
          .contains("user.md")
          .doesNotContain("</think>");
    }
  }

  @Test
  void leavesAnInventedResultOutOfTheHistory() {
    assertThat(TurnParser.parse(raw("invented-result"), FinishReason.STOP).message())
        .endsWith("</python>")
        .doesNotContain("result>");
  }
}
