# Read by ./build and ./mem, which stand in the repository's root: finds a JDK 25 and Maven, or stops with one sentence.

# Whether $1 is the home of a JDK 25: its release file says so and it has a compiler.
is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r release_line; do
    case $release_line in
      'JAVA_VERSION="25"'* | 'JAVA_VERSION="25.'* | 'JAVA_VERSION="25-'* | 'JAVA_VERSION="25+'*) return 0 ;;
    esac
  done < "$1/release"
  return 1
}

# Sets and exports JAVA_HOME.
find_jdk25() {
  for jdk_home in "${JDK25_HOME:-}" "${JAVA_HOME:-}" \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/java/* /opt/jdk/* /usr/local/lib/jvm/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/* \
    "${HOME:-}"/.local/share/mise/installs/java/* "${HOME:-}"/.jenv/versions/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$jdk_home" ] && is_jdk25 "$jdk_home"; then
      JAVA_HOME=$jdk_home
      export JAVA_HOME
      return 0
    fi
  done
  echo "mem-agent needs a JDK 25 and found none: install one, or set JDK25_HOME to its folder." >&2
  exit 2
}

# Runs Maven on the JDK that find_jdk25 found. The client compiler and one collector thread are the fastest for a build of this size.
run_maven() {
  if ! command -v mvn > /dev/null 2>&1; then
    echo "mem-agent is built by Maven 3.8 or newer and found no mvn on the PATH: install the package maven." >&2
    exit 2
  fi
  MAVEN_OPTS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}" \
    mvn -ntp "$@"
}

# Fetches llama.cpp's libraries and the embedded model's weights unless they were there after the last run.
fetch_parts() {
  if [ -z "${MEM_AGENT_PARTS:-}" ] && cmp -s tools/parts.sha256 .parts/parts.sha256 \
    && [ -d .parts/llama ] && [ -f .parts/models/ARCHIVE.sha256 ]; then
    return 0
  fi
  "$JAVA_HOME/bin/java" tools/FetchParts.java
}
