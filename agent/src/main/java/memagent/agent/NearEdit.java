package memagent.agent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The edit that was meant where the old text is not in the note word for word: small models write
 * the line as they would say it, with the right value.
 *
 * @param old a line that stands in the note once
 * @param now what is to stand in its place; empty where the line goes
 */
record NearEdit(String old, String now) {
  /*
   * The value that changes decides: the line must hold it, and share a further word with the text
   * that was looked for. Where no value changes (a line below, a line that goes), the line must have
   * most of the words, and clearly more than any other one.
   */
  private static final double ALIKE_MIN = 0.6;
  private static final double MARGIN_MIN = 0.2;
  private static final int CHANGED_CHARS_MIN = 2;

  /** What was meant, where that is beyond doubt; empty where it is not. */
  static Optional<NearEdit> of(String note, String old, String now) {
    String wanted = old.strip();
    if (wanted.isEmpty() || wanted.contains("\n")) {
      return Optional.empty();
    }
    List<String> lines = once(note);
    if (now.isBlank()) {
      return best(lines, line -> alike(wanted, line)).map(line -> new NearEdit(line + "\n", ""));
    }
    if (now.startsWith(wanted + "\n")) {
      return best(lines, line -> alike(wanted, line))
          .map(line -> new NearEdit(line, line + now.substring(wanted.length())));
    }
    if (now.strip().contains("\n")) {
      return Optional.empty();
    }
    return changed(lines, wanted, now.strip());
  }

  private static Optional<NearEdit> changed(List<String> lines, String old, String now) {
    int head = head(old, now);
    int tail = tail(old, now, head);
    String from = old.substring(head, old.length() - tail);
    String to = now.substring(head, now.length() - tail);
    if (from.strip().length() < CHANGED_CHARS_MIN) {
      return Optional.empty();
    }
    Set<String> around =
        new HashSet<>(
            Words.content(old.substring(0, head) + " " + old.substring(old.length() - tail)));
    List<String> holding =
        lines.stream()
            .filter(line -> holdsOnce(line, from))
            .filter(line -> Words.content(line).stream().anyMatch(around::contains))
            .toList();
    return holding.size() == 1
        ? Optional.of(new NearEdit(holding.getFirst(), holding.getFirst().replace(from, to)))
        : Optional.empty();
  }

  /** The lines that stand in a note once. */
  private static List<String> once(String note) {
    List<String> all = note.lines().toList();
    List<String> once = new ArrayList<>();
    for (String line : all) {
      boolean single = note.indexOf(line) == note.lastIndexOf(line);
      if (!line.isBlank() && single) {
        once.add(line);
      }
    }
    return once;
  }

  private static Optional<String> best(List<String> lines, ToDoubleFunction<String> score) {
    double most = 0;
    double second = 0;
    String best = "";
    for (String line : lines) {
      double one = score.applyAsDouble(line);
      if (one > most) {
        second = most;
        most = one;
        best = line;
      } else {
        second = Math.max(second, one);
      }
    }
    return most >= ALIKE_MIN && most - second >= MARGIN_MIN ? Optional.of(best) : Optional.empty();
  }

  /** Shared words over all words of two lines (Jaccard). */
  private static double alike(String a, String b) {
    Set<String> all = new HashSet<>(Words.content(a));
    Set<String> shared = new HashSet<>(Words.content(b));
    int both = (int) shared.stream().filter(all::contains).count();
    all.addAll(shared);
    return all.isEmpty() ? 0 : (double) both / all.size();
  }

  private static boolean holdsOnce(String line, String part) {
    int at = line.indexOf(part);
    return at >= 0
        && line.indexOf(part, at + 1) < 0
        && !isWord(line, at - 1)
        && !isWord(line, at + part.length());
  }

  /** Where the first difference's word begins. */
  private static int head(String a, String b) {
    int i = 0;
    while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    while (i > 0 && isWord(a, i - 1)) {
      i--;
    }
    return i;
  }

  /** How many characters at the end are the same, whole words. */
  private static int tail(String a, String b, int head) {
    int most = Math.min(a.length(), b.length()) - head;
    int i = 0;
    while (i < most && a.charAt(a.length() - 1 - i) == b.charAt(b.length() - 1 - i)) {
      i++;
    }
    while (i > 0 && isWord(a, a.length() - i)) {
      i--;
    }
    return i;
  }

  private static boolean isWord(String text, int at) {
    return at >= 0
        && at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || isInner(text, at));
  }

  /** A sign inside a date, a time, a number or an address. */
  private static boolean isInner(String text, int at) {
    return "-.,:/@_".indexOf(text.charAt(at)) >= 0
        && at > 0
        && at + 1 < text.length()
        && Character.isLetterOrDigit(text.charAt(at - 1))
        && Character.isLetterOrDigit(text.charAt(at + 1));
  }
}
