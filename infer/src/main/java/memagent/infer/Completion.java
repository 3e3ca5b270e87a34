package memagent.infer;

import memagent.model.FinishReason;

/**
 * A completion with its tokens, for callers that train or score.
 *
 * @param promptTokens the conversation as the model saw it
 * @param tokens as they were sampled, the one that ended the message included
 * @param text without a stop string
 */
public record Completion(
    int[] promptTokens, int[] tokens, String text, FinishReason finishReason, int cachedTokens) {}
