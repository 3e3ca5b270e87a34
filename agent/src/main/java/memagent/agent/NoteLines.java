package memagent.agent;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A note as a first look weighs it. What was read before is kept: the notes of a memory are looked
 * at with each question and change seldom.
 *
 * @param lines those that say something, in order
 * @param names words that a question may name it by: of its file, its title and its aliases
 * @param words all words of its lines and names
 */
record NoteLines(String path, List<MemoryLine> lines, Set<String> names, Set<String> words) {
  private static final int ALIAS_LINES_MAX = 12;
  private static final int KEPT_CHARS_MAX = 2_000_000; // some 15 MB once parsed
  private static final Kept KEPT = new Kept();

  /** The texts that were parsed last, each under its path, the oldest use first. */
  private static final class Kept {
    private final LinkedHashMap<Key, NoteLines> notes = new LinkedHashMap<>(64, 0.75f, true);
    private int chars;

    private record Key(String path, String text) {}

    synchronized Optional<NoteLines> find(String path, String text) {
      return Optional.ofNullable(notes.get(new Key(path, text)));
    }

    synchronized void put(String path, String text, NoteLines parsed) {
      if (text.length() > KEPT_CHARS_MAX / 4 || notes.put(new Key(path, text), parsed) != null) {
        return;
      }
      chars += text.length();
      var oldest = notes.entrySet().iterator();
      while (chars > KEPT_CHARS_MAX) {
        chars -= oldest.next().getKey().text().length();
        oldest.remove();
      }
    }
  }

  static NoteLines of(String path, String text) {
    return KEPT.find(path, text)
        .orElseGet(() -> {
          NoteLines parsed = parse(path, text);
          KEPT.put(path, text, parsed);
          return parsed;
        });
  }

  private static NoteLines parse(String path, String text) {
    List<MemoryLine> lines = MemoryLine.of(path, text);
    Set<String> names = new LinkedHashSet<>(MemoryLine.words(stem(path).replace('_', ' ')));
    Set<String> words = new LinkedHashSet<>();
    for (MemoryLine line : lines) {
      boolean title = line.kind() == MemoryLine.Kind.HEADING && line.above().isEmpty();
      boolean alias =
          line.number() < ALIAS_LINES_MAX && line.raw().toLowerCase(Locale.ROOT).contains("alias");
      if (title || alias) {
        names.addAll(MemoryLine.words(line.raw()));
      }
      words.addAll(line.words().keySet());
      words.addAll(line.leads());
    }
    words.addAll(names);
    return new NoteLines(path, List.copyOf(lines), names, words);
  }

  /** The last part of a path or link in lower case, without the ending of a note. */
  static String stem(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int end = name.length() - ".md".length();
    boolean note = end >= 0 && name.regionMatches(true, end, ".md", 0, 3);
    return (note ? name.substring(0, end) : name).toLowerCase(Locale.ROOT);
  }

  /** The line with this number; empty where it says nothing or there is none. */
  Optional<MemoryLine> line(int number) {
    int low = 0;
    int high = lines.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = lines.get(middle).number();
      if (found == number) {
        return Optional.of(lines.get(middle));
      } else if (found < number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }
}
