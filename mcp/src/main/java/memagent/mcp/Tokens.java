package memagent.mcp;

import java.nio.charset.StandardCharsets;

/** How many tokens a text may be for whatever model reads it: an estimate that errs upwards. */
final class Tokens {
  /*
   * English is about 4 bytes a token in the usual vocabularies, Chinese and Japanese about 3 (one
   * character), so 3 bytes a token is on the safe side for both.
   */
  private static final int BYTES_PER_TOKEN = 3;

  private Tokens() {}

  static int of(String text) {
    return (text.getBytes(StandardCharsets.UTF_8).length + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
  }

  /** The index after the longest part from {@code start} that fits, preferably at a line's end. */
  static int end(String text, int start, int tokensMax) {
    long bytes = (long) tokensMax * BYTES_PER_TOKEN;
    int at = start;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      bytes -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (bytes < 0) {
        break;
      }
      at += Character.charCount(point);
    }
    if (at >= text.length()) {
      return text.length();
    }
    int line = text.lastIndexOf('\n', at - 1) + 1;
    return line > start + (at - start) / 2 ? line : Math.max(at, start + 1);
  }
}
