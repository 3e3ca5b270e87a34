package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How two states of a memory differ in what they say: blank lines, headings, bullets, emphasis and
 * the order of lines do not count.
 *
 * @param files by path, only those that differ
 */
record MemoryDiff(SortedMap<String, FileDiff> files) {
  private static final int TEXT_CHARS_MAX = 6_000;

  /** Whether a note is new, gone, or changed. */
  enum Kind {
    CREATED,
    DELETED,
    CHANGED
  }

  /** The lines of one note that only one side has. */
  record FileDiff(Kind kind, List<NoteLine> removed, List<NoteLine> added) {}

  static MemoryDiff between(Memory before, Memory after) {
    SortedMap<String, FileDiff> files = new TreeMap<>();
    SortedMap<String, String> paths = new TreeMap<>(before.notes());
    paths.putAll(after.notes());
    for (String path : paths.keySet()) {
      String old = before.notes().get(path);
      String now = after.notes().get(path);
      if (old != null && old.equals(now)) {
        continue;
      }
      List<NoteLine> removed = lines(old);
      List<NoteLine> added = lines(now);
      cancel(removed, added);
      Kind kind = old == null ? Kind.CREATED : now == null ? Kind.DELETED : Kind.CHANGED;
      if (kind != Kind.CHANGED || !removed.isEmpty() || !added.isEmpty()) {
        files.put(path, new FileDiff(kind, removed, added));
      }
    }
    return new MemoryDiff(files);
  }

  private static List<NoteLine> lines(@Nullable String note) {
    List<NoteLine> lines = new ArrayList<>();
    if (note != null) {
      NoteLine.all(note).stream().filter(l -> !l.isHeading()).forEach(lines::add);
    }
    return lines;
  }

  private static void cancel(List<NoteLine> removed, List<NoteLine> added) {
    for (var old = removed.listIterator(); old.hasNext(); ) {
      NoteLine line = old.next();
      for (int i = 0; i < added.size(); i++) {
        if (added.get(i).words().equals(line.words())) {
          added.remove(i);
          old.remove();
          break;
        }
      }
    }
  }

  /** All differences, a line each under the note's path; long ones are cut. Empty for none. */
  String text() {
    StringBuilder text = new StringBuilder();
    files.forEach((path, diff) -> {
      String kind =
          switch (diff.kind()) {
            case CREATED -> " (new)";
            case DELETED -> " (gone)";
            case CHANGED -> "";
          };
      text.append(path).append(kind).append('\n');
      diff.removed().forEach(l -> text.append("- ").append(l.raw().strip()).append('\n'));
      diff.added().forEach(l -> text.append("+ ").append(l.raw().strip()).append('\n'));
    });
    return text.length() > TEXT_CHARS_MAX
        ? text.substring(0, TEXT_CHARS_MAX) + "…\n"
        : text.toString();
  }

  /** The first difference in words; empty where both say the same. */
  Optional<String> first() {
    return files.entrySet().stream()
        .findFirst()
        .map(e -> {
          FileDiff diff = e.getValue();
          String path = e.getKey();
          return switch (diff.kind()) {
            case CREATED -> path + " is new.";
            case DELETED -> path + " is gone.";
            case CHANGED ->
                path
                    + (diff.added().isEmpty()
                        ? " lost the line \"" + diff.removed().getFirst().raw().strip() + "\"."
                        : " has the new line \"" + diff.added().getFirst().raw().strip() + "\".");
          };
        });
  }
}
