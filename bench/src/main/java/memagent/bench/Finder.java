package memagent.bench;

import java.util.List;

/** Finds texts for a question without a model. */
@FunctionalInterface
public interface Finder {

  /**
   * The best texts first.
   *
   * @param countMax at most so many
   * @return their indexes; none where no text fits
   */
  List<Integer> find(String question, int countMax);

  /** Makes a finder over texts. */
  @FunctionalInterface
  interface Maker {
    Finder over(List<String> texts);
  }
}
