package memagent.vault;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a search finds: one fact, row, item or sentence of a note, and where it stands.
 *
 * @param kind which of them
 * @param path its note
 * @param line counted from 1
 * @param headings the headings above it, outermost first
 * @param key a fact's name, a row's first cell; empty for the others
 * @param value a fact's value, or the whole text of an item or a sentence; empty for a row
 * @param cells of a row, from its second one on; empty for the others
 * @param links the files that it links to, as written
 * @param date the date that it speaks of, or that its heading, its note or its note's name gives
 */
public record Passage(
    Kind kind,
    NotePath path,
    int line,
    List<String> headings,
    String key,
    String value,
    List<Cell> cells,
    List<String> links,
    Optional<LocalDate> date) {

  /** What a passage is. */
  public enum Kind {
    /** {@code - name: value}. */
    FACT,
    /** A {@code name: value} of the frontmatter. */
    PROPERTY,
    /** A row of a table. */
    ROW,
    /** A list item that is no fact. */
    ITEM,
    /** A sentence of prose, a line of code, or a heading with nothing below it. */
    SENTENCE
  }

  /**
   * A cell of a row.
   *
   * @param name what stands above it in the table's first row
   * @param text without markup
   */
  public record Cell(String name, String text) {}

  public Passage {
    headings = List.copyOf(headings);
    cells = List.copyOf(cells);
    links = List.copyOf(links);
  }

  /**
   * As lines for a reader, each with its place: {@code entities/jane.md: Job: - title: Engineer}.
   * One line; a row has one for each further cell.
   */
  public List<String> lines() {
    String place = place(path, headings);
    return switch (kind) {
      case FACT -> List.of(fact(path, headings, key, value));
      case PROPERTY -> List.of(place + key + ": " + value);
      case ITEM -> List.of(place + "- " + value);
      case SENTENCE -> List.of(place + value);
      case ROW ->
          cells.isEmpty()
              ? List.of(place + "- " + key)
              : cells.stream()
                  .map(cell ->
                      place
                          + (key.isEmpty() ? "" : key + ": ")
                          + "- "
                          + cell.name()
                          + ": "
                          + cell.text())
                  .toList();
    };
  }

  /** The line of a fact, as {@link #lines} gives it. */
  static String fact(NotePath path, List<String> headings, String key, String value) {
    return place(path, headings) + "- " + key + ": " + value;
  }

  private static String place(NotePath path, List<String> headings) {
    return path + ": " + (headings.isEmpty() ? "" : headings.getLast() + ": ");
  }

  /** What it says, without its place and its key. */
  String said() {
    return said(value, cells);
  }

  /** A row has cells instead of a value. */
  static String said(String value, List<Cell> cells) {
    return cells.isEmpty()
        ? value
        : cells.stream()
            .map(cell -> cell.name() + ": " + cell.text())
            .collect(Collectors.joining("; "));
  }
}
