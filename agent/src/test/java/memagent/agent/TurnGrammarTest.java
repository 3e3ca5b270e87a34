package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import memagent.agent.TurnGrammar.Body;
import memagent.agent.TurnGrammar.Start;
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
    assertThat(grammar.accepts("<think>a <b> </p> <<</think>\n<python>\ns = \"</th\"\n</python>"))
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
  void allowsOnlyAReplyInTheLastTurn() {
    Gbnf grammar = new Gbnf(TurnGrammar.gbnf(Start.THOUGHT, Body.REPLY));
    assertThat(grammar.accepts("x</think>\n<python></python>\n<reply>Hi</reply>")).isTrue();
    assertThat(grammar.accepts("x</think>\n<python>a = 1</python>")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Start.class)
  void definesEveryRuleThatItUses(Start start) {
    for (Body body : Body.values()) {
      String grammar = TurnGrammar.gbnf(start, body);
      String bare = grammar.replaceAll("\"[^\"]*\"", "").replaceAll("\\[[^\\]]*\\]", "");
      Pattern.compile("[a-z]\\w*")
          .matcher(bare)
          .results()
          .forEach(rule -> assertThat(grammar).contains(rule.group() + " ::= "));
    }
  }
}
