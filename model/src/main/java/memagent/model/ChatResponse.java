package memagent.model;

/**
 * What a model answered.
 *
 * @param text without the stop string that ended it
 */
public record ChatResponse(String text, TokenUsage usage, FinishReason finishReason) {}
