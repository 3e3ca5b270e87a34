/**
 * What a chat model is, and the ones that need no weights.
 *
 * <p>Start at {@link memagent.model.ChatModel}: a {@link memagent.model.ChatRequest} goes in, text
 * streams out through a {@link memagent.model.TextListener}, and a {@link
 * memagent.model.ChatResponse} says how it ended. {@link memagent.model.ScriptedChatModel} answers
 * from a list, {@link memagent.model.RecordingChatModel} keeps what another model answered, {@link
 * memagent.model.ReplayChatModel} says it again, and {@link memagent.model.OpenAiChatModel} asks
 * any OpenAI-compatible endpoint. The local model lives in module {@code infer}; {@link
 * memagent.model.StopScanner} is what any model cuts its text with.
 */
@NullMarked
package memagent.model;

import org.jspecify.annotations.NullMarked;
