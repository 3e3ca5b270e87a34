"""The environment of `./mem env serve` for Python: reset, step, and ChatML around what it says."""

import json
import urllib.error
import urllib.request


class Episode:
    """One task. messages: what the model is asked first; after step: done, reward, info."""

    def __init__(self, url, index):
        self.url = url
        answer = self._post("/reset", {"index": int(index)})
        self.session = answer["info"]["session_id"]
        self.messages, self.info = answer["observation"], answer["info"]
        self.done, self.reward = False, 0.0

    def step(self, text):
        """Hands in a completion; gives the text of the user message that follows, empty at the end."""
        answer = self._post("/step", {"session_id": self.session, "action": text})
        self.done = answer["terminated"] or answer["truncated"]
        self.reward, self.info = answer["reward"], answer["info"]
        return "" if self.done else answer["observation"][0]["content"]

    def close(self):
        if not self.done:
            self._post("/close", {"session_id": self.session})

    def _post(self, path, body):
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request) as response:
                return json.load(response)
        except urllib.error.HTTPError as e:
            raise RuntimeError(json.load(e)["error"]) from e


def task_count(url):
    with urllib.request.urlopen(url + "/health") as response:
        return json.load(response)["tasks"]


def prompt(messages, opening=""):
    """ChatML up to where the model begins; opening: what its template writes there, as `<think>\\n`."""
    said = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return said + "<|im_start|>assistant\n" + opening


def following(text, observation, opening=""):
    """What stands between a completion and the next one."""
    end = "" if text.endswith("<|im_end|>") else "<|im_end|>"
    return f"{end}\n<|im_start|>user\n{observation}<|im_end|>\n<|im_start|>assistant\n{opening}"


def plain(text):
    """A completion without the token that ends it."""
    return text.removesuffix("<|im_end|>").removesuffix("<|endoftext|>")
