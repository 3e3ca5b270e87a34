package memagent.vault;

import java.util.List;

/**
 * A value that a note keeps under a name, however the note writes it.
 *
 * @param layout how it is written
 * @param key the name, without markup
 * @param value with its markup; a property's without its quotes; may be empty
 * @param line counted from 1
 * @param headings the headings above it, outermost first; for a cell of a wide table the row's name
 *     comes last
 * @param span where the value stands in the note's text, quotes included
 */
public record KeyedValue(
    Layout layout, String key, String value, int line, List<String> headings, TextSpan span) {

  /** How a note writes names and values. */
  public enum Layout {
    /** {@code - name: value}. */
    ITEM,
    /** {@code **name:** value}, a line of a paragraph. */
    LINE,
    /** A row of a table with two columns, or a cell of a wider one under its column's name. */
    CELL,
    /** {@code name: value} of the frontmatter. */
    PROPERTY,
    /** A property with several values or of several lines; it can be read and not replaced. */
    LIST
  }

  public KeyedValue {
    headings = List.copyOf(headings);
  }

  /** Where it stands, for people: {@code under 'Job' (line 4)}. */
  public String place() {
    String where =
        switch (layout) {
          case PROPERTY, LIST -> "in the frontmatter";
          case ITEM, LINE, CELL ->
              headings.isEmpty()
                  ? "before the first heading"
                  : "under '%s'".formatted(headings.getLast());
        };
    return "%s (line %d)".formatted(where, line);
  }
}
