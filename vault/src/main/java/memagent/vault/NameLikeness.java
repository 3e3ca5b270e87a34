package memagent.vault;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares names as people mistake them. */
final class NameLikeness {
  /** One letter is too much of a shorter name. */
  static final int NEAR_CHARS_MIN = 5;

  /** A name may be part of a longer one only by a word of so many letters. */
  private static final int PART_CHARS_MIN = 4;

  private static final Set<String> ARTICLES =
      Set.of(
          "a", "an", "the", "my", "our", "der", "die", "das", "le", "la", "les", "el", "los", "las",
          "il", "o", "os", "as");

  private NameLikeness() {}

  /** A name without what does not count: case, spaces, {@code _} and {@code -}. */
  static String key(String name) {
    return LinkResolver.key(name).replace('_', ' ').replace('-', ' ').replaceAll(" +", " ").strip();
  }

  /**
   * How much two names are alike; empty if not. Where both have numbers, these must be the same:
   * two years or two house numbers are no misspelling.
   */
  static Optional<Namesake.Likeness> of(String one, String other) {
    return ofKeys(key(one), key(other));
  }

  /** The same of two keys. */
  static Optional<Namesake.Likeness> ofKeys(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Optional.empty();
    }
    if (a.equals(b)) {
      return Optional.of(Namesake.Likeness.SAME);
    }
    if (isNear(a, b)) {
      return Optional.of(Namesake.Likeness.NEAR);
    }
    boolean isPart = a.length() < b.length() ? isPart(a, b) : isPart(b, a);
    return isPart ? Optional.of(Namesake.Likeness.PART) : Optional.empty();
  }

  /** Whether two keys are one slip of the pen apart. */
  static boolean isNear(String a, String b) {
    return Math.abs(length(a) - length(b)) <= 1
        && Math.min(length(a), length(b)) >= NEAR_CHARS_MIN
        && digits(a).equals(digits(b))
        && distance(a.codePoints().toArray(), b.codePoints().toArray()) == 1;
  }

  private static boolean isPart(String shorter, String longer) {
    String last = shorter.substring(shorter.lastIndexOf(' ') + 1);
    if (!longer.contains(last)) {
      return false; // The usual case, and cheap.
    }
    Set<String> few = words(shorter);
    Set<String> many = words(longer);
    boolean isTelling =
        few.stream().anyMatch(word -> length(word) >= PART_CHARS_MIN && digits(word).isEmpty());
    return isTelling
        && few.size() < many.size()
        && many.containsAll(few)
        && digits(String.join(" ", few)).equals(digits(String.join(" ", many)));
  }

  /** The words of a key that tell something. */
  static Set<String> words(String key) {
    Set<String> words = new TreeSet<>(List.of(key.split("[\\s.,'’()]+", -1)));
    words.removeAll(ARTICLES);
    words.remove("");
    return words;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The numbers in a name. */
  static String digits(String text) {
    return text.replaceAll("\\D+", " ").strip().toLowerCase(Locale.ROOT);
  }

  /** Letters to add, leave out, replace or change about with their neighbour; 2 stands for more. */
  private static int distance(int[] a, int[] b) {
    int head = 0;
    while (head < Math.min(a.length, b.length) && a[head] == b[head]) {
      head++;
    }
    int tail = 0;
    while (tail < Math.min(a.length, b.length) - head
        && a[a.length - 1 - tail] == b[b.length - 1 - tail]) {
      tail++;
    }
    int[] left = Arrays.copyOfRange(a, head, a.length - tail); // what is not common
    int[] right = Arrays.copyOfRange(b, head, b.length - tail);
    if (left.length + right.length == 0) {
      return 0;
    }
    boolean isSwapped =
        left.length == 2 && right.length == 2 && left[0] == right[1] && left[1] == right[0];
    return Math.max(left.length, right.length) <= 1 || isSwapped ? 1 : 2;
  }
}
