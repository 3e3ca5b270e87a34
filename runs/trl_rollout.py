"""The environment for TRL: a rollout_func that plays whole episodes, and their reward.

    GRPOTrainer(rollout_func=rollouts("http://localhost:8765"), reward_funcs=episode_reward,
                train_dataset=dataset("http://localhost:8765"), ...)

A prompt is a task's number as text. The model's own tokens are trained (env_mask 1) as they were
sampled; what the environment says in between is not (0).
"""

import torch
from datasets import Dataset

from environment_client import Episode, following, plain, prompt, task_count


def dataset(url, count=None):
    return Dataset.from_dict({"prompt": [str(i) for i in range(count or task_count(url))]})


def episode_reward(completions, episode_reward, **_):
    return episode_reward


def rollouts(url, turns_max=20, turn_tokens_max=512, opening=""):
    """opening: what the model's template writes before its turn, such as `<think>\\n`."""

    def play(task, trainer):
        tokenizer, model = trainer.processing_class, trainer.accelerator.unwrap_model(trainer.model)
        episode = Episode(url, task)
        start = tokenizer.encode(prompt(episode.messages, opening), add_special_tokens=False)
        said, logprobs, mask = [], [], []
        for _ in range(turns_max):
            ids = torch.tensor([start + said], device=model.device)
            with torch.no_grad():
                out = model.generate(
                    ids, attention_mask=torch.ones_like(ids), do_sample=True, top_k=0,
                    temperature=trainer.args.temperature, max_new_tokens=turn_tokens_max,
                    eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
                    return_dict_in_generate=True, output_logits=True)
            turn = out.sequences[0, ids.shape[1]:].tolist()
            scores = torch.stack(out.logits)[:, 0].float() / trainer.args.temperature
            logprobs += scores.log_softmax(-1)[range(len(turn)), turn].tolist()
            said, mask = said + turn, mask + [1] * len(turn)
            text = tokenizer.decode(turn)
            observation = episode.step(plain(text))
            if episode.done:
                break
            between = tokenizer.encode(following(text, observation, opening), add_special_tokens=False)
            said, logprobs, mask = said + between, logprobs + [0.0] * len(between), mask + [0] * len(between)
        episode.close()
        return start, said, logprobs, mask, episode.reward

    def rollout_func(prompts, trainer):
        played = [play(task, trainer) for task in prompts]
        names = ("prompt_ids", "completion_ids", "logprobs", "env_mask", "episode_reward")
        return {name: [one[i] for one in played] for i, name in enumerate(names)}

    return rollout_func
