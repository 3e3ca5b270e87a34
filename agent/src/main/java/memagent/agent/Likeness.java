package memagent.agent;

import java.util.Collection;
import java.util.Set;

/** Whether words, as stems, are the same as others, or near ones, or one letter off. */
final class Likeness {
  private Likeness() {}

  /** One word like another. */
  static boolean isLike(String word, Collection<String> others) {
    return others.stream().anyMatch(other -> Evidence.likeness(word, other) > 0);
  }

  /** All of some words, of which there must be one. */
  static boolean isIn(Collection<String> words, Set<String> others) {
    return !words.isEmpty() && words.stream().allMatch(word -> isLike(word, others));
  }

  /** One of some words. */
  static boolean isAny(Collection<String> words, Set<String> others) {
    return words.stream().anyMatch(word -> isLike(word, others));
  }
}
