#!/bin/sh
# Runs one of the trials of docs/reliability.md in full, and counts what is lost or torn.
# usage: vault/src/bench/faults.sh kills [KILLS [SEED]]         kill -9 of a writer; goes on where it was stopped, see .runs/faults/kills.log
#        vault/src/bench/faults.sh writers [PROCESSES [WRITES]] several processes on one memory
#        vault/src/bench/faults.sh disk [COUNT [SEED]]          transactions on a disk that is nearly full; needs root, as the next
#        vault/src/bench/faults.sh readonly [COUNT [SEED]]      transactions on a disk that turns read-only and back
#        vault/src/bench/faults.sh clock [COUNT [SEED]]         transactions while the clock jumps backwards
#        vault/src/bench/faults.sh editor [SAVES [SEED]]        saves by vim, and as other editors save, while an agent writes the same note
#        vault/src/bench/faults.sh copies [COUNT [SEED]]        conflict copies of a sync tool while an agent writes
set -eu
cd "$(dirname "$0")/../../.."
each=100 # kills a line of the log
runs=$PWD/.runs/faults
mkdir -p "$runs"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [ ! -s "$runs/classpath" ]; then
  ./build -q -pl vault org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath -Dmdep.outputFile="$runs/classpath" -Dmdep.includeScope=runtime
fi
# Jars, since the JDK's cache of loaded classes takes no folders; the cache halves the start of a writer.
if [ ! -s "$runs/faults.jar" ] || [ -n "$(find vault/target/classes vault/target/test-classes -newer "$runs/faults.jar" -name '*.class' | head -n 1)" ]; then
  rm -f "$runs/faults.aot"
  "${java%java}jar" cf "$runs/faults.jar" -C vault/target/classes . -C vault/target/test-classes .
fi
libraries=$runs/faults.jar:$(cat "$runs/classpath")
flags="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable --enable-native-access=ALL-UNNAMED -Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8 -Dslf4j.internal.verbosity=ERROR"
export LC_ALL=C.UTF-8
if [ ! -s "$runs/faults.aot" ]; then
  rm -rf "$runs/rehearsal"
  # shellcheck disable=SC2086
  timeout 5 "$java" -Xmx64m $flags "-XX:AOTCacheOutput=$runs/faults.aot" -cp "$libraries" memagent.vault.MixedWriter "$runs/rehearsal" 1 no 0 > /dev/null 2>&1 || true
  rm -rf "$runs/rehearsal"
fi
trial() {
  what=$1
  shift
  work=$runs/work-$what
  rm -rf "$work"
  # shellcheck disable=SC2086
  "$java" -Xmx512m $flags "-Dchild.flags=-Xlog:disable -XX:AOTCache=$runs/faults.aot -Dslf4j.internal.verbosity=ERROR" -cp "$libraries" memagent.vault.Faults "$what" "$work" "$@"
}
case ${1:-} in
  kills)
    all=${2:-2000}
    seed=${3:-20260101}
    touch "$runs/kills.log"
    done=$(($(wc -l < "$runs/kills.log") * each))
    while [ "$done" -lt "$all" ]; do
      trial kills "$each" $((seed + done)) > "$runs/kills.out" || { cat "$runs/kills.out"; exit 1; }
      tail -n 1 "$runs/kills.out" >> "$runs/kills.log"
      done=$((done + each))
    done
    "$java" -cp "$libraries" memagent.vault.Faults sum "$runs/kills.log"
    ;;
  writers) trial writers "${2:-16}" "${3:-1000}" ;;
  disk | readonly) trial "$1" "${2:-600}" "${3:-20260101}" ;;
  clock) trial clock "${2:-500}" "${3:-20260101}" ;;
  editor) trial editor "${2:-2000}" "${3:-20260101}" ;;
  copies) trial copies "${2:-400}" ;;
  *)
    sed -n '2,9s/^# //p' "$0"
    exit 2
    ;;
esac
