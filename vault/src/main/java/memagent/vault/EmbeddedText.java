package memagent.vault;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a vector is made of: a passage below its headings, if it is in letters that a model knows.
 */
final class EmbeddedText {
  private static final int CHARS_MAX = 1_000;

  /** Of a hundred letters: a name in its own script between Latin ones does no harm. */
  private static final int OTHER_SCRIPT_PERCENT_MAX = 10;

  private static final int HASH_BYTES = 16;

  private EmbeddedText() {}

  /** Of a passage; empty where it has no text that can be embedded. */
  static Optional<String> of(Passage passage) {
    List<String> parts = new ArrayList<>();
    List<String> headings = passage.headings();
    if (headings.isEmpty()) {
      parts.add(WordAnalyzer.prepared(passage.path().stem()).replace('-', ' '));
    } else {
      parts.add(headings.getFirst());
      if (headings.size() > 1) {
        parts.add(headings.getLast());
      }
    }
    if (!passage.key().isBlank()) {
      parts.add(NoteDocuments.plain(passage.key()));
    }
    parts.add(NoteDocuments.plain(passage.said()));
    return of(String.join(": ", parts));
  }

  /** Of a question; empty where it has no words, or is in another script than Latin. */
  static Optional<String> of(String text) {
    String cut = text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX);
    long letters = cut.codePoints().filter(Character::isLetter).count();
    long others =
        cut.codePoints()
            .filter(Character::isLetter)
            .filter(c -> Character.UnicodeScript.of(c) != Character.UnicodeScript.LATIN)
            .count();
    return letters > 0 && others * 100 <= letters * OTHER_SCRIPT_PERCENT_MAX
        ? Optional.of(cut.strip())
        : Optional.empty();
  }

  /** Tells texts apart: the first 16 bytes of the SHA-256, in hexadecimal. */
  static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
