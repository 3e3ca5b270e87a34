package memagent.vault;

import com.github.difflib.patch.AbstractDelta;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins two changes of one text, line by line (diff3: Khanna, Kunal and Pierce, "A Formal
 * Investigation of Diff3", 2007).
 *
 * <p>Two changes are in each other's way only when they touch the same line, or both put lines in
 * at the same place. Git is stricter and refuses neighbouring lines as well; in a list of facts the
 * neighbours are other facts. A line includes the way it ends, so line ends stay as they are.
 */
final class ThreeWay {
  /** What to do where the two are in each other's way. */
  enum Prefer {
    NEITHER,
    OURS,
    THEIRS
  }

  /**
   * The joined text.
   *
   * @param text where the two are in each other's way and neither is preferred, both stand between
   *     markers
   * @param conflicts how often they were, whoever is preferred
   */
  record Joined(String text, int conflicts) {}

  private final List<String> base;
  private final List<String> ours;
  private final List<String> theirs;
  private final Prefer prefer;
  private final StringBuilder text = new StringBuilder();
  private int conflicts;

  private ThreeWay(String base, String ours, String theirs, Prefer prefer) {
    this.base = lines(base);
    this.ours = lines(ours);
    this.theirs = lines(theirs);
    this.prefer = prefer;
  }

  static Joined join(String base, String ours, String theirs, Prefer prefer) {
    return new ThreeWay(base, ours, theirs, prefer).join();
  }

  /** One change: the lines from..to of the base become others. */
  private record Edit(int from, int to, List<String> lines) {
    /** Whether both touch a line, or put lines in at one place. */
    boolean meets(Edit other) {
      if (from == to && other.from == other.to) {
        return from == other.from;
      }
      return from < other.to && other.from < to;
    }
  }

  private Joined join() {
    List<Edit> mine = edits(ours);
    List<Edit> yours = edits(theirs);
    int line = 0;
    int i = 0;
    int j = 0;
    while (i < mine.size() || j < yours.size()) {
      // The next change of either, and whatever hangs together with it.
      List<Edit> left = new ArrayList<>();
      List<Edit> right = new ArrayList<>();
      if (j == yours.size() || (i < mine.size() && isFirst(mine.get(i), yours.get(j)))) {
        left.add(mine.get(i++));
      } else {
        right.add(yours.get(j++));
      }
      boolean grown = true;
      while (grown) {
        grown = false;
        if (i < mine.size() && meetsAny(mine.get(i), right)) {
          left.add(mine.get(i++));
          grown = true;
        }
        if (j < yours.size() && meetsAny(yours.get(j), left)) {
          right.add(yours.get(j++));
          grown = true;
        }
      }
      int from = Math.min(first(left), first(right));
      int to = Math.max(last(left), last(right));
      base.subList(line, Math.max(line, from)).forEach(text::append);
      from = Math.max(line, from);
      add(from, Math.max(from, to), left, right);
      line = Math.max(from, to);
    }
    base.subList(line, base.size()).forEach(text::append);
    return new Joined(text.toString(), conflicts);
  }

  private static boolean isFirst(Edit one, Edit other) {
    return one.from() != other.from() ? one.from() < other.from() : one.to() <= other.to();
  }

  private static boolean meetsAny(Edit edit, List<Edit> others) {
    return others.stream().anyMatch(edit::meets);
  }

  private static int first(List<Edit> edits) {
    return edits.isEmpty() ? Integer.MAX_VALUE : edits.getFirst().from();
  }

  private static int last(List<Edit> edits) {
    return edits.isEmpty() ? -1 : edits.getLast().to();
  }

  private void add(int from, int to, List<Edit> left, List<Edit> right) {
    List<String> mine = applied(from, to, left);
    List<String> yours = applied(from, to, right);
    if (right.isEmpty() || mine.equals(yours)) {
      mine.forEach(text::append);
    } else if (left.isEmpty()) {
      yours.forEach(text::append);
    } else {
      conflicts++;
      switch (prefer) {
        case OURS -> mine.forEach(text::append);
        case THEIRS -> yours.forEach(text::append);
        case NEITHER -> {
          marked("<<<<<<< now", mine);
          marked("=======", yours);
          marked(">>>>>>> with the change taken back", List.of());
        }
      }
    }
  }

  private void marked(String marker, List<String> lines) {
    if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
    text.append(marker).append('\n');
    lines.forEach(text::append);
  }

  private List<String> applied(int from, int to, List<Edit> edits) {
    List<String> lines = new ArrayList<>();
    int line = from;
    for (Edit edit : edits) {
      lines.addAll(base.subList(line, edit.from()));
      lines.addAll(edit.lines());
      line = edit.to();
    }
    lines.addAll(base.subList(line, to));
    return lines;
  }

  private List<Edit> edits(List<String> changed) {
    List<Edit> edits = new ArrayList<>();
    for (AbstractDelta<String> delta : UnifiedDiff.patch(base, changed).getDeltas()) {
      int from = delta.getSource().getPosition();
      edits.add(
          new Edit(
              from, from + delta.getSource().size(), List.copyOf(delta.getTarget().getLines())));
    }
    return edits;
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      lines.add(text.substring(start, end + 1));
      start = end + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }
}
