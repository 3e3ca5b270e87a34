package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptLookupTest {
  private static PromptLookup lookup(int... values) {
    TokenList tokens = new TokenList();
    tokens.addAll(values, 0, values.length);
    PromptLookup lookup = new PromptLookup(tokens);
    lookup.single(10);
    return lookup;
  }

  @Test
  void guessesWhatFollowedTheLastTokensBefore() {
    assertThat(lookup(1, 2, 3, 4, 5, 9, 1, 2).guess(3, 10)).startsWith(4, 5, 9);
  }

  @Test
  void guessesNothingWithoutAnEarlierOccurrence() {
    assertThat(lookup(1, 2, 3, 9, 8).guess(7, 10)).isEmpty();
    assertThat(lookup(1, 2, 3, 9, 2).guess(3, 10)).as("two tokens alone").isEmpty();
    assertThat(lookup().guess(3, 10)).isEmpty();
  }

  @Test
  void prefersTheLongestOccurrence() {
    assertThat(lookup(5, 6, 1, 2, 40, 8, 6, 1, 2, 50, 5, 6, 1).guess(2, 1)).containsExactly(40);
  }

  @Test
  void guessesNoMoreThanThereIsRoom() {
    PromptLookup lookup = lookup(0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1);
    assertThat(lookup.guess(2, 2)).containsExactly(3, 4);
    assertThat(lookup.guess(2, 0)).isEmpty();
    assertThat(lookup.guess(2, -3)).isEmpty();
  }

  @Test
  void lengthensWhileItGains() {
    PromptLookup lookup = lookup(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1);
    int first = lookup.guess(2, 100).length;
    lookup.outcome(first, 20);
    assertThat(lookup.guess(2, 100).length).isGreaterThan(first);
  }

  @Test
  void pausesLongerEachTimeItLoses() {
    PromptLookup lookup = lookup(0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1);
    assertThat(pauseAfterALoss(lookup)).isEqualTo(4);
    assertThat(pauseAfterALoss(lookup)).isEqualTo(8);
    assertThat(lookup.guess(2, 100)).isNotEmpty();
    lookup.outcome(6, 20);
    assertThat(lookup.guess(2, 100)).as("no pause after a gain").isNotEmpty();
  }

  private static int pauseAfterALoss(PromptLookup lookup) {
    lookup.guess(2, 100);
    lookup.outcome(0, 30);
    int pause = 0;
    while (lookup.guess(2, 100).length == 0) {
      pause++;
    }
    return pause;
  }
}
