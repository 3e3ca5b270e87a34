package memagent.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordPiecesTest {
  private static final List<String> TOKENS =
      List.of(
          "[UNK]", "[CLS]", "[SEP]", "tea", "##cup", "##s", "cafe", ":", "'", "s", "東", "##a", "a");
  private final WordPieces words = WordPieces.of(TOKENS);

  private List<String> tokens(String text) {
    return Arrays.stream(words.ids(text)).mapToObj(id -> TOKENS.get((int) id)).toList();
  }

  @Test
  void wordsAreSmallAndCutIntoTheLongestPieces() {
    assertThat(tokens("Tea TEACUPS"))
        .containsExactly("[CLS]", "tea", "tea", "##cup", "##s", "[SEP]");
  }

  @Test
  void marksAreLeftOutAndSignsStandAlone() {
    assertThat(tokens("Café: tea's\u0000 東a"))
        .containsExactly("[CLS]", "cafe", ":", "tea", "'", "s", "東", "a", "[SEP]");
  }

  @Test
  void aWordThatIsNotKnownWholeIsUnknown() {
    assertThat(tokens("tear tea")).containsExactly("[CLS]", "[UNK]", "tea", "[SEP]");
    assertThat(tokens("tea" + "s".repeat(200))).containsExactly("[CLS]", "[UNK]", "[SEP]");
  }

  @Test
  void aQuestionOfPiecesOnlyIsNotKnown() {
    assertThat(words.hasKnownWord("zyxwv tea")).isTrue();
    assertThat(words.hasKnownWord("zyxwv teacup s 2024")).isFalse();
  }

  @Test
  void aLongTextIsCut() {
    List<String> tokens = new ArrayList<>(tokens("tea ".repeat(500)));
    assertThat(tokens).hasSize(WordPieces.TOKEN_COUNT_MAX);
    assertThat(tokens.getLast()).isEqualTo("[SEP]");
  }

  @Test
  void nothingIsTwoTokens() {
    assertThat(tokens(" \t\n")).containsExactly("[CLS]", "[SEP]");
  }

  @Test
  void aListWithoutTheSignsIsRefused() {
    assertThatThrownBy(() -> WordPieces.of(List.of("tea")))
        .isInstanceOf(EmbedException.class)
        .hasMessageContaining("[UNK]");
  }
}
