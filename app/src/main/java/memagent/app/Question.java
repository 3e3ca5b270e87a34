package memagent.app;

import memagent.agent.TurnLimits;

/** What a person asks, checked. */
record Question(String text) {

  /** Most characters of a question. */
  static final int CHARS_MAX = TurnLimits.DEFAULT.questionCharsMax();

  Question {
    if (text.isBlank()) {
      throw new UserException(
          ExitCode.QUESTION, "The question is empty: write what you want to know or to keep.");
    }
    if (text.length() > CHARS_MAX) {
      throw new UserException(
          ExitCode.QUESTION,
          "The question has %,d characters and at most %,d are taken: put long text into a note of the memory and ask about it."
              .formatted(text.length(), CHARS_MAX));
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isAllowed(text, i)) {
        throw new UserException(
            ExitCode.QUESTION,
            "The question holds the control character U+%04X at position %d: leave it out."
                .formatted((int) text.charAt(i), i + 1));
      }
    }
  }

  /** The question in {@code text}, without the space around it. */
  static Question of(String text) {
    return new Question(text.strip());
  }

  private static boolean isAllowed(String text, int index) {
    char character = text.charAt(index);
    if (Character.isHighSurrogate(character)) {
      return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
    }
    if (Character.isLowSurrogate(character)) {
      return index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    }
    return character == '\n'
        || character == '\r'
        || character == '\t'
        || !Character.isISOControl(character);
  }
}
