package memagent.mcp;

import java.util.List;
import java.util.Map;
import memagent.vault.Note;
import memagent.vault.NotePath;
import memagent.vault.Outside;

/**
 * A note as one client may see it, with its words counted.
 *
 * @param note parsed from the text that the client may see
 * @param bytes of its file
 * @param changedMillis when its file was last written
 * @param names title, file name and aliases as terms
 * @param lines the text's lines
 * @param lineTerms the terms of each line
 * @param counts how often each term occurs
 * @param length number of terms
 */
record SeenNote(
    Note note,
    long bytes,
    long changedMillis,
    List<String> names,
    List<String> lines,
    List<List<String>> lineTerms,
    Map<String, Integer> counts,
    int length) {
  SeenNote {
    names = List.copyOf(names);
    lines = List.copyOf(lines);
    lineTerms = List.copyOf(lineTerms);
    counts = Map.copyOf(counts);
  }

  static SeenNote of(Note note, long bytes, long changedMillis) {
    List<String> lines = note.text().lines().toList();
    List<List<String>> lineTerms = lines.stream().map(Terms::of).toList();
    Map<String, Integer> counts = new java.util.HashMap<>();
    lineTerms.forEach(terms -> terms.forEach(term -> counts.merge(term, 1, Integer::sum)));
    StringBuilder names = new StringBuilder(note.title()).append('\n').append(note.path().stem());
    note.aliases().forEach(alias -> names.append('\n').append(alias));
    int length = lineTerms.stream().mapToInt(List::size).sum();
    return new SeenNote(
        note, bytes, changedMillis, Terms.of(names.toString()), lines, lineTerms, counts, length);
  }

  NotePath path() {
    return note.path();
  }

  /** Whether it came from outside. */
  boolean isOutside() {
    return Outside.isMarked(path(), note.text());
  }

  /** What to call it: the title. */
  String title() {
    return note.title();
  }

  /** Its address in the protocol. */
  String uri() {
    return NoteUris.of(path());
  }
}
