package memagent.vault;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The bytes of a file as text. A byte order mark belongs to the file and not to the text: it is
 * hidden from readers and kept by writers. Line ends stay as they are.
 *
 * @param marked whether a byte order mark stands in front
 * @param text what follows it
 */
record NoteText(boolean marked, String text) {
  private static final char MARK = '\ufeff';

  /** The text, or empty when the bytes are no UTF-8 or hold a NUL, as no text file does. */
  static Optional<NoteText> decode(byte[] bytes) {
    String all;
    try {
      all =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
    if (all.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    boolean marked = !all.isEmpty() && all.charAt(0) == MARK;
    return Optional.of(new NoteText(marked, marked ? all.substring(1) : all));
  }

  /**
   * The bytes of a new text in the same file.
   *
   * @throws VaultException for a NUL or half a surrogate pair, which no text file can hold
   */
  byte[] encode(NotePath path, String newText) {
    String all = marked && !newText.startsWith(String.valueOf(MARK)) ? MARK + newText : newText;
    if (all.indexOf('\0') >= 0) {
      throw new VaultException(
          "The text for %s holds a NUL character, which no note may hold; remove it."
              .formatted(path));
    }
    try {
      ByteBuffer bytes =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(all));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException halfPair) {
      throw new VaultException(
          "The text for %s holds half a surrogate pair, which is no character; remove it."
              .formatted(path),
          halfPair);
    }
  }
}
