package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypedAheadTest {
  private final TypedAhead typed = new TypedAhead();

  private void type(String keys) {
    keys.chars().forEach(typed::key);
  }

  @Test
  void linesThatWereEnteredAreTheNextQuestionsOneByOne() {
    type("Where do I live?\rAnd my brother?\nAnd");
    assertThat(typed.line()).contains("Where do I live?");
    assertThat(typed.line()).contains("And my brother?");
    assertThat(typed.line()).isEmpty();
    assertThat(typed.rest()).isEqualTo("And");
    assertThat(typed.rest()).isEmpty();
  }

  @Test
  void emptyLinesAreNoQuestions() {
    type("\r\n  \rYes\r");
    assertThat(typed.line()).contains("Yes");
    assertThat(typed.line()).isEmpty();
  }

  @Test
  void backspaceTakesBackACharacterOfTheLineThatIsOpen() {
    type("one\rtwo\uD83D\uDC22\u007f\bO\b\b\b\b\b\b");
    type("three");
    assertThat(typed.line()).contains("one");
    assertThat(typed.rest()).isEqualTo("three");
  }

  @Test
  void controlKeysAreDropped() {
    type("a\u001bb\u0007");
    assertThat(typed.rest()).isEqualTo("ab");
  }

  @Test
  void forgetsWhenTheAnswerIsStopped() {
    type("one\rtwo");
    typed.clear();
    assertThat(typed.line()).isEmpty();
    assertThat(typed.rest()).isEmpty();
  }
}
