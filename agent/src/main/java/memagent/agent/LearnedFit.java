package memagent.agent;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How well a line fits a question by what their words mean: "who fixes our heating" finds the
 * plumber. Each word has two vectors, one as a question's and one as a line's. Of each word of the
 * question the best word of the line counts (late interaction: ColBERT, arXiv:2004.12832, equation
 * 3), and the sum stands beside what {@link Recall} counts by itself.
 *
 * <p>The vectors begin as the base model's own embeddings and as what a sentence model makes of
 * each word, and were trained on the lessons and training worlds, whose evidence says which lines
 * are right ({@code runs/line_fit.py}). Nothing of it is a language model: a question costs some
 * milliseconds.
 */
final class LearnedFit {
  private static final String FILE = "line-fit.bin";
  private static final int QUESTION_WORDS_MAX = 48;
  private static final int LINE_WORDS_MAX = 40;
  private static final int AROUND_WORDS_MAX = 12;
  private static final int NUMBER_DIGITS_MAX = 6;
  private static final double SCORE_LEAST = 0.02;
  private static final double WORDS_SCALE = 20;
  private static final double FITS_MIN = 1.5;

  private final String[] words; // sorted; the first is none
  private final byte[] asked; // (words, size)
  private final byte[] told; // (words, size)
  private final int size;
  private final float scale; // of a product of two bytes
  private final float bias;
  private final float aroundWeight;
  private final float[] weights; // of log score, fit, relevance, length; then the constant

  private static final class Own {
    static final LearnedFit FIT = OwnFile.read(FILE, LearnedFit::new);
  }

  private LearnedFit(DataInputStream in) throws IOException {
    int count = in.readInt();
    size = in.readInt();
    scale = in.readFloat();
    bias = in.readFloat();
    aroundWeight = in.readFloat();
    weights = new float[5];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = in.readFloat();
    }
    byte[] text = new byte[in.readInt()];
    in.readFully(text);
    words = new String(text, StandardCharsets.UTF_8).split("\n", -1);
    if (words.length != count) {
      throw new IOException(words.length + " words instead of " + count);
    }
    asked = new byte[count * size];
    in.readFully(asked);
    told = new byte[count * size];
    in.readFully(told);
  }

  /** The words of a line, and of what it stands under. */
  static WordIds line(String raw, String around) {
    return new WordIds(Own.FIT.ids(raw, LINE_WORDS_MAX), Own.FIT.ids(around, AROUND_WORDS_MAX));
  }

  /** A question, to compare lines with. */
  static Question question(String text) {
    return Own.FIT.new Question(Own.FIT.ids(text, QUESTION_WORDS_MAX));
  }

  private char[] ids(String text, int max) {
    List<String> found = words(text);
    char[] ids = new char[Math.min(max, found.size())];
    for (int i = 0; i < ids.length; i++) {
      int at = Arrays.binarySearch(words, found.get(i));
      ids[i] = at < 0 ? 0 : (char) at;
    }
    return ids;
  }

  /**
   * The words of a text as the vectors know them: in their comparable form, scripts without spaces
   * sign by sign, numbers by how long they are ({@code #4}).
   */
  static List<String> words(String text) {
    List<String> found = new ArrayList<>();
    for (Words.Token token : Words.tokens(text)) {
      String word = token.text();
      if (word.isEmpty()) {
        continue; // an accent alone
      }
      if (Character.isDigit(word.codePointAt(0))) {
        found.add("#" + Math.min(word.length(), NUMBER_DIGITS_MAX));
      } else {
        addRuns(word, found);
      }
    }
    return found;
  }

  private static void addRuns(String word, List<String> found) {
    int start = 0;
    for (int i = 0; i <= word.length(); i++) {
      boolean sign = i < word.length() && isSign(word.charAt(i));
      if ((sign || i == word.length()) && start < i) {
        found.add(word.substring(start, i));
      }
      if (sign) {
        found.add(word.substring(i, i + 1));
        start = i + 1;
      }
    }
  }

  private static boolean isSign(char c) {
    return (c >= 0x3040 && c <= 0x30ff)
        || (c >= 0x3400 && c <= 0x9fff)
        || (c >= 0xf900 && c <= 0xfaff);
  }

  /** A question's words, and how near each word of the lines is to them. */
  final class Question {
    private final char[] ids;
    private final Map<Character, float[]> near = new HashMap<>(); // (question's words)

    private Question(char[] ids) {
      this.ids = ids;
    }

    /** How well a line fits by its words' meaning, from 0 on. */
    double fit(WordIds line) {
      float[] best = new float[ids.length];
      for (int i = 0; i < line.ownCount(); i++) {
        raise(best, line.own(i), 1);
      }
      for (int i = 0; i < line.aroundCount(); i++) {
        raise(best, line.around(i), aroundWeight);
      }
      double sum = 0;
      for (float one : best) {
        sum += one;
      }
      return sum;
    }

    private void raise(float[] best, char word, float weight) {
      if (word == 0) {
        return;
      }
      float[] all = near.computeIfAbsent(word, this::near);
      for (int i = 0; i < best.length; i++) {
        best[i] = Math.max(best[i], all[i] * weight);
      }
    }

    private float[] near(char word) {
      float[] all = new float[ids.length];
      for (int i = 0; i < ids.length; i++) {
        int dot = 0;
        for (int k = 0; k < size; k++) {
          dot += asked[ids[i] * size + k] * told[word * size + k];
        }
        all[i] = ids[i] == 0 ? 0 : Math.max(0, dot * scale + bias);
      }
      return all;
    }

    /** Whether the meaning alone says that a line bears on the question. */
    boolean fits(double fit) {
      return fit >= FITS_MIN;
    }

    /**
     * What to order lines by.
     *
     * @param score what {@link Recall} gives a line
     * @param fits whether a word of the question is in it
     * @param relevance of its note
     * @param fit of its words' meaning
     */
    double rank(double score, boolean fits, double relevance, WordIds line, double fit) {
      return weights[0] * Math.log(score + SCORE_LEAST)
          + (fits ? weights[1] : 0)
          + weights[2] * relevance
          + weights[3] * line.ownCount() / WORDS_SCALE
          + weights[4]
          + fit;
    }
  }
}
