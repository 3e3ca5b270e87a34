package memagent.infer;

import java.util.Arrays;
import java.util.List;

/** A growing list of tokens. */
final class TokenList {
  private int[] tokens = new int[256];
  private int size;

  int size() {
    return size;
  }

  int get(int index) {
    return tokens[index];
  }

  void add(int token) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * size);
    }
    tokens[size++] = token;
  }

  void addAll(int[] more, int from, int to) {
    for (int i = from; i < to; i++) {
      add(more[i]);
    }
  }

  /** Drops what stands at {@code newSize} and behind. */
  void truncate(int newSize) {
    size = Math.min(size, newSize);
  }

  /** How many leading tokens are the same. */
  int common(int[] other) {
    int most = Math.min(size, other.length);
    int mismatch = Arrays.mismatch(tokens, 0, most, other, 0, most);
    return mismatch < 0 ? most : mismatch;
  }

  List<Integer> toList() {
    return Arrays.stream(tokens, 0, size).boxed().toList();
  }

  int[] toArray() {
    return Arrays.copyOf(tokens, size);
  }

  int[] toArray(int from, int to) {
    return Arrays.copyOfRange(tokens, from, to);
  }
}
