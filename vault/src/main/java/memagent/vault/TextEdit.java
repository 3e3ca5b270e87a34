package memagent.vault;

import java.util.ArrayList;
import java.util.List;

/**
 * Replaces one passage of a text and keeps every other character.
 *
 * <p>Line ends: the passage is looked for as if each {@code \r\n} of the file, of the old and of
 * the new text were {@code \n}. What the old and the new text have in common at both ends is left
 * alone byte by byte, and only the middle is written, with the line end that the file uses at that
 * place.
 */
final class TextEdit {
  /** The text with {@code \r\n} as {@code \n}. */
  private final String flat;

  private final String text;

  /** Where each {@code \r} before a {@code \n} stood, as an index into {@link #flat}; ascending. */
  private final int[] returns;

  TextEdit(String text) {
    this.text = text;
    this.flat = flatten(text);
    this.returns = new int[text.length() - flat.length()];
    int found = 0;
    for (int i = text.indexOf("\r\n"); i >= 0; i = text.indexOf("\r\n", i + 2)) {
      returns[found] = i - found;
      found++;
    }
  }

  /** What the replacement comes to; {@code text} is only meaningful with {@code Replaced}. */
  record Result(UpdateOutcome outcome, String text) {}

  Result replace(String oldText, String newText) {
    String old = flatten(oldText);
    String now = flatten(newText);
    if (old.isEmpty() && !flat.isEmpty()) {
      return new Result(new UpdateOutcome.NotFound(), text);
    }
    List<Integer> lines = new ArrayList<>();
    int count = 0;
    int first = flat.indexOf(old);
    int line = 1;
    int counted = 0;
    for (int at = first; at >= 0; at = old.isEmpty() ? -1 : flat.indexOf(old, at + 1)) {
      count++;
      if (lines.size() < UpdateOutcome.SeveralMatches.LINES_MAX) {
        line += lineFeeds(counted, at);
        counted = at;
        lines.add(line);
      }
    }
    if (count == 0) {
      return new Result(new UpdateOutcome.NotFound(), text);
    }
    if (count > 1) {
      return new Result(new UpdateOutcome.SeveralMatches(count, lines), text);
    }
    if (old.equals(now)) {
      return new Result(new UpdateOutcome.Unchanged(), text);
    }
    return new Result(new UpdateOutcome.Replaced(), splice(first, old, now));
  }

  private String splice(int at, String old, String now) {
    int head = commonHead(old, now);
    int tail = commonTail(old, now, head);
    int from = raw(at + head);
    int to = raw(at + old.length() - tail);
    String middle = now.substring(head, now.length() - tail);
    return text.substring(0, from)
        + middle.replace("\n", lineEnd(at, at + old.length()))
        + text.substring(to);
  }

  /** The line end in the passage, else the next one, else the one before, else a line feed. */
  private String lineEnd(int from, int to) {
    int feed = flat.indexOf('\n', from);
    if (feed < 0 || feed >= to) {
      int before = flat.lastIndexOf('\n', from - 1);
      feed = feed >= 0 ? feed : before;
    }
    if (feed < 0) {
      return "\n";
    }
    return java.util.Arrays.binarySearch(returns, feed) >= 0 ? "\r\n" : "\n";
  }

  /** An index into {@link #flat} as one into {@link #text}; a line feed's begins at its return. */
  private int raw(int index) {
    int place = java.util.Arrays.binarySearch(returns, index);
    return index + (place >= 0 ? place : -place - 1);
  }

  private int lineFeeds(int from, int to) {
    int feeds = 0;
    for (int i = from; i < to; i++) {
      if (flat.charAt(i) == '\n') {
        feeds++;
      }
    }
    return feeds;
  }

  /** Never ends between the halves of a surrogate pair, so that each half stays with the other. */
  private static int commonHead(String a, String b) {
    int length = Math.min(a.length(), b.length());
    int i = 0;
    while (i < length && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i > 0 && Character.isHighSurrogate(a.charAt(i - 1)) ? i - 1 : i;
  }

  private static int commonTail(String a, String b, int head) {
    int length = Math.min(a.length(), b.length()) - head;
    int i = 0;
    while (i < length && a.charAt(a.length() - 1 - i) == b.charAt(b.length() - 1 - i)) {
      i++;
    }
    return i > 0 && Character.isLowSurrogate(a.charAt(a.length() - i)) ? i - 1 : i;
  }

  private static String flatten(String text) {
    return text.replace("\r\n", "\n");
  }
}
