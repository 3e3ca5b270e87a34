#!/bin/sh
# mem-agent-nano from nothing: worlds, SFT, optional RL, benchmark, export. A run that was stopped goes on where it was.
#   runs/nano.sh [FOLDER]      TASKS, LESSONS, STEPS, RANK, TYPE, RL_STEPS, SEED, BENCH_WORLDS change the sizes below
# On two quiet cores with AMX or AVX-512 the defaults take about two hours; TASKS=200 STEPS=5 BENCH_WORLDS=1 tries the way in half an hour.
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$repository/.runs/nano}
seed=${SEED:-1}
rl_steps=${RL_STEPS:-0}
mkdir -p "$out"

[ -s "$out/traces.jsonl" ] \
  || { "$repository/mem" worlds make --tasks "${TASKS:-12000}" --lessons "${LESSONS:-1}" --seed "$seed" --out "$out/traces.part" \
    && mv "$out/traces.part" "$out/traces.jsonl"; }
"$repository/mem" train sft --traces "$out/traces.jsonl" --out "$out/sft" \
  --rank "${RANK:-32}" --alpha 64 --rate 0.0008 --steps "${STEPS:-500}" --step-batches 1 --batch-tokens 3072 --type "${TYPE:-bf16}" --seed "$seed"
adapter=$out/sft/adapter.gguf
if [ "$rl_steps" -gt 0 ]; then
  "$repository/mem" train rl --start "$adapter" --out "$out/rl" --algorithm gspo --steps "$rl_steps" --seed "$((seed + 1000))"
  adapter=$out/rl/adapter.gguf
fi
"$repository/mem" bench --adapter "$adapter" --merge-adapter always --worlds "${BENCH_WORLDS:-40}" --no-baselines --out "$out/bench"
"$repository/mem" train export --adapter "$adapter" --out "$out/export"
echo "The adapter is $adapter, the report $out/bench/report.html."
