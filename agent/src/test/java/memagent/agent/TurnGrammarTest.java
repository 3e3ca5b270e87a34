package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import memagent.agent.TurnGrammar.Body;
import memagent.agent.TurnGrammar.Start;
import memagent.agent.TurnGrammar.Thought;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TurnGrammarTest {

  @Test
  void acceptsBothTurns() {
    Gbnf grammar = new Gbnf(TurnGrammar.GBNF);
    assertThat(grammar.accepts("<think>x</think>\n<python>\na = 1 < 2\n</python>")).isTrue();
    assertThat(grammar.accepts("<think>x</think>\n<python></python>\n<reply>\nHi\n</reply>"))
        .isTrue();
    assertThat(grammar.accepts("<think>a <b> < / <<</think>\n<python>\ns = \"</th\"\n</python>"))
        .isTrue();
  }

  @Test
  void refusesWhatIsNotATurn() {
    Gbnf grammar = new Gbnf(TurnGrammar.GBNF);
    assertThat(grammar.accepts("Hello")).isFalse();
    assertThat(grammar.accepts("<think>x</think>")).isFalse();
    assertThat(grammar.accepts("<think>x</think>\n<python></python>")).isFalse();
    assertThat(grammar.accepts("<think>x</think>\n<python>\na = 1\n</python>\n<reply>Hi</reply>"))
        .isFalse();
    assertThat(grammar.accepts("<think>x</think>\n<python>\na</python> = 1\n</python>")).isFalse();
    assertThat(grammar.accepts("<think>x</think>\n<python>\n```python\na = 1\n```\n</python>"))
        .isFalse();
  }

  @Test
  void closesAValueWhereItsTagBegins() {
    Gbnf grammar = new Gbnf(TurnGrammar.GBNF);
    assertThat(grammar.accepts("<think>x</tink>\n</think>\n<python>\na = 1\n</python>")).isFalse();
    assertThat(grammar.accepts("<think>x</think>\n<python>\na = 1</pyton></python>")).isFalse();
    assertThat(grammar.accepts("<think>x</think>\n<python>\na = '</p></div>'</python>")).isTrue();
  }

  @Test
  void allowsThreeLinesOfThoughtToSmallModels() {
    Gbnf grammar = new Gbnf(TurnGrammar.gbnf(Start.FRAME, Body.ANY, Thought.SHORT));
    String block = "</think>\n<python>\na = 1\n</python>";
    assertThat(grammar.accepts("<think>one < line" + block)).isTrue();
    assertThat(grammar.accepts("<think>\none\ntwo\nthree\n" + block)).isTrue();
    assertThat(grammar.accepts("<think>\none\ntwo\nthree\nfour\n" + block)).isFalse();
  }

  @Test
  void allowsOnlyAReplyInTheLastTurn() {
    Gbnf grammar = new Gbnf(TurnGrammar.gbnf(Start.THOUGHT, Body.REPLY, Thought.FREE));
    assertThat(grammar.accepts("x</think>\n<python></python>\n<reply>Hi</reply>")).isTrue();
    assertThat(grammar.accepts("x</think>\n<python>a = 1</python>")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Start.class)
  void definesEveryRuleThatItUses(Start start) {
    for (Body body : Body.values()) {
      check(TurnGrammar.gbnf(start, body, Thought.FREE));
      check(TurnGrammar.gbnf(start, body, Thought.SHORT));
    }
  }

  private static void check(String grammar) {
    String bare = grammar.replaceAll("\"[^\"]*\"", "").replaceAll("\\[[^\\]]*\\]", "");
    Pattern.compile("[a-z]\\w*")
        .matcher(bare)
        .results()
        .forEach(rule -> assertThat(grammar).contains(rule.group() + " ::= "));
  }
}
