package memagent.agent;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import memagent.model.ChatMessage;

/**
 * Whether a message asks for a change of the memory, since a small model now and then takes a
 * question for an order: "I would be lost without Ivo's phone number" and the number is taken out.
 *
 * <p>Logistic regression over the words, pairs and triples of words of a message, each hashed to
 * one of 2^16 weights (Weinberger et al. 2009, arXiv:0902.2206), learned from the lessons and
 * training worlds ({@code runs/intent_fit.py}). Of 1,313 messages of memories that it was not
 * trained on and that ask for a change it takes 2 for others, and it knows 3,613 of 5,058 that do
 * not ask for any.
 */
final class ChangeIntent {
  private static final String FILE = "change-intent.bin";
  private static final int BITS = 16;
  private static final int WORDS_MAX = 60;
  private static final int RUN_WORDS_MAX = 3;
  private static final double PROBABILITY_MIN = 0.005;

  /** Signs of scripts without spaces. */
  private static final String SIGNS = "\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff";

  /** Each such sign is a word, and so are marks. */
  private static final Pattern WORD =
      Pattern.compile("[" + SIGNS + "]|[\\p{L}\\p{N}&&[^" + SIGNS + "]]+|[?!.,:？！。、]");

  private static final Pattern CHANGES =
      Pattern.compile("\\b(?:update_file|create_file|delete_file|set_fact|add_link)\\s*\\(");

  private final float step;
  private final float constant;
  private final byte[] weights;

  private static final class Own {
    static final ChangeIntent INTENT = OwnFile.read(FILE, ChangeIntent::new);
  }

  private ChangeIntent(DataInputStream in) throws IOException {
    step = in.readFloat();
    constant = in.readFloat();
    weights = new byte[1 << BITS];
    in.readFully(weights);
  }

  /** Whether a block calls a function that changes notes. */
  static boolean changes(String code) {
    return CHANGES.matcher(code).find();
  }

  /**
   * Whether it is as good as certain that a message asks for no change. One that answers a question
   * of the agent may be a bare value, and one with a word such as "replace" an order in the form of
   * a question: neither is ever certain.
   *
   * @param earlier the conversation before it
   */
  static boolean isMissing(String message, List<ChatMessage> earlier) {
    boolean answers = !earlier.isEmpty() && Astray.asks(earlier.getLast().text());
    return !answers && probability(message) < PROBABILITY_MIN && !Mandate.speaksOfChange(message);
  }

  /** How likely it is that a message asks for a change, by its words alone. */
  static double probability(String message) {
    ChangeIntent intent = Own.INTENT;
    int sum = features(message).stream().map(feature -> intent.weights[feature]).sum();
    return 1 / (1 + Math.exp(-(sum * intent.step + intent.constant)));
  }

  private static BitSet features(String message) {
    String text = Normalizer.normalize(message, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    words.add("^");
    WORD.matcher(text).results().map(MatchResult::group).limit(WORDS_MAX).forEach(words::add);
    words.add("$");
    BitSet features = new BitSet(1 << BITS);
    for (int count = 1; count <= RUN_WORDS_MAX; count++) {
      for (int i = 0; i + count <= words.size(); i++) {
        CRC32 hash = new CRC32();
        hash.update(String.join(" ", words.subList(i, i + count)).getBytes(StandardCharsets.UTF_8));
        features.set((int) (hash.getValue() % (1 << BITS)));
      }
    }
    return features;
  }
}
