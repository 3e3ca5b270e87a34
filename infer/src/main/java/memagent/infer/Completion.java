package memagent.infer;

import java.util.List;
import memagent.model.ChatResponse;
import memagent.model.FinishReason;
import memagent.model.TokenUsage;

/**
 * A completion with its tokens, for callers that train or score.
 *
 * @param promptTokens the conversation as the model saw it
 * @param tokens as they were sampled, the one that ended the message included
 * @param text without a stop string
 */
public record Completion(
    List<Integer> promptTokens,
    List<Integer> tokens,
    String text,
    FinishReason finishReason,
    int cachedTokens) {

  public Completion {
    promptTokens = List.copyOf(promptTokens);
    tokens = List.copyOf(tokens);
  }

  /** The same as a chat model answers. */
  public ChatResponse response() {
    return new ChatResponse(
        text, new TokenUsage(promptTokens.size(), cachedTokens, tokens.size()), finishReason);
  }

  static Completion cancelled() {
    return new Completion(List.of(), List.of(), "", FinishReason.CANCELLED, 0);
  }
}
