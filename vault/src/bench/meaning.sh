#!/bin/sh
# Measures what the embedding model of the search brings and costs, after `./mem embedding on`.
# usage: vault/src/bench/meaning.sh EMBEDDING_FOLDER [NOTES] [measure|tune] [K WEIGHT]
set -eu
cd "$(dirname "$0")/../../.."
embedding=${1:?name the folder that ./mem embedding prints}
notes=${2:-1000}
what=${3:-measure}
k=${4:-}
weight=${5:-}
runs=$PWD/.runs/search
memory=$runs/meaning-$notes
mkdir -p "$runs/classes"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [ ! -s "$runs/classpath" ]; then
  ./build -q -pl vault org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath -Dmdep.outputFile="$runs/classpath" -Dmdep.includeScope=runtime
fi
libraries=vault/target/classes:embed/target/classes:$(cat "$runs/classpath")
"${java}c" -d "$runs/classes" -cp "$libraries" vault/src/bench/SearchBenchmark.java vault/src/bench/MeaningBenchmark.java
# The flags of ./mem.
ours() {
  "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g -Xlog:disable --enable-native-access=ALL-UNNAMED -cp "$runs/classes:$libraries" "$@"
}
if [ ! -d "$memory" ]; then
  ours SearchBenchmark make "$memory" "$notes" 7
  ours memagent.vault.MeaningBenchmark add "$memory" vault/src/bench/meaning.tsv
fi
echo "# $notes invented notes, load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)"
ours memagent.vault.MeaningBenchmark "$what" "$memory" vault/src/bench/meaning.tsv "$embedding" $k $weight
if [ "$what" = measure ] && [ -z "$k" ]; then
  for which in none "$embedding"; do
    echo "# embedding: $([ "$which" = none ] && echo none || echo there)"
    ours memagent.vault.MeaningBenchmark time "$memory" "$which"
  done
fi
