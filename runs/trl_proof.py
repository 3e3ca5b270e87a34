"""Two GSPO steps of TRL on the CPU, a tiny random Qwen3 against `./mem env serve`: the proof that the plug fits.

    python runs/trl_proof.py PORT    needs trl, transformers, torch from PyPI (docs/experiments.md)

A random model is never right, and its episodes earn nearly the same; a second, made-up reward (how
many different tokens were said) gives its groups the differences that a gradient needs.
"""

import sys
import tempfile

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM
from trl import GRPOConfig, GRPOTrainer

from trl_rollout import dataset, episode_reward, rollouts

STEPS, GROUP = 2, 4


def tokenizer():
    """Bytes and ChatML's control tokens: nothing is downloaded."""
    inner = Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    inner.train_from_iterator(
        ["<think>Look.</think>\n<python>\nuser = read_file(\"user.md\")\n</python>\n<reply></reply>"] * 4,
        trainers.BpeTrainer(vocab_size=400, special_tokens=special,
                            initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return PreTrainedTokenizerFast(tokenizer_object=inner, eos_token="<|im_end|>", pad_token="<|endoftext|>")


def variety(completion_ids, **_):
    return [len(set(ids)) / 400 for ids in completion_ids]


def main():
    url = f"http://localhost:{sys.argv[1]}"
    torch.manual_seed(1)
    words = tokenizer()
    model = Qwen3ForCausalLM(Qwen3Config(
        vocab_size=len(words), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, head_dim=8, max_position_embeddings=8192,
        tie_word_embeddings=True, eos_token_id=words.eos_token_id, pad_token_id=words.pad_token_id))
    before = {name: value.clone() for name, value in model.state_dict().items()}
    with tempfile.TemporaryDirectory() as out:
        trainer = GRPOTrainer(
            model=model, processing_class=words, train_dataset=dataset(url, 8),
            reward_funcs=[episode_reward, variety],
            rollout_func=rollouts(url, turns_max=4, turn_tokens_max=24),
            args=GRPOConfig(
                output_dir=out, use_cpu=True, bf16=False, max_steps=STEPS, learning_rate=1e-3,
                per_device_train_batch_size=2 * GROUP, num_generations=GROUP,
                importance_sampling_level="sequence", loss_type="grpo", beta=0.0,  # GSPO
                epsilon=3e-4, epsilon_high=4e-4, logging_steps=1, report_to=[], save_strategy="no",
                disable_tqdm=True))
        trainer.train()
    logs = [line for line in trainer.state.log_history if "grad_norm" in line]
    moved = sum((value - before[name]).abs().sum().item() for name, value in model.state_dict().items())
    assert len(logs) == STEPS and all(line["grad_norm"] > 0 for line in logs), logs
    assert moved > 0
    print(f"{STEPS} GSPO steps, gradient norms {[round(line['grad_norm'], 4) for line in logs]}, "
          f"rewards {[round(line['reward'], 4) for line in logs]}, weights moved by {moved:.3f}")


if __name__ == "__main__":
    main()
