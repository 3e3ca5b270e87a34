package memagent.vault;

/**
 * Turns a text into a vector, so that texts which mean the same lie near each other. Safe for
 * several threads. A memory is searched by words and links without one.
 */
public interface Embedder extends AutoCloseable {
  /** The model and its version: vectors of two models cannot be compared. */
  String name();

  /** How many numbers a vector has, from 1. */
  int dimensions();

  /**
   * Whether it has learned what a question asks: of names and other words that it has only the
   * letters of, it makes a vector that lies near anything.
   */
  default boolean knows(String question) {
    return true;
  }

  /**
   * The vector of a text.
   *
   * @return (dimension), of length 1
   * @throws RuntimeException if it cannot be computed
   */
  float[] embed(String text);

  @Override
  void close();
}
