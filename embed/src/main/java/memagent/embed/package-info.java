/**
 * The optional embedding model of the search: all-MiniLM-L6-v2, computed by ONNX Runtime inside the
 * process. Nothing of it is there before a person fetches it with {@code mem embedding on}.
 *
 * <p>Start at {@link memagent.embed.EmbeddingParts}, the folder with the two files and the words of
 * the model, and how the two packages become it. {@link memagent.embed.MiniLmEmbedder} is the
 * {@link memagent.vault.Embedder} over them: {@code WordPieces} cuts a text into the model's
 * tokens, {@code OnnxSession} runs the network, and {@code OnnxRuntime} is the native library
 * behind it.
 */
@NullMarked
package memagent.embed;

import org.jspecify.annotations.NullMarked;
