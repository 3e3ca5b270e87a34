package memagent.agent;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.vault.SecretPolicy;

/**
 * What a person asked.
 *
 * @param text without the filter
 * @param filter what stood between {@code <filter>} and {@code </filter>}; empty for none
 */
record Question(String text, String filter) {
  private static final Pattern FILTER = Pattern.compile("(?is)<filters?>(.*?)(?:</filters?>|\\z)");
  private static final int SHOWN_CHARS_MAX = 40;

  /** Takes the filters out of the text. */
  static Question of(String asked) {
    StringBuilder filters = new StringBuilder();
    Matcher filter = FILTER.matcher(asked);
    while (filter.find()) {
      filters.append(filters.isEmpty() ? "" : "\n").append(filter.group(1).strip());
    }
    return new Question(FILTER.matcher(asked).replaceAll("").strip(), filters.toString());
  }

  /** The same question without its secrets, whose words a first look would repeat. */
  Question masked(SecretPolicy secrets) {
    return new Question(secrets.masked(text), filter);
  }

  /** Why a question cannot be taken: one sentence; empty if it can. */
  static Optional<String> refusal(String asked, TurnLimits limits) {
    if (asked.length() > limits.questionCharsMax()) {
      return Optional.of(
          "The question has "
              + asked.length()
              + " characters; at most "
              + limits.questionCharsMax()
              + " are taken (questionCharsMax): shorten it, or put long text into a note and ask"
              + " about that.");
    }
    if (of(asked).text().isBlank()) {
      return Optional.of("The question is empty: type some words.");
    }
    int control = control(asked);
    if (control >= 0) {
      return Optional.of(
          "The question has the control character U+%04X at position %d: remove it."
              .formatted((int) asked.charAt(control), control + 1));
    }
    return Optional.empty();
  }

  private static int control(String asked) {
    for (int i = 0; i < asked.length(); i++) {
      char c = asked.charAt(i);
      boolean lone =
          Character.isSurrogate(c)
              && !(Character.isHighSurrogate(c)
                  ? i + 1 < asked.length() && Character.isLowSurrogate(asked.charAt(i + 1))
                  : i > 0 && Character.isHighSurrogate(asked.charAt(i - 1)));
      if ((Character.isISOControl(c) && c != '\n' && c != '\t' && c != '\r') || lone) {
        return i;
      }
    }
    return -1;
  }

  /** A text that is safe to show in a message: short, and without control characters. */
  static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= SHOWN_CHARS_MAX ? plain : plain.substring(0, SHOWN_CHARS_MAX) + "...";
  }
}
