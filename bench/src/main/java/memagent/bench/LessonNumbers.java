package memagent.bench;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives a message of a lesson other numbers, everywhere the same, so that they are copied and not
 * learned by heart. Only numbers of three digits and more that mean no year, date or time, and only
 * where nothing is reckoned and no two lines are compared.
 */
final class LessonNumbers {
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\p{Nd}.,:/–-])\\d{3,}(?![\\p{Nd}]|[.,:/–-]\\d)");
  private static final int YEAR_MIN = 1_500;
  private static final int YEAR_MAX = 2_199;
  private static final int TRIES = 20;

  private LessonNumbers() {}

  /** Whether other numbers leave the message right. */
  static boolean mayChange(Lesson.Message message) {
    return message.thought().isEmpty() && message.evidence().size() <= 1;
  }

  /** The lesson with the numbers of its memory changed in all that it holds. */
  static Lesson swapped(Lesson lesson, Dice dice) {
    Map<String, String> others = new HashMap<>();
    Set<String> taken = new HashSet<>();
    Matcher found = NUMBER.matcher(lesson.memory().paste());
    while (found.find()) {
      taken.add(found.group());
    }
    for (String number : taken.stream().sorted().toList()) {
      if (!isYear(number)) {
        other(number, taken, others, dice);
      }
    }
    return others.isEmpty()
        ? lesson
        : LessonNames.changed(
            lesson,
            text ->
                NUMBER
                    .matcher(text)
                    .replaceAll(number -> others.getOrDefault(number.group(), number.group())));
  }

  private static void other(
      String number, Set<String> taken, Map<String, String> others, Dice dice) {
    for (int i = 0; i < TRIES; i++) {
      StringBuilder digits = new StringBuilder();
      number
          .chars()
          .forEach(
              digit -> digits.append(digit == '0' ? 0 : dice.between(1, 9))); // round stays round
      String other = digits.toString();
      if (!isYear(other) && !taken.contains(other) && !others.containsValue(other)) {
        others.put(number, other);
        return;
      }
    }
  }

  private static boolean isYear(String number) {
    int value = number.length() == 4 ? Integer.parseInt(number) : 0;
    return value >= YEAR_MIN && value <= YEAR_MAX;
  }
}
