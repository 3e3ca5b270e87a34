package memagent.mcp;

import java.util.List;

/** Finds notes by words. The seam for an index: whatever ranks better goes behind it. */
interface NoteSearch {

  /**
   * A note that was found.
   *
   * @param score higher is better; comparable within one search only
   * @param lines its lines that bear on the query, best first, without their markup's indent
   */
  record Hit(SeenNote note, double score, List<String> lines) {
    public Hit {
      lines = List.copyOf(lines);
    }
  }

  /** The notes that have any word of the query, best first; equal ones by path. */
  List<Hit> find(String query, List<SeenNote> notes);
}
