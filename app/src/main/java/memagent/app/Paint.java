package memagent.app;

import java.util.Optional;

/**
 * Colours for a terminal, or none.
 *
 * @param isColoured whether escape sequences are written at all
 */
record Paint(boolean isColoured) {

  /** How a piece of text looks. */
  enum Look {
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    BLUE("34"),
    CYAN("36");

    private final String code;

    Look(String code) {
      this.code = code;
    }
  }

  /** When colours are used. */
  enum When {
    auto,
    always,
    never
  }

  /*
   * https://no-color.org: "when present and not an empty string (regardless of its value), prevents
   * the addition of ANSI color". The flag is stronger, as that page asks for.
   */
  static Paint of(When when, Surroundings surroundings) {
    return new Paint(
        switch (when) {
          case always -> true;
          case never -> false;
          case auto ->
              surroundings.isTerminal()
                  && surroundings.variable("NO_COLOR").isEmpty()
                  && !surroundings.variable("TERM").equals(Optional.of("dumb"));
        });
  }

  /** The text in this look; line ends reset it, so that no line leaks into the next one. */
  String of(Look look, String text) {
    return isColoured && !text.isEmpty() ? "\u001b[" + look.code + "m" + text + "\u001b[0m" : text;
  }

  /**
   * The text without anything that a terminal would obey: escape sequences in a note or a reply
   * must not move the cursor, set the title or answer back.
   */
  static String harmless(String text) {
    StringBuilder builder = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> c != '\r')
        .map(c -> c == '\n' || c == '\t' || !isObeyed(c) ? c : 0xFFFD)
        .forEach(builder::appendCodePoint);
    return builder.toString();
  }

  /* Control characters, and the ones that turn the direction of text around (Trojan Source). */
  private static boolean isObeyed(int c) {
    return Character.isISOControl(c)
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /** The first line of the text, cut to a number of characters with a mark. */
  static String firstLine(String text, int charsMax) {
    String line = harmless(text).strip().lines().findFirst().orElse("").replace('\t', ' ');
    if (line.codePointCount(0, line.length()) <= charsMax) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, Math.max(0, charsMax - 1))) + "…";
  }
}
