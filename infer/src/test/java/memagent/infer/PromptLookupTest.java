package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromptLookupTest {
  private static final long SINGLE_NANOS = 1_000;
  private static final int[] PASSAGE = IntStream.range(1, 200).toArray();

  private final TokenList tokens = new TokenList();
  private final PromptLookup lookup = new PromptLookup(tokens);
  private int longest;

  /**
   * Generates {@code text} behind what is there, as {@link Generation} does.
   *
   * @param costOfAGuess what a guess adds to a batch, in single tokens
   * @return how long it took, in single tokens
   */
  private double generate(int[] text, double costOfAGuess) {
    double time = 0;
    longest = 0;
    int at = 0;
    while (at < text.length) {
      int[] guesses = lookup.guess(text[at], text.length - at - 1);
      longest = Math.max(longest, guesses.length);
      tokens.add(text[at++]);
      double batch = 1 + costOfAGuess * guesses.length;
      time += batch;
      if (guesses.length == 0) {
        lookup.single(SINGLE_NANOS);
        continue;
      }
      int right = 0;
      while (right < guesses.length && at < text.length && guesses[right] == text[at]) {
        tokens.add(text[at++]);
        right++;
      }
      lookup.outcome(right, (long) (batch * SINGLE_NANOS));
    }
    return time;
  }

  private void read(int... values) {
    tokens.addAll(values, 0, values.length);
  }

  /** Has met a passage that was copied, at a cost of nearly nothing. */
  private void trust() {
    read(PASSAGE);
    generate(PASSAGE, 0.05);
    tokens.truncate(0);
  }

  @Test
  void guessesWhatFollowedTheLastTokensBefore() {
    trust();
    read(1, 2, 3, 4, 5, 9, 1, 2);
    assertThat(lookup.guess(3, 10)).startsWith(4, 5, 9);
  }

  @Test
  void guessesNothingWithoutAnEarlierOccurrence() {
    trust();
    assertThat(lookup.guess(3, 10)).isEmpty();
    read(1, 2, 3, 9, 8);
    assertThat(lookup.guess(7, 10)).isEmpty();
    tokens.truncate(0);
    read(1, 2, 3, 9, 2);
    assertThat(lookup.guess(3, 10)).as("two tokens alone").isEmpty();
  }

  @Test
  void prefersTheLongestOccurrence() {
    trust();
    read(5, 6, 1, 2, 40, 8, 6, 1, 2, 50, 5, 6, 1);
    assertThat(lookup.guess(2, 1)).containsExactly(40);
  }

  @Test
  void guessesNoMoreThanThereIsRoom() {
    trust();
    read(0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1);
    assertThat(lookup.guess(2, 2)).containsExactly(3, 4);
    assertThat(lookup.guess(2, 0)).isEmpty();
    assertThat(lookup.guess(2, -3)).isEmpty();
  }

  @Test
  void copiesSeveralTimesFasterWhereGuessesAreCheap() {
    read(PASSAGE);
    assertThat(generate(PASSAGE, 0.05)).isLessThan(PASSAGE.length / 3.0);
    assertThat(longest).isGreaterThan(8);
  }

  @Test
  void losesAlmostNothingWhereAGuessCostsAsMuchAsAToken() {
    read(PASSAGE);
    assertThat(generate(PASSAGE, 1)).isLessThan(PASSAGE.length * 1.03);
  }

  @Test
  void guessesLessFarWhereAGuessCostsMore() {
    int[] almost = PASSAGE.clone();
    for (int i = 8; i < almost.length; i += 9) {
      almost[i] = 9_000 + i;
    }
    read(PASSAGE);
    generate(almost, 0.02);
    int cheap = longest;
    tokens.truncate(0);
    read(PASSAGE);
    generate(almost, 0.6);
    tokens.truncate(0);
    read(PASSAGE);
    generate(almost, 0.6);
    assertThat(longest).isLessThan(cheap);
  }

  @Test
  void losesAlmostNothingOnNearCopiesThatGoAnotherWay() {
    Random random = new Random(7);
    int[] phrases = random.ints(600, 0, 5_000).toArray();
    read(phrases);
    int[] text = new int[400];
    for (int i = 0; i < text.length; i++) {
      // three words of a phrase, then another word
      text[i] = i % 4 == 3 ? 6_000 + i : phrases[(i / 4 * 7 + i % 4) % phrases.length];
    }
    assertThat(generate(text, 0.8)).isLessThan(text.length * 1.03);
  }
}
