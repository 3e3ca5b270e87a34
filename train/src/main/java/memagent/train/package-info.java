/**
 * Teaches a model the job: SFT on the oracle's traces, then policy gradients from rollouts through
 * the real agent loop.
 *
 * <p>Start at {@link memagent.train.SftTrainer}, which shows one training step whole. The models
 * are {@link memagent.train.LlamaTransformer} and {@link memagent.train.Qwen3Transformer}, on
 * {@link memagent.train.Weights} read from the very GGUF file that is served. {@link
 * memagent.train.PolicyLoss} holds GSPO, GSPO-token, GRPO, Dr.GRPO and RLOO, each beside its
 * formula, and {@link memagent.train.Advantages} what goes into them.
 */
@NullMarked
package memagent.train;

import org.jspecify.annotations.NullMarked;
