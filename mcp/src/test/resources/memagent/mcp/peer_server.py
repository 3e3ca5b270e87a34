"""The benchmark's peer: a server in the reference's shape, over standard input and output.

A line is {"id": n, "question": "..."}; each is worked on in a thread of its own, by a new agent that has its own
messages, and each of the agent's blocks runs in a Python process of its own (the sandbox benchmark's
peer_process.py). The model is the same script as ours. What is not here is the reference's settings, logging, model
client and protocol library, which would only add time and memory.
"""

import base64
import json
import pickle
import subprocess
import sys
import threading

folder, here, turns = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
writing = threading.Lock()


class Agent:
    def __init__(self):
        self.messages = [{"role": "system", "content": "You keep a memory."}]

    def chat(self, question):
        self.messages.append({"role": "user", "content": question})
        for turn in turns:
            self.messages.append({"role": "assistant", "content": turn})
            code = between(turn, "<python>", "</python>")
            if not code:
                return between(turn, "<reply>", "</reply>")
            self.messages.append({"role": "user", "content": "<result>\n%s\n</result>" % run(code)})
        return ""


def between(text, begin, end):
    return text.split(begin)[1].split(end)[0].strip() if begin in text else ""


def run(code):
    task = {"code": code, "tools": "peer_tools", "folder": folder}
    result = subprocess.run(
        [sys.executable, here + "/peer_process.py", base64.b64encode(pickle.dumps(task)).decode()],
        capture_output=True,
        timeout=60,
        env={"PYTHONPATH": here, "PYTHONDONTWRITEBYTECODE": "", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"},
    )
    variables, error = pickle.loads(result.stdout)
    assert not error, error
    return variables


def answer(line):
    task = json.loads(line)
    reply = {"id": task["id"], "reply": Agent().chat(task["question"])}
    with writing:
        print(json.dumps(reply), flush=True)


for line in sys.stdin:
    threading.Thread(target=answer, args=(line,)).start()
