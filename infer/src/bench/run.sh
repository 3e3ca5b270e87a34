#!/bin/sh
# Measures our engine against llama-cpp-python and node-llama-cpp: the same file, prompt and thread counts, in turns.
# usage: infer/src/bench/run.sh [ROUNDS] [DECODE_THREADS] [BATCH_THREADS]
# MODEL=FILE takes another file than the embedded one; FLASH=on, off or prompts says where flash attention is on (default: as ./mem does it).
# Ours starts with the environment that ./mem gives it: GLIBC_TUNABLES, for large pages.
# It installs the peers by name into .runs/peers; WHEELS=DIR takes Python wheels from a folder instead of building.
set -eu
cd "$(dirname "$0")/../../.."
rounds=${1:-5}
decode=${2:-1}
batch=${3:-2}
parts=${MEM_AGENT_PARTS:-$PWD/.parts}
bench=$PWD/infer/src/bench
peers=$PWD/.runs/peers
mkdir -p "$peers"
model=${MODEL:-$parts/models/SmolLM2-135M-Instruct.Q4_1.gguf}
libraries=$(find "$parts/llama" -mindepth 1 -maxdepth 1 -type d | head -1)
if [ ! -x "$peers/venv/bin/python" ]; then
  python3 -m venv "$peers/venv"
  if [ -n "${WHEELS:-}" ]; then
    "$peers/venv/bin/pip" install -q --no-index --find-links "$WHEELS" llama-cpp-python==0.3.36
  else
    "$peers/venv/bin/pip" install -q llama-cpp-python==0.3.36
  fi
fi
if [ ! -d "$peers/node_modules/node-llama-cpp" ]; then
  (cd "$peers" && NODE_LLAMA_CPP_SKIP_DOWNLOAD=true npm install --silent --no-fund --no-audit node-llama-cpp@3.22.1)
fi
i=0
: > "$peers/system.txt"
while [ $i -lt 60 ]; do
  echo "House $i in Harbour Road was built in $((1900 + i * 7 % 97)) and belongs to family number $((i * 13 % 31))." >> "$peers/system.txt"
  i=$((i + 1))
done
printf '%s\n' "Tell me a long story about a lighthouse keeper and the sea." "Explain in detail how bread is baked." "Repeat word by word, line by line, the first eight lines about the houses that you were given." > "$peers/questions.txt"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classes=infer/target/classes:model/target/classes
out=$peers/rounds.jsonl
: > "$out"
run_ours() {
  GLIBC_TUNABLES="${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1}" "$java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx256m -XX:TieredStopAtLevel=1 -Dflash="${FLASH:-}" -cp "$peers/bench:$classes" LocalBenchmark \
    "$model" "$libraries" "$peers/system.txt" "$peers/questions.txt" 128 "$decode" "$batch" "$@" >> "$out"
}
"${java}c" -d "$peers/bench" -cp "$classes" "$bench/LocalBenchmark.java"
round=0
while [ $round -lt "$rounds" ]; do
  run_ours
  "$peers/venv/bin/python" "$bench/bench_llama_cpp_python.py" "$model" "$peers/system.txt" "$peers/questions.txt" 128 "$decode" "$batch" >> "$out"
  (cd "$peers" && node "$bench/bench_node_llama_cpp.mjs" "$model" "$peers/system.txt" "$peers/questions.txt" 128 "$decode" "$batch") >> "$out"
  run_ours plain
  round=$((round + 1))
done
python3 "$bench/report.py" "$out"
