"""Medians of the lines that run.sh collected, and our ratio to the faster peer in each round."""

import json
import statistics
import sys

lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
engines = {}
for line in lines:
    engines.setdefault(line["engine"], []).append(line)
columns = {
    "load_ms": "load ms",
    "prefill": "prefill tok/s",
    "decode": "decode tok/s",
    "copy": "decode of a copy tok/s",
    "first_ms": "first token ms",
    "second_ms": "second question ms",
    "prefill_cpu": "prefill tok/cpu-s",
    "decode_cpu": "decode tok/cpu-s",
    "copy_cpu": "copy tok/cpu-s",
    "rss_mb": "peak MB",
}
print("| engine (medians) | " + " | ".join(columns.values()) + " |")
print("|---" * (len(columns) + 1) + "|")
for engine, runs in engines.items():
    cells = [f"{statistics.median(run[field] for run in runs):.0f}" for field in columns]
    print(f"| {engine} | " + " | ".join(cells) + " |")
ours = engines["mem-agent"]
peers = [runs for engine, runs in engines.items() if not engine.startswith("mem-agent")]
for field in ("prefill", "decode", "copy", "prefill_cpu", "decode_cpu", "copy_cpu", "rss_mb"):
    better = min if field == "rss_mb" else max
    ratios = [run[field] / better(peer[i][field] for peer in peers) for i, run in enumerate(ours)]
    print(f"{columns[field]}: ours to the better peer, median of {len(ratios)} rounds: {statistics.median(ratios):.2f}")
gains = [run["first_ms"] / run["second_ms"] for run in ours]
print(f"second question: {statistics.median(gains):.1f} times shorter than a fresh prefill")
