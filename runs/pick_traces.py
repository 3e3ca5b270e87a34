"""Picks traces for a short run on a processor: more of the kinds that a model fails at, few of the others.

traces   JSON Lines of ./mem worlds make; of each kind of task the number in COUNTS is taken. Of questions for a
         fact those come first whose words are not the key's ("What do I rub on at the beach?"), in seven of ten.
lessons  JSON Lines of ./mem worlds make --tasks 0 --lessons 1; so many of them, so that nothing is forgotten

nano-6 was trained on what this picks:  python3 runs/pick_traces.py --traces A.jsonl B.jsonl --lessons L.jsonl --out T.jsonl
"""

import argparse
import collections
import json
import random
import re

COUNTS = {
    "missing-attribute": 280, "contradiction-user": 160, "contradiction-notes": 60, "compare": 49,
    "both-directions": 72, "several-facts": 110, "one-hop": 190, "own-fact": 190, "two-hop": 60,
    "explicit-change": 90, "implied-change": 110, "superseded": 60, "add-fact": 60,
    "deny-attribute": 130, "deny-nothing": 90, "no-power": 60, "missing-entity": 50, "long-note": 60,
    "table": 50, "same-name": 30, "several-candidates": 30, "allow-list": 30, "deny-all": 20,
    "deny-person": 30, "delete-fact": 20, "delete-note": 12, "new-entity": 40, "distractor": 30,
    "list-item": 10, "not-saved-secret": 8, "not-saved-sum": 8, "not-saved-smalltalk": 8, "by-name": 8,
    "alias": 12, "list": 10, "three-hop": 25, "count": 8, "table-row": 8,
}
INDIRECT_FIRST = 0.7
TASK_CHARS_MAX = 7_200
LESSON_CHARS_MAX = 14_000  # of the whole line
QUOTED_KEY = re.compile(r"<think>\S+: (?:.* / )?[-*|\d. ]*\**([^:|]*?)\**\s*[:|–]")
MISSING_KEY = re.compile(r"No (.+?) (?:in \S+|anywhere)\.")


def words(text):
    return set(re.findall(r"[a-z]{3,}", text.lower()))


def is_indirect(task):
    """Whether the question has no word of the key that the first thought quotes or misses."""
    pattern = {"one-hop": QUOTED_KEY, "own-fact": QUOTED_KEY, "missing-attribute": MISSING_KEY}.get(task["task"]["kind"])
    thought = next(message["content"] for message in task["messages"] if message["role"] == "assistant")
    key = pattern.search(thought) if pattern else None
    return key is not None and not words(key.group(1)) & words(task["task"]["question"])


def pick(traces, lessons, lesson_count, seed):
    chance = random.Random(seed)
    by_kind = collections.defaultdict(list)
    for file in traces:
        for line in open(file, encoding="utf-8"):
            task = json.loads(line)
            if sum(len(message["content"]) for message in task["messages"]) > TASK_CHARS_MAX:
                continue
            rank = chance.random() - (INDIRECT_FIRST if is_indirect(task) else 0)
            by_kind[task["task"]["kind"]].append((rank, line))
    picked = []
    for kind, count in COUNTS.items():
        by_kind[kind].sort(key=lambda ranked: ranked[0])
        picked += [line for _, line in by_kind[kind][:count]]
    short = [line for line in open(lessons, encoding="utf-8") if len(line) < LESSON_CHARS_MAX]
    chance.shuffle(short)
    picked += short[:lesson_count]
    chance.shuffle(picked)
    return picked


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--traces", nargs="+", required=True, help="files of worlds' traces")
    parser.add_argument("--lessons", required=True, help="file of lessons' traces")
    parser.add_argument("--lesson-count", type=int, default=420)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--out", required=True, help="where the picked lines go, in the order of training")
    args = parser.parse_args()
    picked = pick(args.traces, args.lessons, args.lesson_count, args.seed)
    with open(args.out, "w", encoding="utf-8") as out:
        out.writelines(picked)
    print(f"{len(picked)} conversations are picked.")


if __name__ == "__main__":
    main()
