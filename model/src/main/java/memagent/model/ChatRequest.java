package memagent.model;

import java.util.List;
import java.util.Optional;

/**
 * A conversation to be continued.
 *
 * @param messages oldest first; the last one is a {@link ChatMessage.User} message
 * @param stops the text ends before the first of these; none of them is empty
 * @param completionTokensMax most tokens to generate, 1 or more
 * @param grammar GBNF text with a rule {@code root} that the completion must follow, where the
 *     model can hold to one; models that cannot ignore it
 */
public record ChatRequest(
    List<ChatMessage> messages,
    SamplingParameters sampling,
    List<String> stops,
    int completionTokensMax,
    Optional<String> grammar) {

  public ChatRequest {
    messages = List.copyOf(messages);
    stops = List.copyOf(stops);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("A chat request needs at least one message.");
    }
    if (stops.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("A stop string is empty; it must have a character.");
    }
    if (completionTokensMax < 1) {
      throw new IllegalArgumentException(
          "completionTokensMax is " + completionTokensMax + "; it must be 1 or more.");
    }
  }
}
