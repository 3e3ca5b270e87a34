package memagent.vault;

/**
 * A heading of a note.
 *
 * @param level 1 to 6
 * @param text without markup
 * @param line counted from 1
 */
public record Heading(int level, String text, int line) {}
