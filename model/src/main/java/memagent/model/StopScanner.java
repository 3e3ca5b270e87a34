package memagent.model;

import java.util.List;

/**
 * Cuts a stream of text before the stop string that is complete first. Text that could still turn
 * out to be the beginning of one is held back until that is decided. For one stream and one thread.
 */
public final class StopScanner {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  /**
   * @param stops none of them empty; an empty list lets everything through
   */
  public StopScanner(List<String> stops) {
    this.stops = List.copyOf(stops);
  }

  /**
   * Takes the next piece.
   *
   * @return the text that is now certain to come before any stop string; may be empty
   */
  public String accept(String piece) {
    if (stopped) {
      return "";
    }
    held.append(piece);
    int stop = firstStop();
    if (stop >= 0) {
      stopped = true;
      held.setLength(stop);
      return take(stop);
    }
    return take(held.length() - undecidedChars());
  }

  /** The text that was held back, once no more will come. */
  public String finish() {
    return take(held.length());
  }

  /** Whether a stop string was met; everything after it is dropped. */
  public boolean stopped() {
    return stopped;
  }

  /** Where the stop string begins that is complete first; -1 where none is. */
  private int firstStop() {
    int begin = -1;
    int end = Integer.MAX_VALUE;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0 && (at + stop.length() < end || (at + stop.length() == end && at < begin))) {
        begin = at;
        end = at + stop.length();
      }
    }
    return begin;
  }

  /** Length of the longest end of the held text that some stop string begins with. */
  private int undecidedChars() {
    int longest = 0;
    for (String stop : stops) {
      for (int chars = Math.min(stop.length() - 1, held.length()); chars > longest; chars--) {
        if (stop.startsWith(held.substring(held.length() - chars))) {
          longest = chars;
        }
      }
    }
    return longest;
  }

  private String take(int chars) {
    String text = held.substring(0, chars);
    held.delete(0, chars);
    return text;
  }
}
