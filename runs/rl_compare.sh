#!/bin/sh
# The policy-gradient methods from one start over the same tasks with the same number of rollouts: experiment 2 of
# docs/experiments.md. A run that was stopped goes on where it was.
#   runs/rl_compare.sh ADAPTER TASKS [FOLDER]      STEPS, WORLDS, GROUP, RATE, SEEDS, ALGORITHMS change the sizes below
# TASKS is a file of ./mem worlds make; a task that the adapter always or never solves teaches nothing.
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd)
adapter=$1
tasks=$2
out=${3:-$repository/.runs/rl-compare}
steps=${STEPS:-10}
mkdir -p "$out"

for seed in ${SEEDS:-1 2}; do
  for algorithm in ${ALGORITHMS:-gspo grpo rloo dr-grpo}; do
    "$repository/mem" train rl --start "$adapter" --tasks "$tasks" --out "$out/$algorithm-$seed" --algorithm "$algorithm" \
      --seed "$seed" --steps "$steps" --worlds "${WORLDS:-2}" --group "${GROUP:-8}" --rate "${RATE:-0.00003}" --rounds 1 \
      --slots 16 --slot-tokens 2560
  done
done

# Right answers in percent and the mean reward, step by step; each run also has its curves.html.
for run in "$out"/*-*/metrics.jsonl; do
  name=$(basename "$(dirname "$run")")
  sed 's/.*"right":\([0-9.E-]*\),"reward":\([0-9.E-]*\).*/\1 \2/' "$run" | awk -v name="$name" \
    '{ right = right sprintf(" %3.0f", 100 * $1); reward = reward sprintf(" %5.2f", $2) } END { print name; print "  right " right; print "  reward" reward }'
done
