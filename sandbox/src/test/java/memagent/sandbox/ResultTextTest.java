package memagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTextTest {

  @Test
  void isTheDictOfTheVariables() {
    assertThat(ResultText.of(Map.of("exists", "True"), "", "", 1000))
        .isEqualTo("{'exists': 'True'}");
    assertThat(ResultText.of(Map.of(), "", "", 1000)).isEqualTo("{}");
  }

  @Test
  void isAPairWithAnErrorAsInTheReference() {
    assertThat(ResultText.of(Map.of("a", 1L), "", "Traceback\nKeyError: 'x'", 1000))
        .isEqualTo("({'a': 1}, {Exception in sandboxed code:\nTraceback\nKeyError: 'x'})");
  }

  @Test
  void showsWhatWasPrintedBelow() {
    assertThat(ResultText.of(Map.of(), "one\ntwo\n", "", 1000)).isEqualTo("{}\nprinted:\none\ntwo");
  }

  @Test
  void putsNoControlCharacterIntoThePrompt() {
    assertThat(ResultText.of(Map.of(), "a\0b\u001b[2Jc\td\n", "", 1000))
        .isEqualTo("{}\nprinted:\na\ufffdb\ufffd[2Jc\td");
  }

  @Test
  void cutsWithANoteThatCounts() {
    assertThat(ResultText.cut("abcdef", 4)).isEqualTo("abcd... [cut: 2 more characters]");
    assertThat(ResultText.cut("abcd", 4)).isEqualTo("abcd");
    assertThat(ResultText.cut("abc😀", 4)).isEqualTo("abc... [cut: 2 more characters]");
  }

  @Test
  void keepsTheErrorWhereTheVariablesAreLong() {
    var text = ResultText.of(Map.of("a", "x".repeat(5000)), "", "KeyError: 'x'", 1000);
    assertThat(text)
        .hasSizeLessThan(1200)
        .endsWith("{Exception in sandboxed code:\nKeyError: 'x'})");
  }
}
