package memagent.vault;

import java.util.Optional;

/**
 * Where one line of a note is from.
 *
 * @param line counted from 1
 * @param text without its line end
 * @param kind what sort of source
 * @param isOutside whether the note came from outside, see {@link Outside}
 * @param entry the change that brought the line; empty where the history does not have it
 */
public record LineSource(
    int line, String text, Kind kind, boolean isOutside, Optional<HistoryEntry> entry) {

  /** What sort of source. */
  public enum Kind {
    /** The person, by a command or an editor. */
    PERSON,
    /** The person's own statement, written down by the agent: the question has these words. */
    STATED,
    /** The agent, in words that the question does not have: a model's inference. */
    INFERRED,
    /** A program that speaks the Model Context Protocol. */
    CLIENT,
    /** Files that came in from elsewhere. */
    IMPORT,
    /** This program, of itself. */
    PROGRAM,
    /** Nobody knows: it was there before the history began, or the history cannot tell. */
    UNKNOWN
  }
}
