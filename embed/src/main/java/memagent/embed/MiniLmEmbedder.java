package memagent.embed;

import java.io.IOException;
import memagent.vault.Embedder;

/**
 * all-MiniLM-L6-v2 (Wang et al., "MiniLM", 2020, trained for sentences by Reimers and Gurevych,
 * "Sentence-BERT", 2019), with weights of 8 bits. English; other languages are noise to it.
 */
public final class MiniLmEmbedder implements Embedder {
  private static final String NAME = "all-minilm-l6-v2-q 1";
  private static final int DIMENSIONS = 384;

  private final WordPieces words;
  private final OnnxSession session;

  private MiniLmEmbedder(WordPieces words, OnnxSession session) {
    this.words = words;
    this.session = session;
  }

  /**
   * Loads the model.
   *
   * @throws EmbedException if it is not there whole, or cannot be loaded
   */
  public static MiniLmEmbedder load(EmbeddingParts parts) {
    try {
      OnnxRuntime runtime = OnnxRuntime.load(parts.library());
      WordPieces words = WordPieces.of(parts.vocabulary());
      return new MiniLmEmbedder(words, OnnxSession.load(runtime, parts.model()));
    } catch (IOException e) {
      throw new EmbedException(
          "The embedding model in %s cannot be read (%s): run `mem embedding on` again."
              .formatted(parts.folder(), e.getMessage()),
          e);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }

  @Override
  public boolean knows(String question) {
    return words.hasKnownWord(question);
  }

  /*
   * The mean of the vectors of all tokens, at length 1 (Reimers and Gurevych, section 3). One text
   * at a time: the 8 bits are scaled by what is computed together, so that a text's vector would
   * depend on its neighbours.
   */
  @Override
  public float[] embed(String text) {
    float[] all = session.run(words.ids(text), DIMENSIONS); // (token, dimension)
    float[] mean = new float[DIMENSIONS]; // (dimension)
    for (int i = 0; i < all.length; i++) {
      mean[i % DIMENSIONS] += all[i];
    }
    double squares = 0;
    for (float value : mean) {
      squares += (double) value * value;
    }
    float length = (float) Math.sqrt(squares);
    for (int i = 0; i < DIMENSIONS; i++) {
      mean[i] = length == 0 ? 0 : mean[i] / length;
    }
    return mean;
  }

  @Override
  public void close() {
    session.close();
  }
}
