"""Measures grep on the memory: the files that have the name, then the lines of them that have the word; the first ten count.

usage: bench_grep.py DIR LIMIT   (LIMIT questions of each kind)
"""
import os
import statistics
import subprocess
import sys
import time

folder, limit = os.path.abspath(sys.argv[1]), int(sys.argv[2])
memory = os.path.join(folder, "memory")


def show(name, value):
    print(f"grep: {name:<39} {value:12,.3f}", flush=True)


with open(os.path.join(folder, "questions.tsv"), encoding="utf-8") as lines:
    questions = [line.rstrip("\n").split("\t") for line in lines]
times = []
for kind in dict.fromkeys(question[0] for question in questions):
    asked = [question for question in questions if question[0] == kind][:limit]
    found = 0
    for _, _, note, _, name, word in asked:
        start = time.perf_counter()
        files = subprocess.run(
            ["grep", "-rliF", "--", name.split(" ")[0] if kind == "prose" else name, "."],
            cwd=memory, capture_output=True, text=True).stdout.splitlines()
        lines = subprocess.run(
            ["grep", "-niHF", "--", word.split(" ")[0] if kind == "prose" else word, *files[:1000], "/dev/null"],
            cwd=memory, capture_output=True, text=True).stdout.splitlines()
        times.append((time.perf_counter() - start) * 1000)
        found += any(line.startswith("./" + note + ":") for line in lines[:10])
    show("recall@10 of the note, " + kind, found / len(asked))
times.sort()
show("search, p50 ms", statistics.median(times))
show("search, p95 ms", times[len(times) * 95 // 100])
