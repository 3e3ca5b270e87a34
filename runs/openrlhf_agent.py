"""The environment for OpenRLHF 0.11: --train.agent_func_path runs/openrlhf_agent.py

The data set has a line {"prompt": ..., "label": INDEX} for each task (--data.label_key label);
`python runs/openrlhf_agent.py N > tasks.jsonl` writes N of them. MEM_ENV_URL names `./mem env serve`.
"""

import asyncio
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from environment_client import Episode, following, plain, prompt

URL = os.environ.get("MEM_ENV_URL", "http://localhost:8765")
OPENING = "<think>\n"  # Qwen3-4B-Thinking-2507's template writes it

if __name__ == "__main__":
    for i in range(int(sys.argv[1])):
        print(json.dumps({"prompt": "", "label": str(i)}))
    sys.exit()

import torch
from openrlhf.utils.agent import AgentInstanceBase, MultiTurnAgentExecutor


class AgentInstance(AgentInstanceBase):
    async def __init__(self, *args, **kwargs):
        self.episode, self.turns = None, 0

    async def reset(self, states, **kwargs):
        self.episode = await asyncio.to_thread(Episode, URL, states["label"])
        self.turns = 0
        return {"observation": prompt(self.episode.messages, OPENING)}

    async def step(self, states, **kwargs):
        text = states["action_text"]
        said = await asyncio.to_thread(self.episode.step, plain(text))
        self.turns += 1
        reward = torch.tensor(self.episode.reward)
        right = torch.tensor(float(self.episode.info.get("right", False)))
        return {
            "rewards": reward,
            "scores": right,  # what dynamic filtering looks at
            "environment_feedback": "" if self.episode.done else following(text, said, OPENING),
            "done": self.episode.done,
            "sampling_params": states.get("sampling_params"),
            "extra_logs": {"right": right, "turns": torch.tensor(self.turns)},
        }


class AgentExecutor(MultiTurnAgentExecutor):
    def __init__(self):
        super().__init__(AgentInstance)
