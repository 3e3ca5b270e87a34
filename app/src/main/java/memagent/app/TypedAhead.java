package memagent.app;

import java.util.Optional;

/** What a person types while an answer is being made. From several threads. */
final class TypedAhead {
  private static final int CHARS_MAX = 100_000;
  private static final int KEY_BACKSPACE = '\b';
  private static final int KEY_DELETE = 127;

  private final StringBuilder text = new StringBuilder();

  /** Takes a key; control keys other than Enter and Backspace are dropped. */
  synchronized void key(int key) {
    switch (key) {
      case '\r', '\n' -> append('\n');
      case KEY_BACKSPACE, KEY_DELETE -> {
        int last = text.length() - 1;
        if (last >= 0 && text.charAt(last) != '\n') {
          text.setLength(text.offsetByCodePoints(last + 1, -1));
        }
      }
      default -> {
        if (key >= ' ') {
          append((char) key);
        }
      }
    }
  }

  private void append(char key) {
    if (text.length() < CHARS_MAX) {
      text.append(key);
    }
  }

  /** Takes the first line that was entered and is not blank, if there is one. */
  synchronized Optional<String> line() {
    while (true) {
      int end = text.indexOf("\n");
      if (end < 0) {
        return Optional.empty();
      }
      String line = text.substring(0, end);
      text.delete(0, end + 1);
      if (!line.isBlank()) {
        return Optional.of(line);
      }
    }
  }

  /** Takes what was typed and not entered. */
  synchronized String rest() {
    String rest = text.toString();
    text.setLength(0);
    return rest;
  }

  /** Forgets everything. */
  synchronized void clear() {
    text.setLength(0);
  }
}
