package memagent.agent;

import java.util.Arrays;

/**
 * The words of a line by their numbers in {@link LearnedFit}'s list; 0 for one that it does not
 * have.
 */
final class WordIds {
  static final WordIds NONE = new WordIds(new char[0], new char[0]);
  private final char[] own;
  private final char[] around;

  /**
   * @param own words of the line itself
   * @param around words of what it stands under: its note's name, headings, the head of its table
   */
  WordIds(char[] own, char[] around) {
    this.own = own;
    this.around = around;
  }

  int ownCount() {
    return own.length;
  }

  char own(int index) {
    return own[index];
  }

  int aroundCount() {
    return around.length;
  }

  char around(int index) {
    return around[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WordIds ids
        && Arrays.equals(own, ids.own)
        && Arrays.equals(around, ids.around);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(own) + Arrays.hashCode(around);
  }
}
