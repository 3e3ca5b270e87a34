"""One run of llama-cpp-python, as one line of JSON: MODEL SYSTEM_FILE QUESTIONS_FILE TOKENS DECODE_THREADS BATCH_THREADS."""

import json
import sys
import time

start = time.perf_counter()
from llama_cpp import Llama  # noqa: E402  (importing it is part of loading)

model, system_file, questions_file, tokens, decode_threads, batch_threads = sys.argv[1:7]
system = open(system_file, encoding="utf-8").read()
questions = open(questions_file, encoding="utf-8").read().splitlines()
llm = Llama(
    model_path=model,
    n_ctx=4096,
    n_batch=512,
    n_threads=int(decode_threads),
    n_threads_batch=int(batch_threads),
    flash_attn=True,
    verbose=False,
)
load = (time.perf_counter() - start) * 1000


def ask(question):
    prompt = (
        f"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n"
    )
    begin, begin_cpu = time.perf_counter(), time.process_time()
    prompt_tokens = llm.tokenize(prompt.encode(), add_bos=False, special=True)
    count, first = 0, None
    for token in llm.generate(prompt_tokens, temp=0.0):
        count += 1
        llm.detokenize([token])
        if first is None:
            first, first_cpu = time.perf_counter(), time.process_time()
        if token == llm.token_eos() or count == int(tokens):
            break
    return (
        len(prompt_tokens),
        count,
        (first - begin) * 1000,
        (time.perf_counter() - first) * 1000,
        (first_cpu - begin_cpu) * 1000,
        (time.process_time() - first_cpu) * 1000,
    )


one = ask(questions[0])
two = ask(questions[1])
copy = ask(questions[2])
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(
    json.dumps(
        {
            "engine": "llama-cpp-python",
            "load_ms": round(load),
            "prompt": one[0],
            "prefill": round(one[0] / one[2] * 1000, 1),
            "decode": round((one[1] + two[1] - 2) / (one[3] + two[3]) * 1000, 1),
            "copy": round((copy[1] - 1) / copy[3] * 1000, 1),
            "prefill_cpu": round(one[0] / one[4] * 1000, 1),
            "decode_cpu": round((one[1] + two[1] - 2) / (one[5] + two[5]) * 1000, 1),
            "copy_cpu": round((copy[1] - 1) / copy[5] * 1000, 1),
            "first_ms": round(one[2]),
            "second_ms": round(two[2]),
            "rss_mb": int("".join(filter(str.isdigit, peak))) // 1024,
        }
    )
)
