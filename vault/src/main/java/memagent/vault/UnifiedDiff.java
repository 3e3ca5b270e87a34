package memagent.vault;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import java.util.ArrayList;
import java.util.List;

/**
 * Two texts as a unified diff, in the form of {@code diff -u}.
 *
 * <p>What both texts begin and end with is cut off first, so that the common small edit costs the
 * same in a long note. Myers' algorithm needs time and room in the square of the number of changed
 * lines; above {@link #CHANGED_LINES_MAX} the whole middle becomes one change instead.
 */
final class UnifiedDiff {
  private static final int CONTEXT_LINES = 3;
  private static final int CHANGED_LINES_MAX = 4_000;

  private UnifiedDiff() {}

  /** The diff, empty for equal texts; every line ends with a line feed. */
  static String of(String beforeName, String afterName, String before, String after) {
    if (before.equals(after)) {
      return "";
    }
    List<String> old = lines(before);
    List<String> now = lines(after);
    StringBuilder text = new StringBuilder();
    for (String line :
        UnifiedDiffUtils.generateUnifiedDiff(
            beforeName, afterName, old, patch(old, now), CONTEXT_LINES)) {
      text.append(line.replace("\r", "")).append('\n');
    }
    return text.toString();
  }

  /** How to get from the old lines to the new ones. */
  static Patch<String> patch(List<String> old, List<String> now) {
    int shorter = Math.min(old.size(), now.size());
    int head = 0;
    while (head < shorter && old.get(head).equals(now.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
      tail++;
    }
    if (old.size() + now.size() - 2 * (head + tail) <= CHANGED_LINES_MAX) {
      return DiffUtils.diff(old, now);
    }
    Patch<String> whole = new Patch<>();
    whole.addDelta(
        new ChangeDelta<>(
            new Chunk<>(head, old.subList(head, old.size() - tail)),
            new Chunk<>(head, now.subList(head, now.size() - tail))));
    return whole;
  }

  /** The lines; the last one carries a remark when no line feed ends it, as {@code diff} prints. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String last = lines.removeLast();
    if (!last.isEmpty()) {
      lines.add(last + "\n\\ No newline at end of file");
    }
    return lines;
  }
}
