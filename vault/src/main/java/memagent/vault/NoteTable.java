package memagent.vault;

import java.util.List;

/**
 * A table of a note.
 *
 * @param header the cells of the first row, without markup
 * @param rows the others, each as many cells as the header
 * @param line of the header, counted from 1
 * @param headings the headings above it, outermost first
 */
public record NoteTable(
    List<String> header, List<List<String>> rows, int line, List<String> headings) {
  public NoteTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    headings = List.copyOf(headings);
  }
}
