#!/bin/sh
# tools/package.sh: makes the packages of this platform in target/package, from a build that is there or is made:
#   mem-agent-VERSION-PLATFORM/        the program with a Java of its own, the natives and the weights: bin/mem
#   mem-agent-VERSION-PLATFORM.tar.gz  the same as one file
#   mem-agent-VERSION-PLATFORM.mcpb    a bundle for desktop clients (MCPB manifest 0.3), for `mem mcp` only
#   server.json                        what a registry of MCP servers is told
# RELEASE_URL=https://... is where the files will lie; SERVER_NAME=namespace/name is the server's name in a registry.
set -eu
cd "$(dirname "$0")/.."
. tools/find-tools.sh
find_jdk25
fetch_parts
parts=${MEM_AGENT_PARTS:-$PWD/.parts}
run_maven -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl app -am package

version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' pom.xml | head -n 1)
case "$(uname -s)" in Darwin) system=macos platform=darwin ;; *) system=linux platform=linux ;; esac
case "$(uname -m)" in aarch64 | arm64) system=$system-arm64 ;; *) system=$system-x64 ;; esac
name=mem-agent-$version-$system
release_url=${RELEASE_URL:-https://releases.invalid/mem-agent}
server_name=${SERVER_NAME:-invalid.example/mem-agent}
out=$PWD/target/package
folder=$out/$name
rm -rf "$out"
mkdir -p "$folder/bin" "$folder/lib"

IFS= read -r class_path < app/target/mem.classpath || [ -n "$class_path" ]
cp app/target/mem-agent.jar "$folder/lib/"
echo "$class_path" | tr ':' '\n' | while IFS= read -r jar; do cp "$jar" "$folder/lib/"; done
mkdir -p "$folder/.parts"
cp -R "$parts/llama" "$parts/models" "$folder/.parts/"
mkdir -p "$folder/models"
cp -R models/mem-agent-nano "$folder/models/"
cp LICENSE NOTICE README.md "$folder/"

# The Java that the program needs, and no more. GraalPy and libtorch ask for some modules by name only.
# Our classes are unpacked without their module descriptors: jdeps would look for the libraries' modules by name.
classes=$out/classes
mkdir -p "$classes"
for jar in "$folder"/lib/mem-agent*.jar; do (cd "$classes" && "$JAVA_HOME/bin/jar" --extract --file "$jar"); done
rm -f "$classes/module-info.class"
modules=$("$JAVA_HOME/bin/jdeps" --ignore-missing-deps --multi-release 25 --print-module-deps \
  --class-path "$folder/lib/*" "$classes")
rm -rf "$classes"
"$JAVA_HOME/bin/jlink" --strip-debug --no-header-files --no-man-pages --compress zip-6 --output "$folder/runtime" \
  --add-modules "$modules,java.management,java.net.http,java.sql,jdk.crypto.ec,jdk.incubator.vector,jdk.management,jdk.unsupported,jdk.zipfs"

cat > "$folder/bin/mem" << 'END'
#!/bin/sh
# mem [arguments]: runs mem-agent with the Java beside it.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
  *[Uu][Tt][Ff]*8*) ;;
  *) LC_ALL=C.UTF-8; export LC_ALL ;;
esac
# docs/decisions.md, "Large pages"
export GLIBC_TUNABLES="${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1}"
exec "$here/runtime/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow -Dfile.encoding=UTF-8 -Dslf4j.internal.verbosity=ERROR \
  -Dmemagent.home="$here" -cp "$here/lib/*" memagent.app.Main "$@"
END
chmod +x "$folder/bin/mem"
tar -C "$out" -czf "$out/$name.tar.gz" "$name"

# The bundle: the same without the trainer's libraries, which `mem mcp` does not use.
bundle=$out/bundle
mkdir -p "$bundle"
cp -R "$folder" "$bundle/server"
rm -f "$bundle"/server/lib/pytorch-* "$bundle"/server/lib/openblas-*
sed -e "s/@VERSION@/$version/" -e "s/@PLATFORM@/$platform/" tools/mcpb.json > "$bundle/manifest.json"
if command -v npx > /dev/null 2>&1 && npx --yes @anthropic-ai/mcpb@2.1.2 validate "$bundle/manifest.json"; then
  npx --yes @anthropic-ai/mcpb@2.1.2 pack "$bundle" "$out/$name.mcpb"
else
  echo "The bundle is packed without its judge: npm's @anthropic-ai/mcpb is not to be had." >&2
  (cd "$bundle" && "$JAVA_HOME/bin/jar" --create --no-manifest --file "$out/$name.mcpb" .)
fi
rm -rf "$bundle"

sum=$(openssl dgst -sha256 -r "$out/$name.mcpb" | cut -d ' ' -f 1)
sed -e "s|@VERSION@|$version|g" -e "s|@NAME@|$server_name|" -e "s|@URL@|$release_url/$name.mcpb|" -e "s|@SHA256@|$sum|" \
  tools/server.json > "$out/server.json"
# What the container file copies, under a name without version.
ln -s "$name" "$out/mem-agent"
du -sh "$folder" "$out/$name.tar.gz" "$out/$name.mcpb"
