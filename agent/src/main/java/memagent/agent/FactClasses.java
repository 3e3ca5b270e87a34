package memagent.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kinds of facts that a filter can speak of, and the words for them. */
final class FactClasses {
  private static final Map<List<String>, Set<String>> PHRASES = new HashMap<>();
  private static final Map<String, List<String>> PARTS = new LinkedHashMap<>();
  private static final Set<String> WEAK = new HashSet<>();
  private static final int WORDS_MAX;

  static {
    OwnFile.text("filter-classes.txt").lines().forEach(FactClasses::line);
    WORDS_MAX = PHRASES.keySet().stream().mapToInt(List::size).max().orElse(0);
  }

  private FactClasses() {}

  private static void line(String line) {
    int colon = line.indexOf(':');
    if (line.startsWith("#") || colon < 0) {
      return;
    }
    String[] left = line.substring(0, colon).split("=", -1);
    String name = left[0].strip();
    if (name.startsWith("~")) {
      name = name.substring(1);
      WEAK.add(name);
    }
    if (left.length > 1) {
      PARTS.put(name, List.of(left[1].strip().split(" ", -1)));
    }
    for (String phrase : line.substring(colon + 1).split("\\|", -1)) {
      List<String> words = Words.of(phrase).stream().map(Words::stem).toList();
      PHRASES.computeIfAbsent(words, w -> new LinkedHashSet<>()).add(name);
    }
  }

  /**
   * What a text speaks of.
   *
   * @param classes kinds named, those of weak words only where nothing else is named
   * @param rest the other words, as stems, in runs that stand together
   */
  record Named(Set<String> classes, List<List<String>> rest) {}

  /** The kinds that a text names; of words that overlap the longest ones count. */
  static Named named(String text) {
    List<String> stems = Words.of(text).stream().map(Words::stem).toList();
    Set<String> strong = new LinkedHashSet<>();
    Set<String> weak = new LinkedHashSet<>();
    List<List<String>> rest = new ArrayList<>();
    List<String> run = new ArrayList<>();
    for (int i = 0; i < stems.size(); ) {
      int length = longest(stems, i);
      if (length == 0) {
        run.add(stems.get(i));
        i++;
        continue;
      }
      if (!run.isEmpty()) {
        rest.add(List.copyOf(run));
        run.clear();
      }
      for (String name : PHRASES.getOrDefault(stems.subList(i, i + length), Set.of())) {
        (WEAK.contains(name) ? weak : strong).add(name);
      }
      i += length;
    }
    if (!run.isEmpty()) {
      rest.add(List.copyOf(run));
    }
    return new Named(strong.isEmpty() ? weak : strong, rest);
  }

  private static int longest(List<String> stems, int from) {
    for (int length = Math.min(WORDS_MAX, stems.size() - from); length > 0; length--) {
      if (PHRASES.containsKey(stems.subList(from, from + length))) {
        return length;
      }
    }
    return 0;
  }

  /** The kinds and all their parts. */
  static Set<String> withParts(Set<String> classes) {
    Set<String> all = new LinkedHashSet<>(classes);
    classes.forEach(name -> all.addAll(PARTS.getOrDefault(name, List.of())));
    return all;
  }
}
