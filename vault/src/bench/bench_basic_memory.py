"""Measures basic-memory on a copy of the memory: index and searches by its own Python, each inside one process that has loaded it already.

usage: bench_basic_memory.py DIR LIMIT [SECONDS]   (DIR as SearchBenchmark make wrote it; LIMIT questions of each kind)
A question is asked as it is; where that finds nothing, by its name and its word, as a model would try next.
An index that is not whole after SECONDS (900) is stopped, and it is said how far it came; the questions are then asked of that part.
"""
import asyncio
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

folder, limit = os.path.abspath(sys.argv[1]), int(sys.argv[2])
seconds_max = int(sys.argv[3]) if len(sys.argv) > 3 else 900
copy = os.path.join(folder, "basic-memory")
shutil.rmtree(copy, ignore_errors=True)
shutil.copytree(os.path.join(folder, "memory"), os.path.join(copy, "notes"))
os.environ.update(
    HOME=copy,
    BASIC_MEMORY_CONFIG_DIR=os.path.join(copy, "config"),
    BASIC_MEMORY_SEMANTIC_SEARCH_ENABLED="false",
    BASIC_MEMORY_LOG_LEVEL="ERROR",
    BASIC_MEMORY_NO_PROMOS="1",
    LOGFIRE_IGNORE_NO_CONFIG="1",
)
command = os.path.join(os.path.dirname(sys.executable), "basic-memory")


INDEX = """
import asyncio, time
from loguru import logger
logger.remove()
from basic_memory.config import ConfigManager
from basic_memory.cli.commands import db as command
from basic_memory import db
async def run():
    config = ConfigManager().config
    start = time.perf_counter()
    await command._reindex(config, search=True, embeddings=False, full=False, project="bench")
    print("index seconds", time.perf_counter() - start)
    await db.shutdown_db()
asyncio.run(run())
"""


def timed(*args):
    start = time.perf_counter()
    done = subprocess.run([command, *args], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    return time.perf_counter() - start


def index():
    """Seconds that it took, without loading the program; the limit where it was stopped."""
    start = time.perf_counter()
    with open(os.path.join(copy, "index.log"), "w+", encoding="utf-8") as log:
        child = subprocess.Popen([sys.executable, "-c", INDEX], stdout=log, stderr=subprocess.STDOUT)
        try:
            code = child.wait(timeout=seconds_max)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return time.perf_counter() - start
        log.seek(0)
        text = log.read()
        if code:
            sys.exit(text[-2000:])
        return float(text.rsplit("index seconds", 1)[1])


def indexed():
    """Notes that are in its database."""
    for root, _, files in os.walk(copy):
        for file in files:
            if file.endswith(".db") and "notes" not in root[len(copy):].split(os.sep):
                with sqlite3.connect(os.path.join(root, file)) as database:
                    return database.execute("select count(*) from entity").fetchone()[0]
    return 0


def show(name, value):
    print(f"basic-memory: {name:<31} {value:12,.3f}", flush=True)


show("start of the command, s", timed("--version"))
timed("project", "add", "bench", os.path.join(copy, "notes"), "--default", "--local", "--no-wait")
show("index, s", index())
show("notes in the index", indexed())

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
    from loguru import logger

    logger.remove()  # it would write more about each search than the search finds
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
