package memagent.bench;

/**
 * Where a fact stands in a memory.
 *
 * @param text the line or sentence, which occurs once in the note
 * @param shownKey the key as it is spelled there; empty in prose
 */
record Placed(String path, String text, Layout layout, KeyStyle style, String shownKey) {}
