package memagent.bench;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import memagent.sandbox.MemoryTools;
import memagent.vault.SearchHit;

/**
 * What a search brings, as a model sees it.
 *
 * @param text what {@code search_memory} returns; empty where nothing was searched
 * @param lines the hits that the text shows
 */
record Hits(String text, List<Line> lines) {
  /** Of a memory that was not searched. */
  static final Hits NONE = new Hits("", List.of());

  Hits {
    lines = List.copyOf(lines);
  }

  /**
   * A hit.
   *
   * @param text after its note and heading; a row's cells are separate lines there
   */
  record Line(String path, String text, Set<String> words) {}

  static Hits of(List<SearchHit> found) {
    String text = MemoryTools.found(found);
    Set<String> shown = new HashSet<>(text.lines().toList());
    List<Line> lines =
        found.stream()
            .map(SearchHit::passage)
            .filter(passage -> shown.containsAll(passage.lines()))
            .map(passage -> {
              String line = String.join(" / ", passage.lines());
              return new Line(passage.path().value(), line, words(line));
            })
            .toList();
    return new Hits(text, lines);
  }

  private static Set<String> words(String text) {
    return Set.copyOf(Words.of(text).list());
  }

  /** Whether a reader learns that there is this note. */
  boolean names(String path) {
    return text.contains("[[" + path) || lines.stream().anyMatch(line -> line.path().equals(path));
  }

  /** The first hit that says all that this text of a note says. */
  Optional<Line> line(String path, String said) {
    Set<String> words = words(said);
    return words.isEmpty()
        ? Optional.empty()
        : lines.stream()
            .filter(line -> line.path().equals(path) && line.words().containsAll(words))
            .findFirst();
  }
}
