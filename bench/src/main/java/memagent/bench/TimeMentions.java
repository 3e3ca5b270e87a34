package memagent.bench;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The times of day that a text states. */
final class TimeMentions {
  private static final Pattern CLOCK =
      Pattern.compile(
          "(?<![\\d.:,])(\\d{1,2})(?:\\s?[:.h時点时시]\\s?(\\d{2})?|\\s?uhr\\s?(\\d{2})?)?\\s*"
              + "(a\\.?\\s?m\\b\\.?|p\\.?\\s?m\\b\\.?|o'?’?clock|uhr|h\\b|hrs\\b)?(?![\\d:])");
  private static final Pattern SPOKEN =
      Pattern.compile("(half past|quarter past|quarter to) (\\w+)");

  private TimeMentions() {}

  static Set<LocalTime> in(String raw) {
    String text = raw.toLowerCase(Locale.ROOT);
    Set<LocalTime> found = new HashSet<>();
    for (Matcher m = CLOCK.matcher(text); m.find(); ) {
      String minutes = m.group(2) != null ? m.group(2) : m.group(3);
      String mark = m.group(4);
      boolean marked = mark != null || m.group().matches("(?s).*[:.h時点时시]\\s*|.*uhr.*");
      if (minutes != null || marked) {
        add(
            found,
            Integer.parseInt(m.group(1)),
            minutes == null ? 0 : Integer.parseInt(minutes),
            mark);
      }
    }
    List<String> words = Words.of(text).list();
    if (words.contains("noon") || words.contains("midday")) {
      found.add(LocalTime.NOON);
    }
    if (words.contains("midnight")) {
      found.add(LocalTime.MIDNIGHT);
    }
    addSpoken(found, words);
    return found;
  }

  private static void addSpoken(Set<LocalTime> found, List<String> words) {
    for (Matcher m = SPOKEN.matcher(String.join(" ", words)); m.find(); ) {
      int hour = hour(m.group(2));
      if (hour >= 0) {
        switch (m.group(1)) {
          case "half past" -> add(found, hour, 30, null);
          case "quarter past" -> add(found, hour, 15, null);
          default -> add(found, (hour + 23) % 24, 45, null);
        }
      }
    }
    List<EnglishNumbers.Spelled> numbers = new ArrayList<>(EnglishNumbers.find(words));
    for (int i = 0; i < numbers.size(); i++) {
      EnglishNumbers.Spelled first = numbers.get(i);
      int hour = first.value().intValue();
      String next = first.end() < words.size() ? words.get(first.end()) : "";
      if (next.equals("am") || next.equals("pm") || next.equals("o") || next.equals("oclock")) {
        add(found, hour, 0, next.endsWith("m") ? next : null);
      }
      if (i + 1 < numbers.size() && numbers.get(i + 1).start() == first.end()) {
        add(found, hour, numbers.get(i + 1).value().intValue(), null);
      }
    }
  }

  private static int hour(String word) {
    if (word.matches("\\d{1,2}")) {
      return Integer.parseInt(word);
    }
    List<EnglishNumbers.Spelled> spelled = EnglishNumbers.find(List.of(word));
    return spelled.isEmpty() ? -1 : spelled.getFirst().value().intValue();
  }

  /* Without am or pm, an hour of 1 to 12 may be either. */
  private static void add(Set<LocalTime> found, int hour, int minute, @Nullable String mark) {
    if (hour > 24 || minute > 59) {
      return;
    }
    boolean pm = mark != null && mark.startsWith("p");
    boolean am = mark != null && mark.startsWith("a");
    if (!pm) {
      found.add(LocalTime.of(am && hour == 12 ? 0 : hour % 24, minute));
    }
    if (!am && hour <= 12) {
      found.add(LocalTime.of(hour % 12 + 12, minute));
    }
  }
}
