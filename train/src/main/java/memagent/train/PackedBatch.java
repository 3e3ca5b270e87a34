package memagent.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences laid end to end, so that the matrix products see one long row of tokens.
 *
 * <p>All of them continue the same prefix (the system prompt), which stands once at the front: each
 * sequence attends to the prefix and to itself, never to another sequence, and its positions go on
 * where the prefix ends. This is exactly what each would compute alone, gradients included, at the
 * cost of one prefix.
 *
 * @param prefix (prefix tokens); may be empty; never trained
 * @param sequences in order, without the prefix; none is empty
 */
@SuppressWarnings("ArrayRecordComponent") // read-only by contract; copied in and out below
public record PackedBatch(int[] prefix, List<TokenSequence> sequences) {

  public PackedBatch {
    prefix = prefix.clone();
    sequences = List.copyOf(sequences);
    if (sequences.isEmpty() || sequences.stream().anyMatch(s -> s.length() == 0)) {
      throw new IllegalArgumentException("A batch needs sequences, and none of them empty.");
    }
  }

  /** Sequences that share nothing. */
  public PackedBatch(List<TokenSequence> sequences) {
    this(new int[0], sequences);
  }

  @Override
  public int[] prefix() {
    return prefix.clone();
  }

  /** Tokens of the prefix. */
  public int prefixLength() {
    return prefix.length;
  }

  /** All tokens, the prefix once. */
  public int tokenCount() {
    return prefix.length + sequences.stream().mapToInt(TokenSequence::length).sum();
  }

  /** Tokens whose prediction is trained. */
  public int trainedCount() {
    return sequences.stream().mapToInt(TokenSequence::trainedCount).sum();
  }

  /** (tokens): the token ids. */
  public long[] tokens() {
    long[] all = new long[tokenCount()];
    int at = 0;
    for (int token : prefix) {
      all[at++] = token;
    }
    for (TokenSequence sequence : sequences) {
      for (int token : sequence.tokens()) {
        all[at++] = token;
      }
    }
    return all;
  }

  /** (tokens): each token's place behind the prefix and its own sequence's start. */
  public long[] positions() {
    long[] all = new long[tokenCount()];
    int at = 0;
    for (int i = 0; i < prefix.length; i++) {
      all[at++] = i;
    }
    for (TokenSequence sequence : sequences) {
      for (int i = 0; i < sequence.length(); i++) {
        all[at++] = (long) prefix.length + i;
      }
    }
    return all;
  }

  /** (trained): rows of the hidden states that predict a trained token, in order. */
  public long[] predictingRows() {
    long[] rows = new long[trainedCount()];
    int at = 0;
    int start = prefix.length;
    for (TokenSequence sequence : sequences) {
      boolean[] trained = sequence.trained();
      for (int i = 1; i < trained.length; i++) {
        if (trained[i]) {
          rows[at++] = (long) start + i - 1;
        }
      }
      start += sequence.length();
    }
    return rows;
  }

  /** (trained): the tokens that those rows should predict. */
  public long[] targets() {
    long[] targets = new long[trainedCount()];
    int at = 0;
    for (TokenSequence sequence : sequences) {
      int[] tokens = sequence.tokens();
      boolean[] trained = sequence.trained();
      for (int i = 1; i < trained.length; i++) {
        if (trained[i]) {
          targets[at++] = tokens[i];
        }
      }
    }
    return targets;
  }

  /**
   * Fills batches in the order given: each takes sequences while its tokens, the prefix included,
   * stay within {@code tokensMax}. A longer sequence stands alone.
   */
  public static List<PackedBatch> pack(int[] prefix, List<TokenSequence> sequences, int tokensMax) {
    List<PackedBatch> batches = new ArrayList<>();
    List<TokenSequence> open = new ArrayList<>();
    int tokens = 0;
    for (TokenSequence sequence : sequences) {
      if (!open.isEmpty() && prefix.length + tokens + sequence.length() > tokensMax) {
        batches.add(new PackedBatch(prefix, open));
        open = new ArrayList<>();
        tokens = 0;
      }
      open.add(sequence);
      tokens += sequence.length();
    }
    if (!open.isEmpty()) {
      batches.add(new PackedBatch(prefix, open));
    }
    return List.copyOf(batches);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedBatch that
        && Arrays.equals(prefix, that.prefix)
        && sequences.equals(that.sequences);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(prefix) + sequences.hashCode();
  }
}
