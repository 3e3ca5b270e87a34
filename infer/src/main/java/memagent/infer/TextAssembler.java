package memagent.infer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import memagent.model.TextListener;

/**
 * Joins the bytes of tokens into text, and hands it on as soon as it is certain: a character whose
 * bytes are not all there waits, and so does an end that may become a stop string.
 */
final class TextAssembler {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final List<String> stops;
  private final TextListener listener;
  private final StringBuilder text = new StringBuilder();
  private ByteBuffer pending = ByteBuffer.allocate(64).limit(0);
  private int told;
  private boolean stopped;

  TextAssembler(List<String> stops, TextListener listener) {
    this.stops = stops;
    this.listener = listener;
  }

  /**
   * Takes the next token's bytes.
   *
   * @return true once a stop string was met; the text ends before it, and nothing more is taken
   */
  boolean add(byte[] bytes) {
    if (stopped) {
      return true;
    }
    decode(bytes, false);
    return tell(false);
  }

  /** Hands on what was held back. */
  void finish() {
    if (!stopped) {
      decode(new byte[0], true);
      tell(true);
    }
  }

  /** The text so far, without a stop string, and after {@link #finish} all of it. */
  String text() {
    return text.substring(0, told);
  }

  private void decode(byte[] bytes, boolean last) {
    ByteBuffer input = ByteBuffer.allocate(pending.remaining() + bytes.length);
    input.put(pending).put(bytes).flip();
    CharBuffer output = CharBuffer.allocate(input.remaining() + 2);
    decoder.decode(input, output, last);
    if (last) {
      decoder.flush(output);
    }
    text.append(output.flip());
    pending = input;
  }

  private boolean tell(boolean last) {
    int end = text.length();
    for (String stop : stops) {
      int at = text.indexOf(stop, told);
      if (at >= 0 && at < end) {
        end = at;
        stopped = true;
      }
    }
    if (!stopped && !last) {
      end -= heldBack();
      if (end > told && Character.isHighSurrogate(text.charAt(end - 1))) {
        end--;
      }
    }
    if (end > told) {
      String piece = text.substring(told, end);
      told = end;
      listener.onText(piece);
    }
    return stopped;
  }

  /** The length of the longest end of the text, not yet told, with which a stop string begins. */
  private int heldBack() {
    int longest = 0;
    for (String stop : stops) {
      int most = Math.min(stop.length() - 1, text.length() - told);
      for (int length = most; length > longest; length--) {
        if (stop.regionMatches(0, text.substring(text.length() - length), 0, length)) {
          longest = length;
          break;
        }
      }
    }
    return longest;
  }
}
