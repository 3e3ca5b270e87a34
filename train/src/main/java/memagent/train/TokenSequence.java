package memagent.train;

import java.util.Arrays;

/**
 * One conversation as tokens.
 *
 * @param tokens (length)
 * @param trained (length); whether the loss counts the prediction <em>of</em> this token; the first
 *     is never counted, since nothing comes before it
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out below
public record TokenSequence(int[] tokens, boolean[] trained) {

  public TokenSequence {
    if (tokens.length != trained.length) {
      throw new IllegalArgumentException(
          "A sequence has " + tokens.length + " tokens but " + trained.length + " marks.");
    }
    tokens = tokens.clone();
    trained = trained.clone();
    if (trained.length > 0) {
      trained[0] = false;
    }
  }

  /** Number of tokens. */
  public int length() {
    return tokens.length;
  }

  /** Number of tokens whose prediction is trained. */
  public int trainedCount() {
    int count = 0;
    for (boolean one : trained) {
      count += one ? 1 : 0;
    }
    return count;
  }

  /** The first token whose prediction is trained; the length where none is. */
  int firstTrained() {
    int at = 0;
    while (at < trained.length && !trained[at]) {
      at++;
    }
    return at;
  }

  /** What is left behind so many tokens. */
  TokenSequence from(int tokenCount) {
    return new TokenSequence(
        Arrays.copyOfRange(tokens, tokenCount, tokens.length),
        Arrays.copyOfRange(trained, tokenCount, trained.length));
  }

  @Override
  public int[] tokens() {
    return tokens.clone();
  }

  @Override
  public boolean[] trained() {
    return trained.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenSequence that
        && Arrays.equals(tokens, that.tokens)
        && Arrays.equals(trained, that.trained);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tokens) + Arrays.hashCode(trained);
  }
}
