package memagent.vault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An embedding model of a few words: each word is a direction, and words that mean the same are the
 * same direction. Keeps what it was asked.
 */
final class TinyEmbedder implements Embedder {
  private static final int DIMENSIONS = 512;
  private static final Map<String, String> SAME =
      Map.of(
          "physician", "doctor",
          "automobile", "car",
          "spouse", "wife",
          "pastime", "hobby",
          "treats", "doctor",
          "vehicle", "car");

  private final String name;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean isClosed;

  TinyEmbedder() {
    this("tiny 1");
  }

  TinyEmbedder(String name) {
    this.name = name;
  }

  /** The texts so far. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  void forget() {
    asked.clear();
  }

  boolean isClosed() {
    return isClosed;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }

  @Override
  public boolean knows(String question) {
    return !question.contains("zyxwv");
  }

  @Override
  public float[] embed(String text) {
    asked.add(text);
    float[] vector = new float[DIMENSIONS]; // (dimension)
    for (String word : List.of(text.toLowerCase(Locale.ROOT).split("\\P{L}+", -1))) {
      if (word.length() > 2) {
        int hash = SAME.getOrDefault(word, word).hashCode();
        vector[Math.floorMod(hash * 31 + (hash >>> 7), DIMENSIONS)] += 1;
      }
    }
    double squares = 0;
    for (float value : vector) {
      squares += value * value;
    }
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = squares == 0 ? 0 : (float) (vector[i] / Math.sqrt(squares));
    }
    return vector;
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
