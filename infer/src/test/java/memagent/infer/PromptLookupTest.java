package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptLookupTest {
  private static TokenList tokens(int... values) {
    TokenList tokens = new TokenList();
    tokens.addAll(values, 0, values.length);
    return tokens;
  }

  @Test
  void guessesWhatFollowedTheLastTokensBefore() {
    PromptLookup lookup = new PromptLookup(tokens(1, 2, 3, 4, 5, 9, 2));
    assertThat(lookup.guess(3, 10)).startsWith(4, 5, 9);
  }

  @Test
  void guessesNothingWithoutAnEarlierOccurrence() {
    assertThat(new PromptLookup(tokens(1, 2, 3, 9, 8)).guess(7, 10)).isEmpty();
    assertThat(new PromptLookup(tokens(1, 3, 2, 9)).guess(3, 10)).as("one token alone").isEmpty();
    assertThat(new PromptLookup(tokens()).guess(3, 10)).isEmpty();
  }

  @Test
  void prefersTheLongestOccurrence() {
    PromptLookup lookup = new PromptLookup(tokens(5, 1, 2, 40, 6, 9, 2, 50, 5, 1));
    assertThat(lookup.guess(2, 1)).containsExactly(40);
  }

  @Test
  void guessesNoMoreThanThereIsRoom() {
    PromptLookup lookup = new PromptLookup(tokens(1, 2, 3, 4, 5, 6, 7, 8, 1));
    assertThat(lookup.guess(2, 2)).containsExactly(3, 4);
    assertThat(lookup.guess(2, 0)).isEmpty();
    assertThat(lookup.guess(2, -3)).isEmpty();
  }

  @Test
  void pausesAfterAMissAndLengthensAfterAHit() {
    PromptLookup lookup =
        new PromptLookup(tokens(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 1));
    int first = lookup.guess(2, 100).length;
    lookup.outcome(first);
    assertThat(lookup.guess(2, 100).length).isGreaterThan(first);
    lookup.outcome(0);
    assertThat(lookup.guess(2, 100)).isEmpty();
    assertThat(lookup.guess(2, 100)).isNotEmpty();
  }
}
