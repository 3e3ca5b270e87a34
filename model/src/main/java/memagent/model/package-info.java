/**
 * What a chat model is, and the ones that need no weights.
 *
 * <p>Start at {@link memagent.model.ChatModel}: a {@link memagent.model.ChatRequest} goes in, text
 * streams out through a {@link memagent.model.TextListener}, and a {@link
 * memagent.model.ChatResponse} says how it ended. The local model lives in module {@code infer}.
 */
@NullMarked
package memagent.model;

import org.jspecify.annotations.NullMarked;
