/**
 * A chat model that runs inside the process: a GGUF file through llama.cpp.
 *
 * <p>Start at {@link memagent.infer.LlamaChatModel}: {@code load} takes {@link
 * memagent.infer.LlamaSettings}, looks at the file with {@link memagent.infer.GgufFile} before
 * native code sees it, and {@code chat} renders the conversation ({@code ChatTemplate}), keeps what
 * the KV cache already holds ({@code PrefixCache}, {@code StateFolder}), and draws tokens ({@code
 * TokenChooser}, {@code GrammarCheck}, {@code PromptLookup}) until the text ends ({@code
 * TextAssembler}). {@link memagent.infer.LlamaSlots} runs many conversations side by side for
 * rollouts and benchmarks. Everything native stands in {@code LlamaLibrary} (functions), {@code
 * LlamaStructs} (layouts, checked at load), {@code NativeModel} and {@code NativeContext} (owners,
 * with a guard before each call that would end the JVM). {@link memagent.infer.GgufWriter} writes
 * models and adapters, {@link memagent.infer.MergedModel} adds an adapter into a model's weights,
 * and {@link memagent.infer.MergedFile} keeps the result on this machine.
 */
@NullMarked
package memagent.infer;

import org.jspecify.annotations.NullMarked;
