package memagent.vault;

import java.util.List;

/** What became of replacing one passage in a file. Only {@link Replaced} changed anything. */
public sealed interface UpdateOutcome {

  /** The passage occurred once and was replaced. */
  record Replaced() implements UpdateOutcome {}

  record NoSuchFile() implements UpdateOutcome {}

  /** The path is a folder. */
  record NotAFile() implements UpdateOutcome {}

  /** The passage does not occur; an empty passage counts as that in a file with text. */
  record NotFound() implements UpdateOutcome {}

  /**
   * The passage occurs more than once, so that it is not known which one is meant.
   *
   * @param count how often, overlapping ones included; at least 2
   * @param lines the lines where the first {@link #LINES_MAX} begin, counted from 1, ascending
   */
  record SeveralMatches(int count, List<Integer> lines) implements UpdateOutcome {
    /** How many lines are listed at most. */
    public static final int LINES_MAX = 20;

    public SeveralMatches {
      lines = List.copyOf(lines);
    }
  }

  /** Old and new text are the same. */
  record Unchanged() implements UpdateOutcome {}
}
