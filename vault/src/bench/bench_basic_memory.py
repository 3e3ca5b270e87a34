"""Measures basic-memory on a copy of the memory: index time by its command, searches by its own tool inside one process.

usage: bench_basic_memory.py DIR LIMIT   (DIR as SearchBenchmark make wrote it; LIMIT questions of each kind)
A question is asked as it is; where that finds nothing, by its name and its word, as a model would try next.
"""
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

folder, limit = os.path.abspath(sys.argv[1]), int(sys.argv[2])
copy = os.path.join(folder, "basic-memory")
shutil.rmtree(copy, ignore_errors=True)
shutil.copytree(os.path.join(folder, "memory"), os.path.join(copy, "notes"))
os.environ.update(
    HOME=copy,
    BASIC_MEMORY_CONFIG_DIR=os.path.join(copy, "config"),
    BASIC_MEMORY_SEMANTIC_SEARCH_ENABLED="false",
    BASIC_MEMORY_LOG_LEVEL="ERROR",
    BASIC_MEMORY_NO_PROMOS="1",
)
command = os.path.join(os.path.dirname(sys.executable), "basic-memory")


def timed(*args):
    start = time.perf_counter()
    done = subprocess.run([command, *args], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    return time.perf_counter() - start


def show(name, value):
    print(f"basic-memory: {name:<31} {value:12,.3f}", flush=True)


show("start of the command, s", timed("--version"))
timed("project", "add", "bench", os.path.join(copy, "notes"), "--default", "--local", "--no-wait")
show("index, s", timed("reindex", "--search", "--project", "bench"))

with open(os.path.join(folder, "questions.tsv"), encoding="utf-8") as lines:
    questions = [line.rstrip("\n").split("\t") for line in lines]
by_kind = {}
for question in questions:
    by_kind.setdefault(question[0], []).append(question)


def paths(answer):
    text = answer if isinstance(answer, str) else json.dumps(answer)
    try:
        results = (json.loads(text) if isinstance(answer, str) else answer).get("results", [])
    except ValueError:
        return []
    return [result.get("file_path") or "" for result in results]


async def main():
    from basic_memory.mcp.tools import search_notes

    search = getattr(search_notes, "fn", search_notes)
    times = []

    async def ask(query):
        start = time.perf_counter()
        answer = await search(query=query, project="bench", page_size=10, output_format="json")
        times.append((time.perf_counter() - start) * 1000)
        return paths(answer)

    await ask("warm up")
    times.clear()
    for kind, asked in by_kind.items():
        found = 0
        asked = asked[:limit]
        for _, text, note, _, name, word in asked:
            hits = await ask(text) or await ask(name + " " + word if word not in name else name)
            found += note in hits
        show("recall@10 of the note, " + kind, found / len(asked))
    times.sort()
    show("search, p50 ms", statistics.median(times))
    show("search, p95 ms", times[len(times) * 95 // 100])


asyncio.run(main())
