package memagent.vault;

import java.util.List;

/**
 * A passage that a search found.
 *
 * @param score higher is better; comparable within one search only
 * @param via the notes whose links led to it, in order; empty when its own words were found
 */
public record SearchHit(Passage passage, double score, List<NotePath> via) {
  public SearchHit {
    via = List.copyOf(via);
  }
}
