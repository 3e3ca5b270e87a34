package memagent.vault;

import java.util.List;

/**
 * A passage that a search found.
 *
 * @param score higher is better; comparable within one search only
 * @param via the notes whose links led to it, in order; empty when its own words were found
 * @param isByMeaning whether neither words nor links led to it, but only its vector
 */
public record SearchHit(Passage passage, double score, List<NotePath> via, boolean isByMeaning) {
  public SearchHit {
    via = List.copyOf(via);
  }

  /** One that words or links led to. */
  public SearchHit(Passage passage, double score, List<NotePath> via) {
    this(passage, score, via, false);
  }
}
