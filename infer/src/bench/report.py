"""Medians of the lines that run.sh collected, and our ratio to the faster peer in each round."""

import json
import statistics
import sys

rounds = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
by_engine = {}
for line in rounds:
    by_engine.setdefault(line["engine"], []).append(line)
fields = ["load_ms", "prefill", "decode", "first_ms", "second_ms", "rss_mb"]
print("| engine (medians) | load ms | prefill tok/s | decode tok/s | first token ms | second question ms | peak MB |")
print("|---|---|---|---|---|---|---|")
for engine, lines in by_engine.items():
    cells = [f"{statistics.median(each[field] for each in lines):.0f}" for field in fields]
    print(f"| {engine} | " + " | ".join(cells) + " |")
ours = by_engine["mem-agent"]
peers = [lines for engine, lines in by_engine.items() if not engine.startswith("mem-agent")]
for field, better in (("prefill", max), ("decode", max), ("rss_mb", min)):
    ratios = [line[field] / better(peer[i][field] for peer in peers) for i, line in enumerate(ours)]
    print(f"{field}: ours to the better peer, median of {len(ratios)} rounds: {statistics.median(ratios):.2f}")
gains = [line["first_ms"] / line["second_ms"] for line in ours]
print(f"second question: {statistics.median(gains):.1f} times shorter than a fresh prefill")
