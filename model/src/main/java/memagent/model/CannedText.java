package memagent.model;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Streams a text that is known beforehand as a model would: piece by piece, up to a stop string,
 * the token limit or a cancellation. A token is a word with the white space before it.
 */
final class CannedText {
  private static final Pattern TOKEN = Pattern.compile("\\s*\\S+|\\s+");

  private CannedText() {}

  static ChatResponse stream(
      String text, ChatRequest request, TextListener listener, Cancellation cancellation) {
    StopScanner scanner = new StopScanner(request.stops());
    StringBuilder said = new StringBuilder();
    int tokens = 0;
    FinishReason reason = FinishReason.STOP;
    Matcher token = TOKEN.matcher(text);
    while (!scanner.stopped() && token.find()) {
      if (cancellation.isCancelled() || tokens == request.completionTokensMax()) {
        reason = cancellation.isCancelled() ? FinishReason.CANCELLED : FinishReason.LENGTH;
        break;
      }
      tokens++;
      say(scanner.accept(token.group()), said, listener);
    }
    if (cancellation.isCancelled()) {
      reason = FinishReason.CANCELLED;
    }
    say(scanner.finish(), said, listener);
    int promptTokens = request.messages().stream().mapToInt(m -> tokenCount(m.text())).sum();
    return new ChatResponse(said.toString(), new TokenUsage(promptTokens, 0, tokens), reason);
  }

  private static void say(String piece, StringBuilder said, TextListener listener) {
    if (!piece.isEmpty()) {
      said.append(piece);
      listener.onText(piece);
    }
  }

  /* As many as TOKEN finds; a conversation is counted anew at each turn. */
  static int tokenCount(String text) {
    int count = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isSpace = c == ' ' || (c >= '\t' && c <= '\r');
      count += !isSpace && !inWord ? 1 : 0;
      inWord = !isSpace;
    }
    return text.isEmpty() || inWord ? count : count + 1; // white space at the end is one too
  }

  /** Where two conversations differ first, in words; they must differ. */
  static String firstDifference(List<ChatMessage> expected, List<ChatMessage> actual) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      if (!expected.get(i).equals(actual.get(i))) {
        return "message %d is %s and was recorded as %s"
            .formatted(i + 1, excerpt(actual.get(i)), excerpt(expected.get(i)));
      }
    }
    return "it has %d messages and was recorded with %d".formatted(actual.size(), expected.size());
  }

  private static String excerpt(ChatMessage message) {
    String text = message.toString();
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }
}
