/**
 * What a chat model is, and the ones that need no weights.
 *
 * <p>Start at {@link memagent.model.ChatModel}: a {@link memagent.model.ChatRequest} goes in, text
 * streams out through a {@link memagent.model.TextListener}, and a {@link
 * memagent.model.ChatResponse} says how it ended. {@link memagent.model.ScriptedChatModel} answers
 * from a list, {@link memagent.model.ReplayChatModel} from a recorded trajectory, and {@link
 * memagent.model.OpenAiChatModel} asks any OpenAI-compatible endpoint. The local model lives in
 * module {@code infer}.
 */
@NullMarked
package memagent.model;

import org.jspecify.annotations.NullMarked;
