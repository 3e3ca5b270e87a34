#!/bin/sh
# One step of SFT here and in PyTorch, in turns, same file, batch and threads; the last line of each run is its result.
#   train/src/bench/compare.sh PYTHON [SEQUENCES [STEPS [KINDS]]]     PYTHON has torch and numpy; ./build has run
# KINDS: words of lora-f32, lora-bf16, full-f32, full-bf16.
set -eu
python=$1
sequences=${2:-2}
steps=${3:-5}
kinds=${4:-lora-f32 full-f32 lora-bf16 full-bf16}
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
. tools/find-tools.sh
find_jdk25
model=$(find "${MEM_AGENT_PARTS:-.parts}/models" -name '*.gguf' | head -n 1)
IFS= read -r class_path < app/target/mem.classpath || [ -n "$class_path" ]
# As ./mem train sets them, for both.
export GLIBC_TUNABLES=glibc.malloc.hugetlb=1 OMP_WAIT_POLICY=passive MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=8589934592 MALLOC_TOP_PAD_=268435456
for kind in $kinds; do
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx2g --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow --add-modules=jdk.incubator.vector \
    -cp "$class_path" "$here/StepBenchmark.java" "$model" "${kind%-*}" "${kind#*-}" "$sequences" "$steps" kept | tail -n 1
  "$python" "$here/torch_steps.py" "$model" "${kind%-*}" "${kind#*-}" "$sequences" "$steps" | tail -n 1
done
