#!/bin/sh
# Measures the search beside grep and basic-memory on the same invented notes.
# usage: vault/src/bench/run.sh [NOTES] [QUESTIONS_A_KIND_FOR_PEERS] [SECONDS_FOR_THE_PEERS_INDEX]
# It installs basic-memory by name into .runs/search/venv (PYTHON=python3.12 or newer); PEERS= leaves it out.
set -eu
cd "$(dirname "$0")/../../.."
notes=${1:-10000}
asked=${2:-20}
patience=${3:-900}
python=${PYTHON:-python3}
runs=$PWD/.runs/search
memory=$runs/$notes
mkdir -p "$runs/classes"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [ ! -s "$runs/classpath" ]; then
  ./build -q -pl vault org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath -Dmdep.outputFile="$runs/classpath" -Dmdep.includeScope=runtime
fi
libraries=vault/target/classes:$(cat "$runs/classpath")
"${java}c" -d "$runs/classes" -cp "$libraries" vault/src/bench/SearchBenchmark.java
# The flags of ./mem, but for what it keeps between starts.
ours() {
  "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g -Xlog:disable --enable-native-access=ALL-UNNAMED -cp "$runs/classes:$libraries" SearchBenchmark "$@"
}
rm -rf "$memory"
ours make "$memory" "$notes" 7
echo "# $notes notes, load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)"
ours build "$memory"
for _ in 1 2 3; do ours open "$memory"; done
if [ -n "${PEERS-yes}" ]; then
  "$python" vault/src/bench/bench_grep.py "$memory" "$asked"
  [ -x "$runs/venv/bin/basic-memory" ] || { "$python" -m venv "$runs/venv"; "$runs/venv/bin/pip" install -q basic-memory==0.24.1; }
  "$runs/venv/bin/python" vault/src/bench/bench_basic_memory.py "$memory" "$asked" "$patience"
fi
ours use "$memory"
